"""What plugins are lent: one object per instance, typed by the width that its role gets."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_core.events.bus import LiveBus
from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs.auth import Authenticator
from openwa_hookspecs.context import Clock, Log, Secrets, State
from openwa_hookspecs.gateway import Gateway
from openwa_hookspecs.http import HttpClient
from openwa_hookspecs.storage import Storage

__all__ = ["CoreContext", "CoreGatewayContext", "CoreStoreContext", "NoState", "StoredState"]

_MAX_VALUE = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class CoreContext:
    """See `openwa_hookspecs.context.Context`."""

    name: str
    version: str
    log: Log
    clock: Clock
    tasks: TaskSupervisor
    state: State
    http: HttpClient


@dataclass(frozen=True, kw_only=True)
class CoreStoreContext(CoreContext):
    """See `openwa_hookspecs.context.StoreContext`."""

    storage: Storage
    secrets: Secrets


@dataclass(frozen=True, kw_only=True)
class CoreGatewayContext(CoreContext):
    """See `openwa_hookspecs.context.GatewayContext`."""

    gateway: Gateway
    events: LiveBus
    auth: Authenticator


@dataclass(frozen=True, kw_only=True)
class StoredState:
    """A plugin's private area in the storage."""

    storage: Storage
    area: str

    async def get(self, key: str) -> str | None:
        return await self.storage.state.get(self.area, key)

    async def set(self, key: str, value: str) -> None:
        if len(value) > _MAX_VALUE:
            raise ValueError(f"a value of a plugin's state is at most {_MAX_VALUE} characters")
        await self.storage.state.set(self.area, key, value)

    async def delete(self, key: str) -> None:
        await self.storage.state.delete(self.area, key)


class NoState:
    """The storage's own state: it has nowhere to keep one."""

    async def get(self, key: str) -> str | None:
        raise self._refusal()

    async def set(self, key: str, value: str) -> None:
        raise self._refusal()

    async def delete(self, key: str) -> None:
        raise self._refusal()

    def _refusal(self) -> RuntimeError:
        return RuntimeError("a storage has no `context.state`: keep what you need in your own database")
