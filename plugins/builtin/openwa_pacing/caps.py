"""Caps that survive a restart: messages a day of a new session, first contacts an hour."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from openwa_hookspecs.context import State
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_pacing.config import FirstContactsConfig, WarmUpConfig
from openwa_pacing.refusal import Refusal

__all__ = ["Caps"]

_HOUR_S: Final = 3600
_DAY_S: Final = 24 * _HOUR_S


class _Tally(BaseModel):
    """What a session has used up; no longer than its caps are high."""

    day: int = 0
    sent: int = 0
    """On that day of the session."""
    first_contacts: dict[ChatId, float] = {}
    """When each was let through, in epoch seconds."""


class Caps:
    """Counts what is let through, whether or not WhatsApp takes it afterwards. One message is looked at at a
    time, so that two cannot have the same last place."""

    def __init__(
        self, warm_up: WarmUpConfig | None, first_contacts: FirstContactsConfig | None, state: State
    ) -> None:
        self._warm_up = warm_up
        self._first_contacts = first_contacts
        self._state = state
        self._taking = asyncio.Lock()

    async def take(
        self, session: SessionRecord, chat_id: ChatId, *, is_first: bool, now: datetime
    ) -> Refusal | None:
        """Take the message's places under all caps, or none of them and say why."""
        age_s = max(0.0, (now - session.created_at).total_seconds())
        day = int(age_s // _DAY_S)
        cap = self._cap_of_day(session, day)
        if cap is None and not is_first:
            return None
        async with self._taking:
            tally = await self._read(session.id)
            if tally.day != day:
                tally = tally.model_copy(update={"day": day, "sent": 0})
            if cap is not None and tally.sent >= cap:
                return _day_is_full(cap, day, wait_s=(day + 1) * _DAY_S - age_s)
            contacts = _of_the_last_hour(tally, now.timestamp())
            if is_first and chat_id not in contacts:
                if (refusal := self._hour_is_full(contacts, now.timestamp())) is not None:
                    return refusal
                contacts[chat_id] = now.timestamp()
            used = _Tally(day=day, sent=tally.sent + 1, first_contacts=contacts)
            await self._state.set(_key(session.id), used.model_dump_json())
        return None

    def _cap_of_day(self, session: SessionRecord, day: int) -> int | None:
        warm_up = self._warm_up
        if warm_up is None or session.name in warm_up.established:
            return None
        if day < len(warm_up.per_day):
            return warm_up.per_day[day]
        return warm_up.per_day[-1] if warm_up.hold_last else None

    def _hour_is_full(self, contacts: dict[ChatId, float], now: float) -> Refusal | None:
        config = self._first_contacts
        if config is None or len(contacts) < config.per_hour:
            return None
        freed_at = sorted(contacts.values())[len(contacts) - config.per_hour] + _HOUR_S
        return Refusal(
            rule="first_contacts",
            reason=f"At most {config.per_hour} people are written to for the first time within an hour",
            wait_s=freed_at - now,
            limit=config.per_hour,
        )

    async def _read(self, session_id: SessionId) -> _Tally:
        kept = await self._state.get(_key(session_id))
        return _Tally() if kept is None else _Tally.model_validate_json(kept)


def _key(session_id: SessionId) -> str:
    return f"tally.{session_id}"


def _day_is_full(cap: int, day: int, *, wait_s: float) -> Refusal:
    reason = f"At most {cap} messages leave the session on its day {day + 1}: it is new"
    return Refusal(rule="warm_up", reason=reason, wait_s=wait_s, limit=cap)


def _of_the_last_hour(tally: _Tally, now: float) -> dict[ChatId, float]:
    """Those of the future, too, are gone: the clock was set back."""
    return {chat: at for chat, at in tally.first_contacts.items() if 0 <= now - at < _HOUR_S}
