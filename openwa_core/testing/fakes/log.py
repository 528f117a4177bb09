"""A log that a test can read."""

from __future__ import annotations

from dataclasses import dataclass, field

from structlog.contextvars import get_contextvars

__all__ = ["Line", "RecordingLog"]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One call of the log."""

    level: str
    event: str
    fields: dict[str, object]
    bound: dict[str, object]
    """What every line of the moment carries: the request's id."""


@dataclass
class RecordingLog:
    """Implements `openwa_hookspecs.context.Log`."""

    lines: list[Line] = field(default_factory=list)

    def debug(self, event: str, **fields: object) -> None:
        self._add("debug", event, fields)

    def info(self, event: str, **fields: object) -> None:
        self._add("info", event, fields)

    def warning(self, event: str, **fields: object) -> None:
        self._add("warning", event, fields)

    def error(self, event: str, **fields: object) -> None:
        self._add("error", event, fields)

    def exception(self, event: str, **fields: object) -> None:
        self._add("exception", event, fields)

    def _add(self, level: str, event: str, fields: dict[str, object]) -> None:
        self.lines.append(Line(level=level, event=event, fields=fields, bound=get_contextvars()))
