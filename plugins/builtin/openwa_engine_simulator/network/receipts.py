"""How far a message has come: acks only rise, and the sender's devices hear of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import AckRaised, ChatRead
from openwa_engine_simulator.network.frames import Ack
from openwa_engine_simulator.network.ids import Number, is_group
from openwa_engine_simulator.network.messages import DELIVERED, PLAYED, READ, Conversation, Message
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.switchboard import Switchboard
from openwa_engine_simulator.network.views import Views

__all__ = ["ReceiptDesk"]


class ReceiptDesk:
    def __init__(self, *, book: Book, board: Switchboard, views: Views) -> None:
        self._book = book
        self._board = board
        self._views = views

    def arrived(self, message: Message) -> None:
        """The first receipts of a new message, from those who give them by themselves."""
        if message.readers is not None:
            automatic = tuple(reader for reader in message.readers if self._receives(reader))
            if automatic and message.type != "gp2":
                self._raise_to(DELIVERED, [message], automatic)
        elif message.sender == message.recipient:
            if self._book.ban_of(self._book.account(message.sender)) is None:
                self._raise_to(READ, [message])
        elif self._receives(Number(message.recipient)):
            self._raise_to(DELIVERED, [message])

    def delivered(self, owner: Number, chat: str) -> None:
        """The phone has got all that others wrote in this chat. Raises `RefusedError`."""
        self._raise_for(owner, DELIVERED, self._incoming(owner, chat))

    def read(self, owner: Number, chat: str) -> None:
        """The chat's owner has read it, on the phone or on a linked device. Raises `RefusedError`."""
        messages = self._incoming(owner, chat)
        peer, _ = self._book.chat(owner, chat)
        self._book.commit(ChatRead(owner=owner, peer=peer))
        self._raise_for(owner, READ, messages)

    def played(self, owner: Number, message: Message) -> None:
        """The owner has read the chat, and listened to a voice note in it, or watched a video. Raises
        `RefusedError`."""
        if message.sender == owner or message.type not in {"audio", "ptt", "video"}:
            raise RefusedError("refused", f"{message.id} is nothing to be played by {owner}")
        self.read(owner, self._views.chat(message.peer_of(owner), owner))
        self._raise_for(owner, PLAYED, [message])

    def _receives(self, number: Number) -> bool:
        account = self._book.state.accounts[number]
        return account.receipts == "auto" and self._book.ban_of(account) is None

    def _incoming(self, owner: Number, chat: str) -> Sequence[Message]:
        """What the owner has not read yet, oldest first."""
        _, conversation = self._book.chat(owner, chat)
        return list(_unread(conversation, owner))[::-1]

    def _raise_for(self, owner: Number, ack: int, messages: Sequence[Message]) -> None:
        by_sender: defaultdict[Number, list[Message]] = defaultdict(list)
        for message in messages:
            if message.lacks(owner, ack):
                by_sender[message.sender].append(message)
        for found in by_sender.values():
            self._raise_to(ack, found, (owner,) if is_group(found[0].recipient) else ())

    def _raise_to(self, ack: int, messages: Sequence[Message], readers: tuple[Number, ...] = ()) -> None:
        """For messages of one sender in one chat."""
        change, ids = self._book.next_change(), tuple(message.id for message in messages)
        sender, recipient = messages[0].sender, messages[0].recipient
        self._book.commit(
            AckRaised(change=change, sender=sender, recipient=recipient, ids=ids, ack=ack, readers=readers)
        )
        ports = self._board.ports(sender)
        risen = [message for message in messages if message.acked == change] if ports else ()
        for reached in sorted({message.ack for message in risen}):
            frame = Ack(
                chat=self._views.chat(recipient, sender),
                ids=tuple(message.id for message in risen if message.ack == reached),
                author=self._views.author(messages[0], sender),
                ack=reached,
                ts=int(self._book.timers.now()),
                seq=change,
            )
            for port in ports:
                port.deliver(frame)


def _unread(conversation: Conversation, owner: Number) -> Iterator[Message]:
    """Newest first. Who reads a message has read all before it: what is older is not looked at again, or an
    echo bot would walk the whole chat for each text."""
    for message in conversation.newest_first():
        if message.type == "gp2":
            continue
        if (message.sender != owner or message.recipient == owner) and message.is_for(owner):
            if not message.lacks(owner, READ):
                return
            yield message
