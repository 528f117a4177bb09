"""Structured logs on stderr: constant messages, values as fields, no secrets."""

from __future__ import annotations

from openwa_core.logging.lean import import_structlog

import_structlog()

from openwa_core.logging.setup import log_for, set_up_logging  # noqa: E402

__all__ = ["log_for", "set_up_logging"]
