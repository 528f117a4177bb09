"""A client of `/ws` in tests: no server, no socket."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import orjson

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.frames import FRAMES
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import ChatId, EventId, SessionId
from openwa_transport_websocket.asgi import Message
from openwa_transport_websocket.door import Door

Json: TypeAlias = Any
CHAT = ChatId("628123456789@c.us")


def messages(frames: bytes) -> Iterator[bytes]:
    """The texts of whole frames, one after the other."""
    while frames:
        assert frames[0] == 0x81, "a text in one frame, unmasked"
        size, head = frames[1], 2
        if size >= 126:
            head = 4 if size == 126 else 10
            size = int.from_bytes(frames[2:head], "big")
        yield frames[head : head + size]
        frames = frames[head + size :]


@dataclass
class FakeFrames:
    """Implements `openwa_hookspecs.frames.Frames`."""

    heard: list[Json] = field(default_factory=list)
    writes: list[bytes] = field(default_factory=list)
    reads: bool = True
    """Whether the client takes what it gets."""
    waiting: int = 0
    aborted: bool = False

    def write(self, frames: bytes) -> bool:
        self.writes.append(frames)
        self.heard += [orjson.loads(text) for text in messages(frames)]
        if not self.reads:
            self.waiting += len(frames)
        return True

    def abort(self) -> None:
        self.aborted = True


@dataclass(kw_only=True)
class Client:
    """Opens one WebSocket, says things and hears things."""

    door: Door
    context: FakeGatewayContext
    query: str = "apiKey=admin"
    headers: dict[str, str] = field(default_factory=dict)
    frames: FakeFrames = field(default_factory=FakeFrames)
    sent: list[Message] = field(default_factory=list)
    """What came through ASGI: the handshake and the close."""
    _said: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    _task: asyncio.Task[None] | None = None

    async def open(self) -> "Client":
        scope = {
            "type": "websocket",
            "path": "/ws",
            "query_string": self.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in self.headers.items()],
            "client": ("192.0.2.1", 50_000),
            "extensions": {"websocket.http.response": {}, FRAMES: self.frames},
        }
        self._said.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self.door.enter(scope, self._said.get, self._send))
        await self.settle()
        return self

    async def say(self, document: Json) -> Json:
        """Say it, and give what was heard next."""
        before = len(self.frames.heard)
        text = document if isinstance(document, str) else orjson.dumps(document).decode()
        self._said.put_nowait({"type": "websocket.receive", "text": text})
        await self.settle()
        return self.frames.heard[before] if len(self.frames.heard) > before else None

    async def say_bytes(self, data: bytes) -> Json:
        before = len(self.frames.heard)
        self._said.put_nowait({"type": "websocket.receive", "bytes": data, "text": None})
        await self.settle()
        return self.frames.heard[before]

    async def subscribe(self, session: str = "*", *events: str, **more: Json) -> Json:
        payload = {"sessionId": session, "events": list(events) or ["*"], **more}
        return await self.say({"type": "subscribe", "payload": payload})

    async def leave(self) -> None:
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1005})
        assert self._task is not None
        async with asyncio.timeout(5):
            await self._task

    async def settle(self) -> None:
        """Let everything happen that needs no time but the cork's."""
        await self.context.clock.advance(0.02)

    async def events(self) -> list[int]:
        """The `seq` of each event that was heard so far."""
        await self.settle()
        return [each["payload"]["seq"] for each in self.frames.heard if each["type"] == "event"]

    @property
    def is_open(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def status(self) -> int | None:
        """Of a handshake that was refused."""
        first = self.sent[0] if self.sent else {}
        status: int | None = first.get("status")
        return status

    @property
    def close_code(self) -> int | None:
        codes = [message["code"] for message in self.sent if message["type"] == "websocket.close"]
        return codes[0] if codes else None

    async def _send(self, message: Message) -> None:
        self.sent.append(message)


@dataclass
class Happenings:
    """Writes events: to the log and to who listens."""

    context: FakeGatewayContext

    def happen(
        self,
        session: str,
        kind: EventType = EventType.MESSAGE_ACK,
        data: str = '{"ack":3}',
        *,
        told: bool = True,
    ) -> Event:
        log = self.context.gateway.log
        seq = (log.events[-1].seq if log.events else log.pruned) + 1
        event = Event(
            id=EventId(f"evt_{seq}"),
            type=kind,
            session_id=SessionId(session),
            chat_id=CHAT,
            time=self.context.clock.now(),
            data=data,
            seq=seq,
        )
        log.events.append(event)
        if told:
            self.context.events.publish([event])
        return event
