"""The storage role: the truth. Each method is one atomic unit, committed when it returns.

Methods that change state take the events that the change causes and write them in the same transaction, and
only if the change took place. Methods that carry an `epoch` change nothing when the session has a newer one:
a stale owner is mute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

from openwa_hookspecs.models.events import Event
from openwa_hookspecs.service import Service
from openwa_hookspecs.storage.batches import BatchRepository
from openwa_hookspecs.storage.callers import IdempotencyRepository, KeyRepository, StateRepository
from openwa_hookspecs.storage.events import EventRepository, SinkRepository
from openwa_hookspecs.storage.messages import MediaRepository, MessageRepository, SendEnd
from openwa_hookspecs.storage.sessions import IdentityRepository, SessionRepository
from openwa_hookspecs.storage.webhooks import DeliveryRepository, WebhookRepository

__all__ = [
    "BatchRepository",
    "CommitListener",
    "DeliveryRepository",
    "EventRepository",
    "IdempotencyRepository",
    "IdentityRepository",
    "KeyRepository",
    "MediaRepository",
    "MessageRepository",
    "SendEnd",
    "SessionRepository",
    "SinkRepository",
    "StateRepository",
    "Storage",
    "WebhookRepository",
]

CommitListener: TypeAlias = Callable[[Sequence[Event]], None]
"""Told of committed events, with their `seq`, in the order of the log. Called on the event loop; must not
block."""


@runtime_checkable
class Storage(Service, Protocol):
    """All repositories. A full or broken store raises `ServiceUnavailableError`; nothing is half written."""

    @property
    def sessions(self) -> SessionRepository: ...
    @property
    def messages(self) -> MessageRepository: ...
    @property
    def batches(self) -> BatchRepository: ...
    @property
    def media(self) -> MediaRepository: ...
    @property
    def events(self) -> EventRepository: ...
    @property
    def sinks(self) -> SinkRepository: ...
    @property
    def webhooks(self) -> WebhookRepository: ...
    @property
    def deliveries(self) -> DeliveryRepository: ...
    @property
    def keys(self) -> KeyRepository: ...
    @property
    def identities(self) -> IdentityRepository: ...
    @property
    def idempotency(self) -> IdempotencyRepository: ...
    @property
    def state(self) -> StateRepository: ...

    def listen(self, listener: CommitListener) -> None:
        """Tell `listener` of every committed event from now on."""
        ...
