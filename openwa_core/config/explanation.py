"""Every key of a configuration with its meaning and its value, secrets masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from openwa_core.config.entries import entries_of
from openwa_core.config.faults import Location, render_path
from openwa_core.config.models import GatewayConfig
from openwa_core.config.reference import Key, keys_of
from openwa_core.redaction import MASK, is_secret_name, mask_text

__all__ = ["NO_VALUE", "ExplainedKey", "explained_keys"]

NO_VALUE: Final = object()
"""Nothing is known of the value, because the configuration has faults."""


@dataclass(frozen=True, kw_only=True)
class ExplainedKey:
    """One key at its place in the YAML."""

    path: str
    key: Key
    value: object
    """As JSON has it, or `NO_VALUE`."""
    leaf: bool
    """Whether no keys are below it."""


def explained_keys(config: GatewayConfig | None, sections: Mapping[str, BaseModel]) -> Iterator[ExplainedKey]:
    """All keys, each before those below it; `sections` has the plugins' validated `config:` by path."""
    tree = NO_VALUE if config is None else _tree(config, sections)
    models = {path: type(section) for path, section in sections.items()}
    yield from _walk(GatewayConfig, tree, (), models)


def _walk(
    model: type[BaseModel], tree: object, at: Location, sections: Mapping[str, type[BaseModel]]
) -> Iterator[ExplainedKey]:
    for key in keys_of(model):
        here = (*at, key.name)
        path = render_path(here)
        value = tree.get(key.name) if isinstance(tree, Mapping) else NO_VALUE
        below = sections.get(path, key.model) if value is not None else None
        yield ExplainedKey(path=path, key=key, value=value, leaf=below is None)
        if below is not None:
            for place, item in _items(value, here) if key.many else [(here, value)]:
                yield from _walk(below, item, place, sections)


def _items(value: object, at: Location) -> Iterator[tuple[Location, object]]:
    if isinstance(value, list):
        yield from (((*at, index), item) for index, item in enumerate(value))


def _tree(config: GatewayConfig, sections: Mapping[str, BaseModel]) -> object:
    """The configuration as JSON has it, with the plugins' defaults filled in."""
    tree = config.model_dump(mode="json")
    for entry in entries_of(config):
        raw: Any = tree
        for step in entry.location:
            raw = raw[step]
        section = sections.get(f"{entry.path}.config")
        raw["config"] = NO_VALUE if section is None else section.model_dump(mode="json", fallback=str)
    return _masked("", tree)


def _masked(name: str, value: object) -> object:
    if isinstance(value, dict):
        return {key: _masked(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(name, inner) for inner in value]
    if isinstance(value, str) and value:
        return MASK if is_secret_name(name) else mask_text(value)
    return value
