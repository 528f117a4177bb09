"""`openwa plugins list`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import typer

from openwa_core.cli.tables import columns
from openwa_core.config import PluginEntry, read
from openwa_core.discovery import Candidate, Catalogue, discover

__all__ = ["list_plugins"]


def list_plugins(file: Path | None) -> None:
    """Print what is installed, from metadata alone, and what the YAML makes of it."""
    catalogue = discover()
    reading = read(file, os.environ)
    rows = [_row(candidate, reading.entries, catalogue) for candidate in catalogue.candidates]
    missing = sorted({entry.ref.use for entry in reading.entries} - set(catalogue.names))
    rows += [(name, "not installed", "", _uses(name, reading.entries)) for name in missing]
    typer.echo(columns([("NAME", "DISTRIBUTION", "VERSION", "USED AS"), *rows]))
    if reading.faults:
        typer.echo("openwa: the configuration has faults; see `openwa config check`", err=True)


def _row(
    candidate: Candidate, entries: Sequence[PluginEntry], catalogue: Catalogue
) -> tuple[str, str, str, str]:
    info = candidate.info
    doubled = "installed twice; " if len(catalogue.find(info.name)) > 1 else ""
    return info.name, info.distribution, info.version, doubled + _uses(info.name, entries)


def _uses(name: str, entries: Iterable[PluginEntry]) -> str:
    uses = [_use(entry) for entry in entries if entry.ref.use == name]
    return ", ".join(uses) or "-"


def _use(entry: PluginEntry) -> str:
    named = f" '{entry.ref.name}'" if entry.ref.name != entry.ref.use else ""
    return f"{entry.role}{named}" + (" (optional)" if entry.ref.optional else "")
