"""The lines of the YAML that name plugins, with the role that each asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from openwa_core.config.faults import Location, render_path
from openwa_core.config.models import GatewayConfig, PluginRef, SinkRef
from openwa_core.config.validation import SectionError, validate

__all__ = ["ROLE_OF_SECTION", "PluginEntry", "entries_of", "readable_entries"]

ROLE_OF_SECTION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "engines": "engine",
        "storage": "storage",
        "media": "media",
        "queue": "queue",
        "transports": "transport",
        "auth": "auth",
        "sinks": "sink",
        "extensions": "extension",
    }
)


@dataclass(frozen=True, kw_only=True)
class PluginEntry:
    """One plugin in one role, and where the YAML says so."""

    role: str
    location: Location
    ref: PluginRef

    @property
    def path(self) -> str:
        """The place in the YAML: `engines[1]`."""
        return render_path(self.location)


def entries_of(config: GatewayConfig) -> tuple[PluginEntry, ...]:
    """All entries, in the order of the YAML."""
    return tuple(
        PluginEntry(role=ROLE_OF_SECTION[section], location=location, ref=ref)
        for section in config.section_order
        if section in ROLE_OF_SECTION
        for location, ref in _located(section, getattr(config, section))
    )


def readable_entries(data: Mapping[str, Any]) -> tuple[PluginEntry, ...]:
    """What can be read of the entries of a faulty YAML, so that their plugins are checked as well."""
    return tuple(
        PluginEntry(role=role, location=location, ref=ref)
        for section, role in ROLE_OF_SECTION.items()
        for location, raw in _located(section, data.get(section))
        if (ref := _readable(raw, SinkRef if role == "sink" else PluginRef)) is not None
    )


def _located(section: str, content: object) -> Iterator[tuple[Location, Any]]:
    if isinstance(content, list | tuple):
        yield from (((section, index), item) for index, item in enumerate(content))
    elif content is not None:
        yield (section,), content


def _readable(raw: object, model: type[PluginRef]) -> PluginRef | None:
    try:
        return validate(model, raw)
    except SectionError:
        return None
