"""`openwa config explain`: what a key means, and what it is now."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from openwa_core.cli.failing import fail
from openwa_core.config import Reading, read
from openwa_core.config.explanation import NO_VALUE, ExplainedKey, explained_keys
from openwa_core.config.validation import suggestion
from openwa_core.discovery import discover
from openwa_core.loader import survey

__all__ = ["explain"]


def explain(file: Path | None, path: str) -> None:
    """Print the key's meaning, type, default and value, or one line for each key below it."""
    reading = read(file, os.environ)
    found = survey(reading.entries, discover())
    sections = {f"{offer.path}.config": offer.section for offer in found.offers}
    keys = {each.path: each for each in explained_keys(reading.config, sections)}
    typer.echo("\n".join(_described(path, keys, reading)))
    if reading.faults or found.faults:
        typer.echo("openwa: the configuration has faults; see `openwa config check`", err=True)


def _described(path: str, keys: Mapping[str, ExplainedKey], reading: Reading) -> Iterator[str]:
    below = [each for each in keys.values() if each.path.startswith((f"{path}.", f"{path}["))]
    leaves = [each for each in below or keys.values() if each.leaf]
    if path in keys:
        yield from _one(keys[path], reading)
    elif path and not below:
        fail(f"{path}: unknown key; {suggestion(path, keys)}")
    if below or not path:
        yield from (f"{each.path}: {_value(each)}" for each in leaves)


def _one(each: ExplainedKey, reading: Reading) -> Iterator[str]:
    yield each.path
    yield f"  {each.key.description}" if each.key.description else "  (not described)"
    yield f"  type     {each.key.kind}"
    if not each.leaf:
        return
    line = reading.document.lines.get(each.path)
    origin = f"  ({reading.document.source}:{line})" if line else ""
    yield f"  default  {'none, a value is required' if each.key.required else json.dumps(each.key.default)}"
    yield f"  value    {_value(each)}{origin}"


def _value(each: ExplainedKey) -> str:
    if each.value is NO_VALUE:
        return "not known, the configuration has faults"
    return json.dumps(each.value, ensure_ascii=False, default=str)
