"""What is wrong with a configuration: every fault at once, each with its place in the YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["ConfigError", "ConfigFault", "Location", "render_path"]

Location: TypeAlias = tuple[str | int, ...]
_PLAIN_KEY = re.compile(r"[\w-]{1,100}")


@dataclass(frozen=True, kw_only=True)
class ConfigFault:
    """One fault. `path` is empty when it concerns the whole file; `line` counts from 1."""

    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class ConfigError(Exception):
    """The configuration cannot be used; `faults` says why, in the order of the YAML."""

    def __init__(self, faults: Iterable[ConfigFault], *, source: str = "") -> None:
        self.faults = tuple(faults)
        self.source = source
        super().__init__("\n".join(map(self._show, self.faults)))

    def _show(self, fault: ConfigFault) -> str:
        place = ":".join(part for part in (self.source, str(fault.line or "")) if part)
        return f"{place}: {fault}" if self.source else str(fault)


def render_path(location: Location) -> str:
    """A place as operators write it: `sinks[1].config.servers`."""
    shown = ""
    for step in location:
        if isinstance(step, int):
            shown += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            shown += f".{step}" if shown else step
        else:
            shown += f"[{json.dumps(step[:100])}]"
    return shown
