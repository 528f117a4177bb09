"""What one client asks for, answered in the order in which it asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from openwa_hookspecs.context import GatewayContext
from openwa_hookspecs.errors import (
    FieldError,
    ForbiddenError,
    GatewayError,
    JsonValue,
    RateLimitedError,
    UnauthorizedError,
    ValidationFailedError,
)
from openwa_hookspecs.models.events import EventType
from openwa_transport_websocket.asgi import Message, Receive
from openwa_transport_websocket.budget import Budget
from openwa_transport_websocket.config import WebsocketConfig
from openwa_transport_websocket.hub import Hub
from openwa_transport_websocket.interest import EVERY_KIND, EVERY_SESSION, Topic, kinds_of, topics
from openwa_transport_websocket.live_socket import BROKEN, GOING_SLOW, POLICY, LiveSocket
from openwa_transport_websocket.replay import Replay, ReplayDesk
from openwa_transport_websocket.requests import (
    Ping,
    Request,
    Subscribe,
    Unsubscribe,
    parse,
    read_request,
    request_id_of,
)
from openwa_transport_websocket.words import INTERNAL_ERROR, answer_frame, error_frame

__all__ = ["Conversation"]


@dataclass(kw_only=True)
class Conversation:
    """One socket's requests. What it catches up on goes on beside them."""

    socket: LiveSocket
    hub: Hub
    desk: ReplayDesk
    context: GatewayContext
    config: WebsocketConfig
    _replay: asyncio.Task[None] | None = field(default=None, init=False)
    _requests: Budget = field(init=False)
    _faults: Budget = field(init=False)

    def __post_init__(self) -> None:
        self._requests = Budget(self.config.requests_per_minute, self.context.clock)
        self._faults = Budget(self.config.faults_per_minute, self.context.clock)

    async def run(self, receive: Receive) -> None:
        """Until the client is gone."""
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if not self.socket.ended:
                    await self._hear(message)
        finally:
            if self._replay is not None:
                self._replay.cancel()

    async def _hear(self, message: Message) -> None:
        """Answer one message. A client that does not read is not answered either."""
        await self.socket.room()
        request_id = None
        try:
            document = parse(message.get("text"))
            request_id = request_id_of(document)
            self._count()
            await self._answer(read_request(document), request_id)
        except UnauthorizedError as error:
            self.socket.end(POLICY, error)
        except GatewayError as error:
            self._refuse(error, request_id)
        except Exception:
            self.context.log.exception("a request on a socket failed")
            self._refuse(INTERNAL_ERROR, request_id)

    def _count(self) -> None:
        if not self._requests.spend():
            raise RateLimitedError("Too many requests on this socket", retry_after_s=self._requests.left_s)

    def _refuse(self, error: GatewayError, request_id: str | None) -> None:
        self.socket.write(error_frame(error, request_id=request_id, now=self.context.clock.now()))
        if not self._faults.spend():
            many = RateLimitedError("Too many faulty requests", retry_after_s=self._faults.left_s)
            self.socket.end(POLICY, many)

    async def _answer(self, request: Request, request_id: str | None) -> None:
        match request:
            case Ping():
                self._say("pong", {}, request_id)
            case Subscribe():
                await self._subscribe(request, request_id)
            case Unsubscribe():
                await self._unsubscribe(request, request_id)
            case _:
                assert_never(request)

    def _say(self, kind: str, payload: Mapping[str, JsonValue], request_id: str | None) -> None:
        now = self.context.clock.now()
        self.socket.write(answer_frame(kind, payload, request_id=request_id, now=now))

    async def _subscribe(self, request: Subscribe, request_id: str | None) -> None:
        self.socket.belongs_to(await self.context.auth.authenticate(self.socket.credentials))
        if request.session_id != EVERY_SESSION:
            await self.context.gateway.sessions.get(self.socket.caller, request.session_id)
        since = None if request.since is None else await self._since(request.since)
        await self._caught_up()
        self._check_room(request)
        if since is None:
            await self._follow(request, request_id)
        else:
            await self._resume(request, since, request_id)

    async def _since(self, given: str) -> int:
        try:
            return await self.context.gateway.log.position(given)
        except ValidationFailedError as error:
            fields = [
                FieldError(path=f"payload.{fault.path}", message=fault.message) for fault in error.fields
            ]
            raise ValidationFailedError(*fields) from None

    def _check_room(self, request: Subscribe) -> None:
        sessions = {session for session, _ in self.socket.starts} | {request.session_id}
        if len(sessions) > self.config.subscriptions:
            limit = self.config.subscriptions
            raise ForbiddenError(f"A socket may have {limit} subscriptions", limit=limit)

    async def _follow(self, request: Subscribe, request_id: str | None) -> None:
        """From now on."""
        await self._go_live()
        await self.hub.settle(self.socket)
        new = topics(request.session_id, request.kinds)
        self.socket.want(dict.fromkeys(new, self.socket.position) | self.socket.starts)
        self._say("subscribed", self._subscribed(request, self.socket.position), request_id)

    async def _go_live(self) -> None:
        while self.socket.place is None and not self.socket.ended:
            if not self.hub.go_live(self.socket, await self.context.gateway.log.end()):
                await self.context.clock.sleep(0.05)

    async def _resume(self, request: Subscribe, since: int, request_id: str | None) -> None:
        """From that place on. One that the log has not reached is of another log, which is a gap."""
        await self.hub.settle(self.socket)
        end = await self.context.gateway.log.end()
        new, old, place = topics(request.session_id, request.kinds), self.socket.starts, self.socket.place
        replay = Replay(
            socket=self.socket,
            hub=self.hub,
            desk=self.desk,
            context=self.context,
            new=new,
            old=old,
            since=min(since, end),
        )
        self.socket.place = None
        try:
            page = await replay.first_page()
        except GatewayError:
            self.socket.place = place
            raise
        earliest = {topic: min(old.get(topic, replay.since), replay.since) for topic in new}
        self.socket.want({**old, **earliest})
        gap = page.gap or since > end
        self._say("subscribed", {**self._subscribed(request, replay.since), "gap": gap}, request_id)
        self._replay = self.context.tasks.spawn("replay to a socket", self._run(replay.run(page)))

    async def _run(self, replay: Awaitable[None]) -> None:
        try:
            await replay
        except GatewayError as error:
            self.socket.end(GOING_SLOW, error)
        except Exception:
            self.context.log.exception("a replay to a socket failed")
            self.socket.end(BROKEN, INTERNAL_ERROR)

    async def _caught_up(self) -> None:
        if self._replay is not None:
            await asyncio.wait([self._replay])
            self._replay = None

    async def _unsubscribe(self, request: Unsubscribe, request_id: str | None) -> None:
        await self._caught_up()
        await self.hub.settle(self.socket)
        self.socket.want(_without(self.socket.starts, request))
        payload: dict[str, JsonValue] = {
            "sessionId": request.session_id,
            "events": kinds_of(request.session_id, self.socket.starts),
        }
        self._say("unsubscribed", payload, request_id)

    def _subscribed(self, request: Subscribe, seq: int) -> dict[str, JsonValue]:
        return {
            "sessionId": request.session_id,
            "events": kinds_of(request.session_id, self.socket.starts),
            "seq": seq,
        }


def _without(starts: Mapping[Topic, int], request: Unsubscribe) -> dict[Topic, int]:
    """Some kinds less, or all of a session's; "all but these" becomes a list of the others."""
    session, gone = request.session_id, request.kinds or frozenset(EventType)
    kept = {topic: seq for topic, seq in starts.items() if topic[0] != session or topic[1] not in gone}
    everything = kept.pop((session, EVERY_KIND), None)
    if everything is not None:
        kept = {(session, kind): everything for kind in EventType if kind not in gone} | kept
    return kept
