"""Sessions at rest, and who each person of an account is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import SessionChanges, SessionRecord, SessionStatus
from openwa_hookspecs.models.webhooks import Webhook

__all__ = ["IdentityRepository", "SessionRepository"]


class SessionRepository(Protocol):
    """Sessions, by id and by unique name."""

    async def add(
        self,
        record: SessionRecord,
        events: Sequence[Event],
        claim: IdempotencyClaim | None = None,
        *,
        webhook: Webhook | None = None,
    ) -> None:
        """Add a session, with its first webhook. Raises `SessionExistsError` when the name is taken; then
        nothing else is written either."""
        ...

    async def get(self, session_id: SessionId) -> SessionRecord | None: ...

    async def page(
        self, *, status: SessionStatus | None, only: frozenset[SessionId] | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        """Oldest first; `only` restricts to these ids."""
        ...

    async def claim(
        self, session_id: SessionId, *, owner: str, now: datetime, lease_until: datetime
    ) -> SessionRecord | None:
        """Take the session over: `epoch` + 1. None when it is gone or another owner's lease is live."""
        ...

    async def renew(self, *, owner: str, lease_until: datetime) -> int:
        """Prolong the leases of all sessions of this owner; how many there are."""
        ...

    async def update(
        self, session_id: SessionId, *, epoch: int, changes: SessionChanges, events: Sequence[Event]
    ) -> SessionRecord | None:
        """The record after the change; None when the epoch is stale or the session gone (then no events
        either)."""
        ...

    async def remove(self, session_id: SessionId, *, epoch: int, events: Sequence[Event]) -> bool:
        """Remove the session with its messages and webhooks; its events stay in the log. False when stale or
        gone."""
        ...


class IdentityRepository(Protocol):
    """Which LID and which phone number are one person, as each account knows it."""

    async def learn(
        self, session_id: SessionId, pairs: Sequence[tuple[ChatId, ChatId]], *, epoch: int, at: datetime
    ) -> bool:
        """Keep these pairs (`…@lid`, `…@c.us`); a LID may get another number. False when the epoch is
        stale."""
        ...

    async def all(self, session_id: SessionId) -> Sequence[tuple[ChatId, ChatId]]:
        """The pairs of a session, in the order in which they were learned last."""
        ...
