"""One open session: a linked device that connects, reports what it sees, and connects again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias, TypeVar, assert_never

from openwa_engine_simulator.engine import endings
from openwa_engine_simulator.engine.connection import Connection, Dial
from openwa_engine_simulator.engine.credentials import Credentials
from openwa_engine_simulator.engine.endings import Ending
from openwa_engine_simulator.engine.messages import change_in, identities_in, identities_of
from openwa_engine_simulator.engine.run_of_facts import RunOfFacts, tell_synced
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.ids import Ids
from openwa_hookspecs.context import Clock
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.errors import ServiceUnavailableError, SessionNotReadyError
from openwa_hookspecs.models.events import IdentitiesSeen, QrChanged, StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import Account, QrCode, SessionStatus

__all__ = ["DeviceSession", "SessionParts"]

Result = TypeVar("Result")

_LinkFrame: TypeAlias = (
    frames.Ref
    | frames.QrIdle
    | frames.Paired
    | frames.Resumed
    | frames.LoggedOut
    | frames.Banned
    | frames.AuthFailed
    | frames.Replaced
    | frames.Result
)
_DIAL_S: Final = 10.0
_STORAGE_RETRY_S: Final = 0.5
_FIRST_RETRY_S: Final = 0.2
_LONGEST_RETRY_S: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class SessionParts:
    """What all sessions of an engine share."""

    dial: Dial
    clock: Clock
    ids: Ids
    qr_refreshes: int
    on_qr: Callable[[str], None]
    """Told of each code on display."""


class DeviceSession:
    def __init__(
        self, session_id: SessionId, emit: Emit, credentials: Credentials, parts: SessionParts
    ) -> None:
        self.id = session_id
        self.qr: QrCode | None = None
        self.status = SessionStatus.INITIALIZING
        self.spoke = asyncio.Event()
        """Set once a first status has been emitted."""
        self._emit = emit
        self._credentials = credentials
        self._parts = parts
        self._connection: Connection | None = None
        self._account: Account | None = None
        self._down: StatusChanged | None = None
        self._keys = ",".join(parts.ids.key() for _ in range(3))
        self._refreshes_left = parts.qr_refreshes
        self._seen = 0

    async def run(self) -> None:
        """Until the link or the patience of the phone's owner ends. Reconnects by itself."""
        retry_s = _FIRST_RETRY_S
        while True:
            ending = await self._connect()
            was_up = self.status is not SessionStatus.DISCONNECTED
            if was_up or ending.is_final:
                await self._report(ending.status)
            if ending.is_final:
                return
            retry_s = _FIRST_RETRY_S if was_up else min(2 * retry_s, _LONGEST_RETRY_S)
            await self._parts.clock.sleep(retry_s * (0.5 + self._parts.clock.random() / 2))

    @property
    def me(self) -> str:
        """The account's id for itself; empty before it is known."""
        return "" if self._account is None else f"{self._account.phone_number}@c.us"

    def linked(self) -> Connection:
        """The connection, for what needs the session CONNECTED. Raises `SessionNotReadyError`."""
        if self.status is not SessionStatus.READY or self._connection is None:
            raise self._not_ready()
        return self._connection

    def showing(self) -> Connection:
        """The connection, for what needs the session in SCAN_QR. Raises `SessionNotReadyError`."""
        if self.status is not SessionStatus.QR_READY or self._connection is None:
            raise self._not_ready()
        return self._connection

    async def _connect(self) -> Ending:
        connection = Connection()
        try:
            async with asyncio.timeout(_DIAL_S):
                await connection.open(self._parts.dial)
        except (OSError, TimeoutError) as error:
            return endings.unreachable(f"The simulator cannot be reached: {error or type(error).__name__}")
        self._connection = connection
        try:
            token = await self._stored(self._credentials.get)
            connection.tell(frames.Hello(token=token, acknowledges=True))
            return await self._follow(connection)
        finally:
            self._connection, self.qr = None, None
            await connection.close()

    async def _follow(self, connection: Connection) -> Ending:
        while (frame := await connection.next()) is not None:
            ending = await self._take(frame, connection)
            if ending is not None:
                return ending
            if connection.is_idle and self._seen:
                connection.tell(frames.Got(seq=self._seen))
                self._seen = 0
        return endings.LOST

    async def _take(self, frame: frames.ServerFrame, connection: Connection) -> Ending | None:
        match frame:
            case frames.NewMessage() | frames.Ack():
                await self._hear(frame, connection)
            case frames.Sync():
                await self._synced(frame)
            case frames.Edited() | frames.Revoke() | frames.Reaction():
                await self._emit(change_in(frame))
                self._seen = max(self._seen, frame.seq)
            case frames.IdentitiesTold(pairs=pairs):
                await self._emit(identities_in(pairs))
            case frames.ContactChanged(contact=contact):
                await self._meet(identities_of([contact]))
            case frames.GroupChanged(group=group):
                await self._meet(identities_of(group.participants))
            case frames.Hidden() | frames.Starred() | frames.ChatChanged() | frames.PresenceSeen():
                pass  # asked for when somebody wants to know
            case _:
                return await self._take_link(frame, connection)
        return None

    async def _meet(self, people: IdentitiesSeen) -> None:
        if people.pairs:
            await self._emit(people)

    async def _take_link(self, frame: _LinkFrame, connection: Connection) -> Ending | None:
        match frame:
            case frames.Ref(ref=ref):
                await self._show(f"{ref},{self._keys}")
            case frames.QrIdle():
                return self._idle(connection)
            case frames.Paired(token=token, me=me):
                await self._stored(partial(self._credentials.keep, token))
                await self._linked_as(me)
            case frames.Resumed(me=me):
                await self._linked_as(me)
            case frames.LoggedOut():
                await self._stored(self._credentials.forget)
                return endings.logged_out(frame)
            case frames.Banned():
                return endings.banned(frame)
            case frames.AuthFailed():
                return endings.auth_failed(frame)
            case frames.Replaced():
                return endings.conflict()
            case frames.Result():
                pass  # a complaint about a frame without a number
            case _:
                assert_never(frame)
        return None

    async def _hear(self, frame: frames.ServerFrame, connection: Connection) -> None:
        """The frame and what has come behind it. The network hears that it was heard once it is stored."""
        run = RunOfFacts()
        run.accepts(frame)
        connection.take_while(run.accepts)
        await run.tell(self._emit)
        self._seen = max(self._seen, run.seq)

    async def _show(self, code: str) -> None:
        self.qr, self.status = QrCode(code=code), SessionStatus.QR_READY
        await self._emit(QrChanged(qr=self.qr))
        self.spoke.set()
        self._parts.on_qr(code)

    def _idle(self, connection: Connection) -> Ending | None:
        self.qr = None
        if not self._refreshes_left:
            return endings.qr_expired()
        self._refreshes_left -= 1
        connection.tell(frames.Refresh())
        return None

    async def _linked_as(self, me: frames.Me) -> None:
        self.qr, self._refreshes_left = None, self._parts.qr_refreshes
        self._account = Account(
            phone_number=me.user, push_name=me.push_name, platform=me.platform, lid=me.lid
        )
        await self._report(StatusChanged(status=SessionStatus.CONNECTING))

    async def _synced(self, sync: frames.Sync) -> None:
        """Each piece carries the number of the whole, which is heard with the last one."""
        await tell_synced(self._emit, sync)
        if sync.last:
            await self._report(StatusChanged(status=SessionStatus.READY, account=self._account))
            self._seen = sync.seq

    async def _stored(self, step: Callable[[], Awaitable[Result]]) -> Result:
        """Waits for a storage that is away, as `emit` does."""
        while True:
            try:
                return await step()
            except ServiceUnavailableError:
                await self._parts.clock.sleep(_STORAGE_RETRY_S)

    async def _report(self, status: StatusChanged) -> None:
        self.status = status.status
        self._down = status if status.status is SessionStatus.DISCONNECTED else None
        await self._emit(status)
        self.spoke.set()

    def _not_ready(self) -> SessionNotReadyError:
        reason = None if self._down is None else self._down.reason
        if reason is None:
            return SessionNotReadyError(self.id, status=self.status.api)
        return SessionNotReadyError(self.id, status=self.status.api, code=reason.error_code)
