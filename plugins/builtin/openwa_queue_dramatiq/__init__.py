"""`dramatiq` in the YAML's `queue:`: wake-ups through Redis, by Dramatiq."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context
from openwa_hookspecs.provider import Provider
from openwa_queue_dramatiq.config import DramatiqConfig
from openwa_queue_dramatiq.queue import DramatiqQueue

__all__ = ["OPENWA_API_VERSION", "register_queue"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_queue() -> Provider[DramatiqConfig, Context, DramatiqQueue]:
    """Offer `dramatiq`."""
    return Provider(name="dramatiq", config=DramatiqConfig, create=DramatiqQueue)
