"""Where a linked device hands its messages over: faults apply here, and every hand-over is logged."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from openwa_engine_simulator.network.accounts import Link
from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import Fact, HandedOver, MessageStored
from openwa_engine_simulator.network.frames import OutgoingMessage
from openwa_engine_simulator.network.messages import MessageRef
from openwa_engine_simulator.network.post import Post
from openwa_engine_simulator.network.refusals import RefusedError, not_found
from openwa_engine_simulator.network.send_log import LogEntry, Outcome
from openwa_engine_simulator.network.switches import Switches
from openwa_engine_simulator.network.views import Views

__all__ = ["Answering", "Intake"]

Answering = Callable[[int | RefusedError], None]
"""Told once what became of a hand-over: the server's time of the message, or the refusal."""


class Intake:
    def __init__(self, *, book: Book, post: Post, views: Views, switches: Switches) -> None:
        self._book = book
        self._post = post
        self._views = views
        self._switches = switches

    def hand_over(self, link: Link, message: OutgoingMessage, answer: Answering) -> None:
        """Takes the message in, or refuses it, now; answers now, later or never, as the switches say."""
        fault = self._switches.fault(link.number)
        if fault.silent:
            self._book.commit(self._logged(link, message, "swallowed"))
            return
        finish = self._decide(link, message, answer)
        if fault.delay_s:
            self._book.timers.call_later(fault.delay_s, finish)
        else:
            finish()

    def _decide(self, link: Link, message: OutgoingMessage, answer: Answering) -> Callable[[], None]:
        """Decides and remembers; gives back what is left to say."""
        try:
            stored = self._checked(link, message)
        except RefusedError as refusal:
            before = self._book.state.log.lookup(link.number, message.id)
            if before is not None and before.to == message.to:  # taken in while it was still allowed
                self._book.commit(self._logged(link, message, "duplicate"))
                return partial(answer, int(before.at))
            self._book.commit(self._logged(link, message, "refused"))
            return partial(answer, refusal)
        known = self._post.known(stored)
        if known is not None:
            self._book.commit(self._logged(link, message, "duplicate"))
            return partial(answer, known.at)
        self._book.commit(self._logged(link, message, "stored"), stored)
        self._book.unshown.add(stored.change)
        return partial(self._finish, stored, answer)

    def _finish(self, stored: MessageStored, answer: Answering) -> None:
        self._book.unshown.discard(stored.change)
        answer(stored.at)
        self._post.announce(stored)

    def _checked(self, link: Link, message: OutgoingMessage) -> MessageStored:
        fail = self._switches.fault(link.number).fail
        if fail is not None:
            raise RefusedError(fail, "a switch of the simulator refuses every send")
        quoted = None if message.quoted is None else self._quoted(link, message.quoted.id)
        return self._post.draft(link.number, message, quoted=quoted, device=link.device)

    def _quoted(self, link: Link, serialised_id: str) -> MessageRef:
        named = self._views.ref(serialised_id, link.number)
        if named is None:
            raise not_found(f"the quoted message {serialised_id}")
        return named[1]

    def _logged(self, link: Link, message: OutgoingMessage, outcome: Outcome) -> Fact:
        return HandedOver(
            entry=LogEntry(
                at=self._book.timers.now(),
                sender=link.number,
                to=message.to,
                id=message.id,
                type=message.type,
                body=message.body,
                outcome=outcome,
            )
        )
