"""Changing a session's status: the record, the events and whoever is told, in one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from openwa_core.qr_image import qr_png
from openwa_core.services.live_session import LiveSession, Opening
from openwa_core.services.parts import ServiceParts
from openwa_core.services.storable_text import storable
from openwa_hookspecs.models.events import Event, QrChanged, StatusChanged
from openwa_hookspecs.models.sessions import (
    Account,
    SessionChanges,
    SessionRecord,
    SessionStatus,
    StatusReason,
)

__all__ = ["NO_ACCOUNT", "TERMINAL", "StatusBook"]

TERMINAL = frozenset(
    {
        StatusReason.LOGGED_OUT,
        StatusReason.QR_EXPIRED,
        StatusReason.BANNED,
        StatusReason.AUTH_FAILED,
        StatusReason.CONFLICT,
    }
)
"""Reasons after which the engine is freed and the session waits for someone to start it."""

NO_ACCOUNT: Mapping[str, Any] = {"phone_number": None, "push_name": None, "platform": None, "lid": None}
"""The members of a record that go when the account is unlinked."""

_UNLINKED = frozenset({StatusReason.LOGGED_OUT, StatusReason.AUTH_FAILED})
_SHOWING_QR = SessionChanges(status=SessionStatus.QR_READY, reason=None, detail=None, **NO_ACCOUNT)


@dataclass(frozen=True, kw_only=True)
class StatusBook:
    """Writes statuses of owned sessions."""

    parts: ServiceParts

    async def change(self, live: LiveSession, changes: SessionChanges) -> bool:
        """Commit what a command makes of the session. False when another process owns it now."""
        async with live.changing:
            return await self._commit(live, changes)

    async def report(self, live: LiveSession, opening: Opening, fact: StatusChanged | QrChanged) -> None:
        """Commit what the engine says of the link, unless its opening is over."""
        async with live.changing:
            if live.opening is not opening:
                return
            if isinstance(fact, QrChanged):
                await self._commit(live, _SHOWING_QR, self._qr_event(live, fact))
            else:
                await self._commit(live, self._changes(live.record, fact))

    async def _commit(self, live: LiveSession, changes: SessionChanges, *more: Event) -> bool:
        before = live.record
        after = _applied(before, changes)
        if after == before and not more:
            return True
        events = [*self._events(before, after), *more]
        prepared = await self.parts.publisher.prepare(*events)
        stored = await self.parts.storage.sessions.update(
            live.id, epoch=before.epoch, changes=changes, events=prepared
        )
        if stored is None:
            live.owned = False
            return False
        live.record = stored
        if events:
            self.parts.log.info(
                "session status", session=live.id, status=stored.status.value, reason=stored.reason
            )
            self.parts.notifier.post("session_changed", session=stored)
        return True

    def _changes(self, before: SessionRecord, fact: StatusChanged) -> SessionChanges:
        given: dict[str, Any] = {"status": fact.status, "reason": fact.reason, "detail": fact.detail}
        if fact.status is SessionStatus.READY and before.status is not SessionStatus.READY:
            given["connected_at"] = self.parts.clock.now()
        if fact.account is not None:
            given |= _members(fact.account)
        elif fact.status is SessionStatus.QR_READY or fact.reason in _UNLINKED:
            given |= NO_ACCOUNT
        if fact.reason in TERMINAL:
            given["wanted"] = False
        return SessionChanges(**given)

    def _qr_event(self, live: LiveSession, fact: QrChanged) -> Event:
        return self.parts.events.session_qr(live.id, fact.qr.code, qr_png(fact.qr.code))

    def _events(self, before: SessionRecord, after: SessionRecord) -> list[Event]:
        if (before.status, before.reason, before.detail) == (after.status, after.reason, after.detail):
            return []
        events = [self.parts.events.session_status(after)]
        if after.status is SessionStatus.READY and before.phone_number is None:
            events.append(self.parts.events.session_authenticated(after))
        if before.status is SessionStatus.READY:
            events.append(self.parts.events.session_disconnected(after.id, after.reason))
        return events


def _applied(record: SessionRecord, changes: SessionChanges) -> SessionRecord:
    given: dict[str, Any] = changes.given()
    return replace(record, **given)


def _members(account: Account) -> dict[str, str | None]:
    cleaned = ((name, getattr(account, name)) for name in NO_ACCOUNT)
    return {name: value and storable(value) for name, value in cleaned}
