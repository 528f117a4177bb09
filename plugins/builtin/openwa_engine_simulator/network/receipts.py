"""How far a message has come: acks only rise, and the sender's devices hear of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import AckRaised, ChatRead
from openwa_engine_simulator.network.frames import Ack
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.messages import DELIVERED, READ, Conversation, Message
from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.network.switchboard import Switchboard

__all__ = ["ReceiptDesk"]


class ReceiptDesk:
    def __init__(self, *, book: Book, board: Switchboard) -> None:
        self._book = book
        self._board = board

    def arrived(self, message: Message) -> None:
        """The first receipt of a new message, if its recipient gives receipts by itself."""
        recipient = self._book.state.accounts[message.recipient]
        if self._book.ban_of(recipient) is not None:
            return
        if message.sender == message.recipient:
            self._raise_to(READ, [message])
        elif recipient.receipts == "auto":
            self._raise_to(DELIVERED, [message])

    def delivered(self, owner: Number, chat: str) -> None:
        """The phone has got all that the peer of this chat sent. Raises `RefusedError`."""
        self._raise_to(DELIVERED, self._incoming(owner, chat))

    def read(self, owner: Number, chat: str) -> None:
        """The chat's owner has read it, on the phone or on a linked device. Raises `RefusedError`."""
        messages = self._incoming(owner, chat)
        peer = self._book.state.number_of(chat)
        if peer is not None:
            self._book.commit(ChatRead(owner=owner, peer=peer))
        self._raise_to(READ, messages)

    def _incoming(self, owner: Number, chat: str) -> Sequence[Message]:
        peer = self._book.state.number_of(chat)
        conversation = None if peer is None else self._book.state.conversation(owner, peer)
        if conversation is None:
            raise not_found(f"a chat of {owner} with {chat}")
        return list(_unread(conversation, owner))[::-1]

    def _raise_to(self, ack: int, messages: Sequence[Message]) -> None:
        lower = [message for message in messages if message.ack < ack]
        if not lower:
            return
        change, ids = self._book.next_change(), tuple(message.id for message in lower)
        sender, recipient = lower[0].sender, lower[0].recipient
        self._book.commit(AckRaised(change=change, sender=sender, recipient=recipient, ids=ids, ack=ack))
        ports = self._board.ports(sender)
        if ports:
            now = int(self._book.timers.now())
            frame = Ack(chat=chat_of(recipient), ids=ids, ack=ack, ts=now, seq=change)
            for port in ports:
                port.deliver(frame)


def _unread(conversation: Conversation, owner: Number) -> Iterator[Message]:
    """Newest first. Who reads a message has read all before it: what is older is not looked at again, or an
    echo bot would walk the whole chat for each text."""
    for message in conversation.newest_first():
        if message.recipient == owner:
            if message.ack >= READ:
                return
            yield message
