"""The built-in storage: SQLite or PostgreSQL, one group-commit writer, Tortoise's migrations."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context
from openwa_hookspecs.provider import Provider
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

__all__ = ["OPENWA_API_VERSION", "register_storage"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_storage() -> Provider[StorageConfig, Context, TortoiseStorage]:
    """Offer `tortoise`."""
    return Provider(name="tortoise", config=StorageConfig, create=TortoiseStorage)
