"""The storage as a service: it starts, is well, and stops."""

from __future__ import annotations

from openwa_hookspecs.service import Health, HealthStatus
from openwa_hookspecs.storage import Storage

__all__ = ["ServiceContract"]


class ServiceContract:
    """`Service`, as far as a storage alone can show it."""

    async def test_is_a_storage(self, storage: Storage) -> None:
        assert isinstance(storage, Storage)

    async def test_is_well_once_started(self, storage: Storage) -> None:
        assert (await storage.health()).status is HealthStatus.OK

    async def test_stops_twice(self, storage: Storage) -> None:
        await storage.stop()
        await storage.stop()
        assert isinstance(await storage.health(), Health)
