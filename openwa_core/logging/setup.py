"""Setting the logs up, and getting one."""

from __future__ import annotations

import logging
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import Processor

from openwa_core.config import LogConfig
from openwa_core.logging.output import LineWriter
from openwa_core.logging.rendering import mask_fields, render_console, render_json
from openwa_core.logging.stdlib import route_libraries
from openwa_hookspecs.context import Log

__all__ = ["log_for", "set_up_logging"]


def set_up_logging(config: LogConfig, *, stream: TextIO | None = None) -> None:
    """Log to `stream` (stderr) from now on; called once, before any log is used."""
    stream = stream or sys.stderr
    console = config.format == "console" or (config.format == "auto" and stream.isatty())
    structlog.configure(
        processors=_processors(render_console if console else render_json),
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[config.level.upper()]
        ),
        logger_factory=LineWriter(stream),
        cache_logger_on_first_use=False,
    )
    route_libraries()


def log_for(name: str) -> Log:
    """The log of a plugin instance or a part of core: every line carries the name as `component`."""
    return cast("Log", structlog.get_logger(component=name))


def _processors(renderer: Processor) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask_fields,
        renderer,
    ]
