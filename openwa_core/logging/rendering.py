"""From an event to one line of text."""

from __future__ import annotations

import json
from typing import Any, Final

import orjson
from structlog.typing import EventDict, WrappedLogger

from openwa_core.redaction import MASK, is_secret_name, mask_text

__all__ = ["mask_fields", "render_console", "render_json"]

_COLOURS: Final = {"debug": "\x1b[2m", "info": "\x1b[32m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_RESET: Final = "\x1b[0m"
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/@+*-")


def mask_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask the fields whose name says that they are secret."""
    for name in event:
        if is_secret_name(name) and event[name] is not None:
            event[name] = MASK
    return event


def render_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """One JSON object; values that JSON lacks become their text."""
    ordered = _in_order(event)
    try:
        line = orjson.dumps(ordered, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # integers beyond 64 bits and lone surrogates
        line = json.dumps(ordered, default=str)
    return mask_text(line)


def render_console(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """A line for a person: time of day, level, message, fields; a stack trace below it."""
    level = str(event.pop("level", "info"))
    time = str(event.pop("timestamp", ""))[11:23]
    message = str(event.pop("event", ""))
    message = message if message.isprintable() else repr(message)
    trace = event.pop("exception", None)
    fields = " ".join(f"{name}={_shown(value)}" for name, value in event.items())
    line = f"{time} {_COLOURS.get(level, '')}{level:<7}{_RESET} {message}  {fields}".rstrip()
    return mask_text(f"{line}\n{trace}" if trace else line)


def _in_order(event: EventDict) -> dict[str, Any]:
    first = {name: event.pop(name) for name in ("timestamp", "level", "event") if name in event}
    return {**first, **event}


def _shown(value: object) -> str:
    text = str(value)
    return text if text and _PLAIN.issuperset(text) else repr(text)
