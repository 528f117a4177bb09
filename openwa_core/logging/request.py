"""The id of the request that is being served, in every line that is logged on its behalf."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bind_contextvars, reset_contextvars

__all__ = ["request_id_in_logs"]


@contextmanager
def request_id_in_logs(request_id: str) -> Iterator[None]:
    """Put `request_id` into all lines logged inside, in tasks that start inside, too."""
    tokens = bind_contextvars(request_id=request_id)
    try:
        yield
    finally:
        reset_contextvars(**tokens)
