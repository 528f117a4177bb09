"""Loggers of libraries (quart, hypercorn, tortoise, asyncio …) write through ours, from `warning` upwards."""

from __future__ import annotations

import logging

import structlog

__all__ = ["Forwarder", "route_libraries"]


class Forwarder(logging.Handler):
    """Hands records of the standard library to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = str(record.msg)
        log = structlog.get_logger(component=record.name)
        log.log(record.levelno, message, exc_info=record.exc_info or None)


def route_libraries() -> None:
    """Replace the handlers of the standard library's root logger with one that forwards to structlog."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    root.addHandler(Forwarder())
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
