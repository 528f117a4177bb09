"""Sessions, and the requests that are made once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from openwa_hookspecs.errors import SessionExistsError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedRequest
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import SessionChanges, SessionRecord, SessionStatus
from openwa_hookspecs.models.webhooks import Webhook
from openwa_strangers.log import Events


class Claims:
    def __init__(self) -> None:
        self._claims: dict[tuple[str, str, str], IdempotencyClaim] = {}

    def write(self, claim: IdempotencyClaim | None) -> None:
        if claim is not None:
            answer = claim.answer and replace(claim.answer, is_final=True, is_replay=True)
            key = (claim.caller, claim.request.route, claim.request.key)
            self._claims[key] = replace(claim, answer=answer)

    async def get(self, caller: str, request: KeyedRequest) -> IdempotencyClaim | None:
        return self._claims.get((caller, request.route, request.key))

    async def put(self, claim: IdempotencyClaim) -> None:
        self.write(claim)

    async def remove(self, caller: str, request: KeyedRequest) -> None:
        self._claims.pop((caller, request.route, request.key), None)

    async def prune(self, *, now: datetime) -> int:
        old = [key for key, claim in self._claims.items() if claim.expires_at <= now]
        for key in old:
            del self._claims[key]
        return len(old)


class Sessions:
    def __init__(self, events: Events, claims: Claims) -> None:
        self.claims = claims
        self.records: dict[SessionId, SessionRecord] = {}
        self._events = events
        self._messages: list[Any] = []
        self.add_webhook: Callable[[Webhook], None] = lambda _webhook: None

    def on_remove(self, forget: Any) -> None:  # noqa: ANN401
        self._messages.append(forget)

    def is_current(self, session_id: SessionId, epoch: int) -> bool:
        record = self.records.get(session_id)
        return record is not None and record.epoch == epoch

    async def add(
        self,
        record: SessionRecord,
        events: Sequence[Event],
        claim: IdempotencyClaim | None = None,
        *,
        webhook: Webhook | None = None,
    ) -> None:
        if any(known.name == record.name for known in self.records.values()):
            raise SessionExistsError(record.name)
        self.records[record.id] = replace(record, proxy=None)
        if webhook is not None:
            self.add_webhook(webhook)
        self.claims.write(claim)
        self._events.write(events)

    async def get(self, session_id: SessionId) -> SessionRecord | None:
        return self.records.get(session_id)

    async def page(
        self, *, status: SessionStatus | None, only: frozenset[SessionId] | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        found = sorted(
            (
                record
                for record in self.records.values()
                if status in (None, record.status) and (only is None or record.id in only)
            ),
            key=lambda record: (record.created_at, record.id),
        )
        start = (number - 1) * limit
        return Page(items=found[start : start + limit], number=number, limit=limit, total=len(found))

    async def claim(
        self, session_id: SessionId, *, owner: str, now: datetime, lease_until: datetime
    ) -> SessionRecord | None:
        record = self.records.get(session_id)
        if record is None:
            return None
        live = record.lease_until is not None and record.lease_until > now
        if record.owner not in (None, owner) and live:
            return None
        self.records[session_id] = replace(
            record, owner=owner, epoch=record.epoch + 1, lease_until=lease_until
        )
        return self.records[session_id]

    async def renew(self, *, owner: str, lease_until: datetime) -> int:
        mine = [record for record in self.records.values() if record.owner == owner]
        for record in mine:
            self.records[record.id] = replace(record, lease_until=lease_until)
        return len(mine)

    async def update(
        self, session_id: SessionId, *, epoch: int, changes: SessionChanges, events: Sequence[Event]
    ) -> SessionRecord | None:
        if not self.is_current(session_id, epoch):
            return None
        given: dict[str, Any] = changes.given()
        self.records[session_id] = replace(self.records[session_id], **given)
        self._events.write(events)
        return self.records[session_id]

    async def remove(self, session_id: SessionId, *, epoch: int, events: Sequence[Event]) -> bool:
        if not self.is_current(session_id, epoch):
            return False
        del self.records[session_id]
        for forget in self._messages:
            forget(session_id)
        self._events.write(events)
        return True
