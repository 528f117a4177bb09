"""Services and contexts for a command: as in the gateway, for as long as the command needs them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from openwa_core.context import CoreContext, CoreStoreContext, NoState, StoredState
from openwa_core.loader import Offer
from openwa_core.logging import log_for
from openwa_core.outgoing import OutgoingHttp, OutgoingRules
from openwa_core.tasks import TaskSupervisor
from openwa_core.version import VERSION
from openwa_hookspecs.context import Clock, Secrets, State
from openwa_hookspecs.service import Service
from openwa_hookspecs.storage import Storage

__all__ = ["lent_context", "started_service", "store_context", "stored_state"]

_START_TIMEOUT_S: Final = 60.0
_STOP_TIMEOUT_S: Final = 15.0


@asynccontextmanager
async def lent_context(offer: Offer, clock: Clock, state: State | None = None) -> AsyncIterator[CoreContext]:
    """The narrowest context, its tasks ended afterwards."""
    log = log_for(offer.name)
    tasks = TaskSupervisor(log)
    http = OutgoingHttp(OutgoingRules(), version=VERSION)
    try:
        yield CoreContext(
            name=offer.name,
            version=VERSION,
            log=log,
            clock=clock,
            tasks=tasks,
            state=state or NoState(),
            http=http,
        )
    finally:
        await tasks.cancel()
        await http.close()


@asynccontextmanager
async def store_context(
    offer: Offer, clock: Clock, storage: Storage, secrets: Secrets
) -> AsyncIterator[CoreStoreContext]:
    """The context of a plugin that keeps records."""
    async with lent_context(offer, clock, stored_state(offer, storage)) as lent:
        yield CoreStoreContext(**vars(lent), storage=storage, secrets=secrets)


@asynccontextmanager
async def started_service(offer: Offer, clock: Clock, state: State | None = None) -> AsyncIterator[Any]:
    """The offer's service, started and stopped again. Raises what its start raises."""
    async with lent_context(offer, clock, state) as context:
        service: Service = offer.provider.create(offer.section, context)
        try:
            async with asyncio.timeout(_START_TIMEOUT_S):
                await service.start()
            yield service
        finally:
            async with asyncio.timeout(_STOP_TIMEOUT_S):
                await service.stop()


def stored_state(offer: Offer, storage: Storage) -> StoredState:
    """The private area of the instance, the same as in the gateway."""
    return StoredState(storage=storage, area=f"{offer.role}.{offer.name}")
