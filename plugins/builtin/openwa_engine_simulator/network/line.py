"""One device's connection to the network, from its `hello` to the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.accounts import Link
from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import LinkGone, LinkSaw
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.intake import Intake
from openwa_engine_simulator.network.lobby import Lobby
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.switchboard import Port, Switchboard
from openwa_engine_simulator.network.switches import Switches
from openwa_engine_simulator.network.views import Views

__all__ = ["DeviceLine"]


class DeviceLine:
    """Takes the device's frames through `handle` and answers through the client's port."""

    def __init__(
        self,
        client: Port,
        *,
        book: Book,
        board: Switchboard,
        lobby: Lobby,
        views: Views,
        intake: Intake,
        receipts: ReceiptDesk,
        switches: Switches,
    ) -> None:
        self._client = client
        self._book = book
        self._board = board
        self._lobby = lobby
        self._views = views
        self._intake = intake
        self._receipts = receipts
        self._switches = switches
        self._link: Link | None = None
        self._acknowledges = False
        self._counts_itself = False
        self._handed = 0
        self._is_open = True
        board.open(self)

    def handle(self, frame: frames.DeviceFrame) -> None:
        """Does what the device asks; answers come through its port, most of them before this returns."""
        match frame:
            case frames.Send():
                answer = partial(self._sent, frame.n)
                self._try(frame.n, lambda: self._intake.hand_over(self._linked(), frame.message, answer))
            case frames.Got(seq=seq):
                self._counts_itself = True
                self._saw(seq)
            case frames.Hello():
                self._hello(frame)
            case frames.Refresh():
                self._try(None, lambda: self._lobby.admit(self._guest()))
            case frames.Read(chat=chat, n=n):
                self._try(n, lambda: self._read(chat, n))
            case frames.Logout(n=n):
                self._try(n, lambda: self._log_out(n))
            case frames.LinkCode() | frames.Exists() | frames.Lookup() | frames.History():
                self._try(frame.n, lambda: self.deliver(frames.Result(n=frame.n, data=self._asked(frame))))
            case _:
                self._refuse(frame.n, RefusedError("refused", "the network cannot do this"))

    def deliver(self, frame: frames.ServerFrame) -> None:
        if self._is_open:
            self._client.deliver(frame)
            if isinstance(frame, frames.NewMessage | frames.Ack | frames.Revoke | frames.Sync):
                self._handed = max(self._handed, frame.seq)

    def hang_up(self) -> None:
        if self._is_open:
            self.close()
            self._client.hang_up()

    def close(self) -> None:
        """The client has gone."""
        if not self._is_open:
            return
        self._is_open = False
        self._board.close(self)
        self._lobby.leave(self)
        if self._link is not None:
            self._board.unplug(self._link, self)
            if not self._counts_itself:
                self._saw(self._handed)

    def show(self, ref: str, ttl_s: float) -> None:
        self.deliver(frames.Ref(ref=ref, ttl_ms=round(ttl_s * 1000)))

    def show_nothing(self) -> None:
        self.deliver(frames.QrIdle())

    def welcome(self, number: Number) -> None:
        link = self._book.link(number)
        self._lobby.leave(self)
        self._attach(link, frames.Paired(token=link.token, me=self._views.me(link)))

    def _hello(self, hello: frames.Hello) -> None:
        self._acknowledges = self._counts_itself = hello.acknowledges
        link = None if hello.token is None else self._book.state.links.get(hello.token)
        now = self._book.timers.now()
        if self._switches.is_cut(None if link is None else link.number, now):
            self.hang_up()
        elif link is None:
            self._lobby.admit(self)
        elif (ban := self._book.ban_of(self._book.account(link.number))) is not None:
            self.deliver(frames.Banned(reason=ban.reason, expires_in_s=ban.seconds_left(now)))
            self.hang_up()
        else:
            self._lobby.leave(self)
            self._attach(link, frames.Resumed(me=self._views.me(link)))

    def _attach(self, link: Link, greeting: frames.Paired | frames.Resumed) -> None:
        if self._link is not None:
            self._board.unplug(self._link, self)
        self._link = link
        self._board.plug(link, self)
        self.deliver(greeting)
        for frame in self._views.sync(link, everything=not self._acknowledges):
            self.deliver(frame)

    def _asked(
        self, question: frames.LinkCode | frames.Exists | frames.Lookup | frames.History
    ) -> frames.Answer:
        match question:
            case frames.LinkCode(phone=phone):
                code, expires_at = self._lobby.code_for(self._guest(), Number(phone))
                return frames.LinkCodeMade(code=code, expires_at=expires_at)
            case frames.Exists():
                self._linked()
                return self._existence(question)
            case frames.Lookup(id=message_id):
                entry = self._book.state.log.lookup(self._linked().number, message_id)
                at = None if entry is None else int(entry.at)
                return frames.Found(outcome="absent" if entry is None else "sent", at=at)
            case frames.History():
                found = self._views.history(
                    self._linked().number,
                    question.chat,
                    limit=question.limit,
                    before=question.before,
                    inclusive=question.inclusive,
                )
                return frames.HistoryPage(messages=tuple(found))

    def _existence(self, question: frames.Exists) -> frames.Existence:
        wanted = question.id or chat_of(Number(question.phone or ""))
        account = self._book.find(wanted)
        if account is None:
            return frames.Existence(exists=False, id=wanted, lid=None)
        return frames.Existence(exists=True, id=account.chat, lid=account.lid)

    def _read(self, chat: str, n: int | None) -> None:
        self._receipts.read(self._linked().number, chat)
        if n is not None:
            self.deliver(frames.Result(n=n))

    def _linked(self) -> Link:
        if self._link is None or self._link.token not in self._book.state.links:
            raise RefusedError("refused", "this device is not linked")
        return self._link

    def _guest(self) -> DeviceLine:
        if self._link is not None and self._link.token in self._book.state.links:
            raise RefusedError("refused", "this device is linked already")
        return self

    def _log_out(self, n: int) -> None:
        link = self._linked()
        self._book.commit(LinkGone(token=link.token))
        self._board.unplug(link, self)
        self.deliver(frames.Result(n=n))
        self.deliver(frames.LoggedOut(reason="user_initiated"))

    def _saw(self, seq: int) -> None:
        link, seen = self._link, self._book.reach(seq)
        if link is not None and link.token in self._book.state.links and seen > link.seen:
            self._book.commit(LinkSaw(token=link.token, seen=seen))

    def _sent(self, n: int, became: int | RefusedError) -> None:
        if isinstance(became, RefusedError):
            self._refuse(n, became)
        else:
            self.deliver(frames.Result(n=n, data=frames.Accepted(at=became)))

    def _try(self, n: int | None, action: Callable[[], None]) -> None:
        try:
            action()
        except RefusedError as refusal:
            self._refuse(n, refusal)

    def _refuse(self, n: int | None, refusal: RefusedError) -> None:
        failure = frames.Failure(code=refusal.code, message=refusal.message)
        self.deliver(frames.Result(n=n, ok=False, error=failure))
