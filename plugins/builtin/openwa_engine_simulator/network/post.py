"""Messages on their way: drawn up, stored for both sides, shown to those who are on the line."""

from __future__ import annotations

from typing import Final

from openwa_engine_simulator.network.accounts import Account
from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import MessageRevoked, MessageStored
from openwa_engine_simulator.network.frames import NewMessage, OutgoingMessage, Revoke
from openwa_engine_simulator.network.ids import PHONE, Number, chat_of
from openwa_engine_simulator.network.messages import Message, MessageRef
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.refusals import RefusedError, not_found, not_on_whatsapp
from openwa_engine_simulator.network.switchboard import Switchboard
from openwa_engine_simulator.network.views import Views

__all__ = ["ECHO_DELAY_S", "Post"]

ECHO_DELAY_S: Final = 0.4


class Post:
    def __init__(self, *, book: Book, board: Switchboard, views: Views, receipts: ReceiptDesk) -> None:
        self._book = book
        self._board = board
        self._views = views
        self._receipts = receipts

    def write(self, author: Number, to: str, body: str, quoted: MessageRef | None = None) -> Message:
        """The phone itself writes. Raises `RefusedError`."""
        text = OutgoingMessage(id=self._book.ids.message(), to=to, body=body)
        stored = self.draft(author, text, quoted=quoted)
        self._book.commit(stored)
        return self.announce(stored)

    def draft(
        self,
        author: Number,
        message: OutgoingMessage,
        *,
        quoted: MessageRef | None = None,
        device: int = PHONE,
    ) -> MessageStored:
        """The fact that would store this message, checked. Raises `RefusedError`."""
        sender, recipient = self._book.account(author), self._book.find(message.to)
        if self._book.ban_of(sender) is not None:
            raise RefusedError("banned", f"{author} is banned")
        if recipient is None:
            raise not_on_whatsapp(message.to)
        if quoted is not None and self._in(sender, recipient.number, quoted) is None:
            raise not_found(f"the quoted message {quoted.id}")
        return MessageStored(
            change=self._book.next_change(),
            id=message.id,
            sender=author,
            recipient=recipient.number,
            type=message.type,
            body=message.body,
            at=int(self._book.timers.now()),
            origin=device,
            quoted=quoted,
            mentioned=message.mentioned,
        )

    def known(self, stored: MessageStored) -> Message | None:
        """The message that has this id in this chat already."""
        sender = self._book.state.accounts[stored.sender]
        return self._in(sender, stored.recipient, MessageRef(sender=stored.sender, id=stored.id))

    def announce(self, stored: MessageStored) -> Message:
        """Shows a stored message to every device of both sides but the one that sent it."""
        message = self.known(stored)
        if message is None:  # pruned meanwhile: the answer was slower than ten thousand messages
            raise not_found(f"the message {stored.id}")
        for owner in {stored.sender, stored.recipient}:
            ports = self._board.ports(owner, but=stored.origin if owner == stored.sender else None)
            if ports:
                frame = NewMessage(message=self._views.message(message, owner), seq=message.changed)
                for port in ports:
                    port.deliver(frame)
        self._receipts.arrived(message)
        self._echo(message)
        return message

    def revoke(self, by: Number, chat: str, message_id: str) -> None:
        """The author deletes a message for everybody. Raises `RefusedError`."""
        sender, peer = self._book.account(by), self._book.find(chat)
        ref = MessageRef(sender=by, id=message_id)
        message = None if peer is None else self._in(sender, peer.number, ref)
        if message is None:
            raise not_found(f"a message {message_id} from {by} in {chat}")
        change, recipient = self._book.next_change(), message.recipient
        self._book.commit(MessageRevoked(change=change, sender=by, recipient=recipient, id=message_id, by=by))
        now = int(self._book.timers.now())
        for owner in {by, recipient}:
            chat_id = chat_of(message.peer_of(owner))
            mine = owner == by
            frame = Revoke(chat=chat_id, id=message_id, from_me=mine, by=chat_of(by), ts=now, seq=change)
            for port in self._board.ports(owner):
                port.deliver(frame)

    def _in(self, owner: Account, peer: Number, ref: MessageRef) -> Message | None:
        conversation = owner.conversations.get(peer)
        return None if conversation is None else conversation.get(ref)

    def _echo(self, message: Message) -> None:
        """Echo bots read a text and say it again; not to each other, or they would never stop."""
        accounts = self._book.state.accounts
        bot, author = accounts[message.recipient], accounts[message.sender]
        if bot.is_echo and not author.is_echo and message.type == "chat":
            text = f"You said: {message.body}"[:65_536]
            self._book.timers.call_later(ECHO_DELAY_S, lambda: self._reply(bot, author, text))

    def _reply(self, bot: Account, author: Account, text: str) -> None:
        if self._book.ban_of(bot) is not None:
            return
        self._receipts.read(bot.number, author.chat)
        self.write(bot.number, author.chat, text)
