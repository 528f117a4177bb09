"""What the engine suite needs at hand: the engine, the world, and sessions whose every event is kept."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from openwa_core.testing.contracts.world import World
from openwa_hookspecs.engine import Engine, SupportsQr
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import AckChanged, EngineEvent, MessageSeen, QrChanged, StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Ack, Message, OutboundMessage, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus, StatusReason

__all__ = ["EngineRig", "LinkedSession", "Watcher", "fresh_key", "fresh_number"]

EventT = TypeVar("EventT", bound=EngineEvent)


@dataclass(frozen=True, kw_only=True)
class EngineRig:
    """What a subclass of the suite has to make: a started engine, and the world at its other end."""

    engine: Engine
    world: World
    patience_s: float = 15.0
    """How long the suite waits for what must happen."""
    quiet_s: float = 0.5
    """How long it waits for what must not."""


def fresh_number() -> str:
    """A telephone number that no other test uses."""
    return f"62{secrets.randbelow(10**11):011d}"


def fresh_key() -> MessageKey:
    """A message key as core makes them."""
    return MessageKey(f"3EB0{secrets.token_hex(9).upper()}")


@dataclass(kw_only=True)
class Watcher:
    """An `emit` that keeps all it is told."""

    patience_s: float
    events: list[EngineEvent] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def emit(self, event: EngineEvent) -> None:
        async with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    async def first(
        self, kind: type[EventT], accept: Callable[[EventT], bool] = lambda _: True, *, since: int = 0
    ) -> EventT:
        """The first such event, waited for; `since` leaves out that many events from the start."""
        try:
            async with asyncio.timeout(self.patience_s), self._changed:
                while True:
                    for event in self.events[since:]:
                        if isinstance(event, kind) and accept(event):
                            return event
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"no such {kind.__name__} among {self.events[since:]}") from None

    async def status(
        self, status: SessionStatus, reason: StatusReason | None = None, *, since: int = 0
    ) -> StatusChanged:
        """The first report of this status, and of this reason when one is given."""
        return await self.first(
            StatusChanged,
            lambda event: event.status is status and reason in (None, event.reason),
            since=since,
        )

    async def message(self, key: str, *, since: int = 0) -> Message:
        """The message with this key, as soon as the engine reports it."""
        seen = await self.first(MessageSeen, lambda event: event.message.key == key, since=since)
        return seen.message

    async def ack(self, message_id: MessageId, at_least: Ack) -> AckChanged:
        """The first report that the message has come so far."""
        return await self.first(
            AckChanged, lambda event: event.message_id == message_id and event.ack >= at_least
        )

    def acks_of(self, message_id: MessageId) -> list[Ack]:
        """All acks reported for the message, in order."""
        return [
            event.ack
            for event in self.events
            if isinstance(event, AckChanged) and event.message_id == message_id
        ]

    def count_of(self, key: str) -> int:
        """How often a message with this key was reported."""
        return sum(isinstance(event, MessageSeen) and event.message.key == key for event in self.events)


class LinkedSession:
    """One session of the engine under test, with a phone of its own and a peer to write to."""

    def __init__(self, rig: EngineRig, *, phone: str | None = None) -> None:
        self.rig = rig
        self.phone = phone or fresh_number()
        self.peer = fresh_number()
        self.watcher = Watcher(patience_s=rig.patience_s)
        self.record = SessionRecord(
            id=SessionId(f"sess_{secrets.token_hex(8)}"),
            name="contract",
            engine="contract",
            status=SessionStatus.INITIALIZING,
            created_at=datetime.now(UTC),
        )

    @property
    def chat(self) -> ChatId:
        """The chat with the peer."""
        return ChatId(f"{self.peer}@c.us")

    async def open(self) -> None:
        async with asyncio.timeout(2 * self.rig.patience_s):
            await self.rig.engine.open_session(self.record, self.watcher.emit)

    async def close(self, *, logout: bool = False) -> None:
        async with asyncio.timeout(2 * self.rig.patience_s):
            await self.rig.engine.close_session(self.record.id, logout=logout)

    async def shows_qr(self, *, since: int = 0) -> str:
        """The code on display, once there is one."""
        return (await self.watcher.first(QrChanged, since=since)).qr.code

    async def current_qr(self) -> str | None:
        """What the engine itself says is on display."""
        assert isinstance(self.rig.engine, SupportsQr)
        shown = await self.rig.engine.qr(self.record.id)
        return None if shown is None else shown.code

    async def link(self) -> StatusChanged:
        """From nothing to CONNECTED: phones for both ends, open, scan."""
        await self.rig.world.has_phone(self.phone, push_name="Ann", platform="android")
        await self.rig.world.has_phone(self.peer, push_name="Ben", platform="iphone")
        since = len(self.watcher.events)
        await self.open()
        await self.rig.world.scans(self.phone, await self.shows_qr(since=since))
        return await self.watcher.status(SessionStatus.READY, since=since)

    async def send(
        self,
        text: str,
        *,
        key: MessageKey | None = None,
        to: ChatId | None = None,
        quoted: MessageId | None = None,
        mentioned: tuple[ChatId, ...] = (),
    ) -> SentMessage:
        message = OutboundMessage(
            chat_id=to or self.chat,
            content=Text(text=text),
            quoted_message_id=quoted,
            mentioned_ids=mentioned,
        )
        async with asyncio.timeout(self.rig.patience_s):
            return await self.rig.engine.send(self.record.id, message, key or fresh_key())
