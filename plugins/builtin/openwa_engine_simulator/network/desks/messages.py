"""What can be done to a message that is there: edit, react, withdraw, hide, star."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import (
    Fact,
    MessageEdited,
    MessageHidden,
    MessageReacted,
    MessageRevoked,
    MessageStarred,
)
from openwa_engine_simulator.network.frames import Edited, Hidden, Revoke, ServerFrame, Starred
from openwa_engine_simulator.network.ids import PHONE, Number, is_group
from openwa_engine_simulator.network.messages import Message
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.switchboard import Switchboard
from openwa_engine_simulator.network.views import Views

__all__ = ["EDIT_WITHIN_S", "WITHDRAW_WITHIN_S", "MessageDesk"]

EDIT_WITHIN_S: Final = 15 * 60
"""As WhatsApp: a quarter of an hour."""
WITHDRAW_WITHIN_S: Final = 60 * 3600
"""As WhatsApp: two days and a half."""
_WITH_TEXT: Final = frozenset({"chat", "image", "video", "document"})


class MessageDesk:
    """All methods raise `RefusedError`; what is repeated does no harm."""

    def __init__(self, *, book: Book, board: Switchboard, views: Views) -> None:
        self._book = book
        self._board = board
        self._views = views

    def edit(self, by: Number, message: Message, body: str) -> None:
        """Another text or caption, everywhere; of the author's own messages only, and not for long."""
        self._check(by, message)
        if message.sender != by or message.type not in _WITH_TEXT:
            raise RefusedError("refused", f"{message.id} has no text that {by} may change")
        self._check_age(message, EDIT_WITHIN_S)
        if message.body == body:
            return
        change, now = self._book.next_change(), self._now()
        self._commit(
            MessageEdited(
                change=change, sender=by, recipient=message.recipient, id=message.id, body=body, at=now
            )
        )
        for owner in self._sides(message):
            chat, author = self._chat(message, owner), self._views.author(message, owner)
            self._tell(
                owner,
                Edited(
                    chat=chat,
                    id=message.id,
                    from_me=owner == by,
                    author=author,
                    body=body,
                    ts=now,
                    seq=change,
                ),
            )

    def react(self, by: Number, message: Message, emoji: str) -> None:
        """Puts a reaction on it, everywhere; the empty one takes it back."""
        self._check(by, message)
        known = message.reaction_of(by)
        if message.type in {"revoked", "gp2"}:
            raise RefusedError("refused", f"nobody reacts to a message of type {message.type}")
        if emoji == ("" if known is None else known.emoji):
            return
        self._commit(
            MessageReacted(
                change=self._book.next_change(),
                sender=message.sender,
                recipient=message.recipient,
                id=message.id,
                by=by,
                emoji=emoji,
                at=self._now(),
            )
        )
        made = message.reactions[-1]
        for owner in self._sides(message):
            self._tell(owner, self._views.reaction(message, made, owner))

    def withdraw(self, by: Number, message: Message) -> None:
        """Deletes it for everybody: the author for some days, an admin of the group at any time."""
        self._check(by, message)
        if message.type == "gp2" or (message.sender != by and not self._rules(by, message)):
            raise RefusedError("not_admin", f"{message.id} is not {by}'s to delete for everybody")
        if message.type == "revoked":
            return
        if message.sender == by:
            self._check_age(message, WITHDRAW_WITHIN_S)
        change, now = self._book.next_change(), self._now()
        self._commit(
            MessageRevoked(
                change=change,
                sender=message.sender,
                recipient=message.recipient,
                id=message.id,
                by=by,
                at=now,
            )
        )
        for owner in self._sides(message):
            self._tell(
                owner,
                Revoke(
                    chat=self._chat(message, owner),
                    id=message.id,
                    from_me=owner == message.sender,
                    author=self._views.author(message, owner),
                    by=self._views.person(by, owner),
                    ts=now,
                    seq=change,
                ),
            )

    def hide(self, by: Number, message: Message, *, device: int = PHONE) -> None:
        """Deletes it for this account, on all its devices."""
        self._commit(MessageHidden(sender=message.sender, recipient=message.recipient, id=message.id, by=by))
        frame = Hidden(
            chat=self._chat(message, by),
            id=message.id,
            from_me=by == message.sender,
            author=self._views.author(message, by),
        )
        self._tell(by, frame, but=device)

    def star(self, by: Number, message: Message, *, starred: bool, device: int = PHONE) -> None:
        if (by in message.starred_by) is starred:
            return
        self._commit(
            MessageStarred(
                sender=message.sender,
                recipient=message.recipient,
                id=message.id,
                by=by,
                starred=starred,
            )
        )
        frame = Starred(
            chat=self._chat(message, by),
            id=message.id,
            from_me=by == message.sender,
            author=self._views.author(message, by),
            starred=starred,
        )
        self._tell(by, frame, but=device)

    def _check(self, by: Number, message: Message) -> None:
        if self._book.ban_of(self._book.account(by)) is not None:
            raise RefusedError("banned", f"{by} is banned")
        if is_group(message.recipient):
            self._book.group(by, message.recipient)

    def _check_age(self, message: Message, within_s: float) -> None:
        if self._book.timers.now() - message.at > within_s:
            raise RefusedError("too_late", f"{message.id} is older than {within_s:.0f} s")

    def _rules(self, by: Number, message: Message) -> bool:
        return is_group(message.recipient) and self._book.group(by, message.recipient).is_admin(by)

    def _sides(self, message: Message) -> Iterator[Number]:
        """Those who have it and are still in the chat."""
        group = self._book.state.groups.get(message.recipient) if is_group(message.recipient) else None
        for owner in message.audience():
            if message.is_for(owner) and (group is None or owner in group.members):
                yield owner

    def _commit(self, fact: Fact) -> None:
        self._book.commit(fact)

    def _chat(self, message: Message, owner: Number) -> str:
        return self._views.chat(message.peer_of(owner), owner)

    def _now(self) -> int:
        return int(self._book.timers.now())

    def _tell(self, owner: Number, frame: ServerFrame, *, but: int | None = None) -> None:
        for port in self._board.ports(owner, but=but):
            port.deliver(frame)
