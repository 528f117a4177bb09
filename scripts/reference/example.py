"""`config.example.yaml`: every key with its default and what it means.

Unchanged it is the embedded default."""

import textwrap
from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from openwa_core.config.entries import ROLE_OF_SECTION
from openwa_core.config.models import GatewayConfig, PluginRef
from openwa_core.config.reference import Key, keys_of
from openwa_core.loader import Offer
from scripts.reference.defaults import as_default
from scripts.reference.plugins import loaded, offers_in

HEAD = """\
# Rendered by scripts/generate-docs from the models: the embedded default, written out.
# Copy it, keep what you change: every key may be left out. A key without a default is commented out.
"""
_WIDTH = 110


def render() -> str:
    lines = [HEAD]
    for key in keys_of(GatewayConfig):
        lines += [*_comment(key.description), *_section(key), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(key: Key) -> Iterator[str]:
    if key.name not in ROLE_OF_SECTION:
        yield from _mapping(key, getattr(loaded().config, key.name))
    elif key.many:
        entries = offers_in(key.name)
        yield f"{key.name}:" if entries else f"{key.name}: []"
        for offer in entries:
            yield from _as_item(_entry(offer))
    else:
        yield f"{key.name}:"
        yield from _indented(_entry(offers_in(key.name)[0]))


def _entry(offer: Offer) -> Iterator[str]:
    yield f"use: {offer.plugin.name}"
    if offer.optional:
        described = next(key for key in keys_of(PluginRef) if key.name == "optional")
        yield from _comment(described.description)
        yield "optional: true"
    keys = list(_described(offer.section))
    if keys:
        yield "config:"
        yield from _indented(keys)


def _mapping(key: Key, value: object) -> Iterator[str]:
    if value is None and key.model is not None:
        yield f"# {key.name}:"
        yield from (f"#   {inner.name}:" for inner in keys_of(key.model))
    elif isinstance(value, BaseModel):
        below = list(_described(value))
        has_defaults = any(not line.startswith("#") for line in below)
        yield f"{key.name}:" if has_defaults else f"# {key.name}:"
        yield from _indented(below)
    else:
        written = as_default(value)
        yield f"# {key.name}:" if written is None else f"{key.name}: {written}"


def _described(values: BaseModel) -> Iterator[str]:
    for key in keys_of(type(values)):
        yield from _comment(key.description)
        yield from _mapping(key, getattr(values, key.name))


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in textwrap.wrap(text, _WIDTH))


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _as_item(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"  - {line}" if number == 0 else f"    {line}"
