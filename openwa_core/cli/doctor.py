"""`openwa doctor`: a table of what is well and what is not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import typer

from openwa_core import loop
from openwa_core.cli.examinations import Finding, Verdict, examine
from openwa_core.cli.failing import EXIT_FAILED, fail_config
from openwa_core.config import ConfigError, LogConfig
from openwa_core.loader import LoadedPlugins, load
from openwa_core.logging import set_up_logging
from openwa_core.redaction import mask_text

__all__ = ["diagnose"]

_WIDTH: Final = 28


def diagnose(file: Path | None) -> None:
    """Print the table; ends with 78 for a faulty configuration, 1 when something fails, else 0."""
    try:
        loaded = load(file, os.environ)
    except ConfigError as error:
        _show(Finding(verdict=Verdict.FAIL, subject="config", text=f"{len(error.faults)} faults, see below"))
        fail_config(error)
    _show(Finding(verdict=Verdict.OK, subject="config", text=str(file or "the embedded default")))
    set_up_logging(LogConfig(level="error"))
    if not loop.run(_examine(loaded)):
        raise typer.Exit(EXIT_FAILED)


async def _examine(loaded: LoadedPlugins) -> bool:
    well = True
    async for finding in examine(loaded):
        _show(finding)
        well = well and finding.verdict is not Verdict.FAIL
    return well


def _show(finding: Finding) -> None:
    typer.echo(f"{finding.verdict.value:<5} {finding.subject:<{_WIDTH}} {mask_text(finding.text)}")
