"""`openwa config check`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from openwa_core.cli.failing import fail_config
from openwa_core.config import ConfigError
from openwa_core.loader import LoadedPlugins, load

__all__ = ["check"]


def check(file: Path | None) -> None:
    """Say that the configuration can be used, or all that is wrong with it."""
    try:
        loaded = load(file, os.environ)
    except ConfigError as error:
        fail_config(error)
    typer.echo("\n".join(_summary(loaded, file)))


def _summary(loaded: LoadedPlugins, file: Path | None) -> Iterator[str]:
    yield f"{file or 'the embedded default'}: no faults"
    for offer in loaded.offers:
        yield f"  {offer.role} {offer.name}: {offer.plugin}"
    for left in loaded.left_out:
        yield f"  {left.role} {left.name}: left out: {left.reason}"
