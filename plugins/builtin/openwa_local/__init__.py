"""`local`: what this machine alone can do for the gateway. It keeps media in a folder, and wakes bulk sending
up."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context
from openwa_hookspecs.provider import Provider
from openwa_local.media.config import MediaConfig
from openwa_local.media.store import FolderMediaStore
from openwa_local.queue.config import QueueConfig
from openwa_local.queue.timers import LocalQueue

__all__ = ["OPENWA_API_VERSION", "register_media", "register_queue"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_media() -> Provider[MediaConfig, Context, FolderMediaStore]:
    """Offer `local`."""
    return Provider(name="local", config=MediaConfig, create=FolderMediaStore)


@hookimpl
def register_queue() -> Provider[QueueConfig, Context, LocalQueue]:
    """Offer `local`."""
    return Provider(name="local", config=QueueConfig, create=LocalQueue)
