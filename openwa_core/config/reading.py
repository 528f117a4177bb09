"""From a file to a `GatewayConfig`, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from openwa_core.config.document import Document, parse
from openwa_core.config.entries import PluginEntry, entries_of, readable_entries
from openwa_core.config.faults import ConfigError, ConfigFault
from openwa_core.config.models import GatewayConfig
from openwa_core.config.validation import SectionError, validate
from openwa_core.secrets import resolve_text

__all__ = ["Reading", "read", "read_config"]

_MAX_FILE_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of a file. With faults, `config` is None and `entries` are those that can be read."""

    document: Document
    config: GatewayConfig | None
    entries: tuple[PluginEntry, ...]
    faults: tuple[ConfigFault, ...]

    def error(self, more: Iterable[ConfigFault] = ()) -> ConfigError | None:
        """All faults with their lines, in the order of the file; None when there are none."""
        located: dict[str, ConfigFault] = {}
        for fault in (*self.faults, *more):
            located.setdefault(fault.path or fault.message, self._with_line(fault))
        ordered = sorted(located.values(), key=lambda fault: (fault.line or 0, fault.path))
        return ConfigError(ordered, source=self.document.source) if ordered else None

    def _with_line(self, fault: ConfigFault) -> ConfigFault:
        line = fault.line or self.document.line_of(fault.path)
        return ConfigFault(path=fault.path, message=fault.message, line=line)


def read_config(path: Path | None, environ: Mapping[str, str]) -> GatewayConfig:
    """The configuration; without a path the embedded default. Raises `ConfigError`.

    Checks what core knows; the plugins' own sections are checked when the plugins are loaded.
    """
    reading = read(path, environ)
    if reading.config is None:
        raise reading.error() or AssertionError("a reading without a config has faults")
    return reading.config


def read(path: Path | None, environ: Mapping[str, str]) -> Reading:
    """Read a file without raising."""
    document = _document(path, environ)
    try:
        config = validate(GatewayConfig, document.data)
        faults = document.faults
    except SectionError as error:
        faults = document.faults + error.faults
    if faults:
        entries = readable_entries(document.data)
        return Reading(document=document, config=None, entries=entries, faults=faults)
    return Reading(document=document, config=config, entries=entries_of(config), faults=())


def _document(path: Path | None, environ: Mapping[str, str]) -> Document:
    if path is None:
        return Document()
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return Document(source=str(path), faults=(ConfigFault(path="", message=f"cannot be read: {reason}"),))
    if len(content) > _MAX_FILE_BYTES:
        fault = ConfigFault(path="", message=f"the file is larger than {_MAX_FILE_BYTES} bytes")
        return Document(source=str(path), faults=(fault,))
    return parse(content, source=str(path), resolve=partial(resolve_text, environ=environ))
