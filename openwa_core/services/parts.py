"""What every service is built from; made once by `lifecycle`."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_core.events.payloads import EventMaker
from openwa_core.events.publisher import Publisher
from openwa_core.hooks import HookRegistry
from openwa_core.notifier import Notifier
from openwa_core.services.rate_limit import RateLimits
from openwa_core.services.session_settings import SessionSettings
from openwa_core.services.settings import ServiceSettings
from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.media import MediaStore
from openwa_hookspecs.storage import Storage

__all__ = ["ServiceParts"]


@dataclass(frozen=True, kw_only=True)
class ServiceParts:
    """The collaborators that services share."""

    storage: Storage
    media: MediaStore
    clock: Clock
    log: Log
    tasks: TaskSupervisor
    hooks: HookRegistry
    notifier: Notifier
    publisher: Publisher
    events: EventMaker
    settings: ServiceSettings
    rates: RateLimits
    session_settings: SessionSettings
    owner: str
    """The name under which this process holds leases; stays the same over restarts of one installation."""
