"""One device's connection to the network, from its `hello` to the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.accounts import Link
from openwa_engine_simulator.network.facts import LinkGone, LinkSaw
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.office import Office
from openwa_engine_simulator.network.questions import Question, Questions
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.switchboard import Port

__all__ = ["DeviceLine"]


class DeviceLine:
    """Takes the device's frames through `handle` and answers through the client's port."""

    def __init__(self, client: Port, office: Office) -> None:
        self._client = client
        self._book = office.book
        self._board = office.board
        self._lobby = office.lobby
        self._office = office
        self._questions = Questions(office)
        self._link: Link | None = None
        self._acknowledges = False
        self._counts_itself = False
        self._handed = 0
        self._is_open = True
        self._board.open(self)

    def handle(self, frame: frames.DeviceFrame) -> None:
        """Does what the device asks; answers come through its port, most of them before this returns."""
        match frame:
            case frames.Send():
                answer = partial(self._sent, frame.n)
                intake = self._office.intake
                self._try(frame.n, lambda: intake.hand_over(self._linked(), frame.message, answer))
            case frames.Got(seq=seq):
                self._counts_itself = True
                self._saw(seq)
            case frames.Hello():
                self._hello(frame)
            case frames.Refresh():
                self._try(None, lambda: self._lobby.admit(self._guest()))
            case frames.Logout(n=n):
                self._try(n, lambda: self._log_out(n))
            case frames.LinkCode():
                self._try(frame.n, lambda: self._make_code(frame))
            case _:
                self._try(frame.n, lambda: self._ask(frame))

    def deliver(self, frame: frames.ServerFrame) -> None:
        if self._is_open:
            self._client.deliver(frame)
            if isinstance(frame, _COUNTED):
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
        if self._office.switches.fault(number).auth_fails:
            self._lobby.leave(self)
            self.deliver(frames.AuthFailed(reason="the device could not be linked"))
            self.hang_up()
            return
        link = self._book.link(number)
        self._lobby.leave(self)
        self._attach(link, frames.Paired(token=link.token, me=self._office.views.me(link)))

    def _hello(self, hello: frames.Hello) -> None:
        self._acknowledges = self._counts_itself = hello.acknowledges
        link = None if hello.token is None else self._book.state.links.get(hello.token)
        now = self._book.timers.now()
        if self._office.switches.is_cut(None if link is None else link.number, now):
            self.hang_up()
        elif link is None:
            self._lobby.admit(self)
        elif (ban := self._book.ban_of(self._book.account(link.number))) is not None:
            self.deliver(frames.Banned(reason=ban.reason, expires_in_s=ban.seconds_left(now)))
            self.hang_up()
        else:
            self._lobby.leave(self)
            self._attach(link, frames.Resumed(me=self._office.views.me(link)))

    def _attach(self, link: Link, greeting: frames.Paired | frames.Resumed) -> None:
        if self._link is not None:
            self._board.unplug(self._link, self)
        self._link = link
        self._board.plug(link, self)
        self.deliver(greeting)
        for frame in self._office.syncing.sync(link, everything=not self._acknowledges):
            self.deliver(frame)

    def _ask(self, question: Question) -> None:
        answer = self._questions.answer(self._linked(), question)
        if question.n is not None:
            self.deliver(frames.Result(n=question.n, data=answer))

    def _make_code(self, frame: frames.LinkCode) -> None:
        code, expires_at = self._lobby.code_for(self._guest(), Number(frame.phone))
        made = frames.LinkCodeMade(code=code, expires_at=expires_at)
        self.deliver(frames.Result(n=frame.n, data=made))

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


_COUNTED = (
    frames.NewMessage,
    frames.Ack,
    frames.Revoke,
    frames.Edited,
    frames.Reaction,
    frames.Sync,
)
