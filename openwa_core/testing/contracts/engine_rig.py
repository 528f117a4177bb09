"""What the engine suite needs at hand: the engine, the world, and sessions whose every event is kept."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from openwa_core.testing.contracts.engine_watcher import Watcher
from openwa_core.testing.contracts.world import World
from openwa_hookspecs.engine import Engine, SupportsQr
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import QrChanged, StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus

__all__ = ["EngineRig", "LinkedSession", "fresh_key", "fresh_number"]


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
    def me(self) -> ChatId:
        """The account's own id."""
        return ChatId(f"{self.phone}@c.us")

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
