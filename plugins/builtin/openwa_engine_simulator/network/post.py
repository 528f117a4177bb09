"""Messages on their way: drawn up, stored for all sides, shown to those who are on the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from openwa_engine_simulator.network.accounts import Account
from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.composing import Composing
from openwa_engine_simulator.network.echo import echo_of
from openwa_engine_simulator.network.facts import MessageStored
from openwa_engine_simulator.network.frames import (
    ContactChanged,
    IdentitiesTold,
    NewMessage,
    Notice,
    OutgoingMessage,
    ServerFrame,
)
from openwa_engine_simulator.network.ids import PHONE, Number, Peer, is_group
from openwa_engine_simulator.network.listings import Listings
from openwa_engine_simulator.network.messages import SERVER, Message, MessageRef
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.refusals import RefusedError, not_found, not_on_whatsapp
from openwa_engine_simulator.network.switchboard import Port, Switchboard
from openwa_engine_simulator.network.switches import Switches
from openwa_engine_simulator.network.views import Views

__all__ = ["ECHO_DELAY_S", "Post"]

ECHO_DELAY_S: Final = 0.4


class Post:
    def __init__(
        self,
        *,
        book: Book,
        board: Switchboard,
        views: Views,
        listings: Listings,
        receipts: ReceiptDesk,
        composing: Composing,
        switches: Switches,
    ) -> None:
        self._book = book
        self._board = board
        self._views = views
        self._listings = listings
        self._receipts = receipts
        self._composing = composing
        self._switches = switches

    def write(self, author: Number, message: OutgoingMessage, quoted: MessageRef | None = None) -> Message:
        """The phone itself writes. Raises `RefusedError`."""
        stored = self.draft(author, message, quoted=quoted)
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
        sender = self._book.account(author)
        if self._book.ban_of(sender) is not None:
            raise RefusedError("banned", f"{author} is banned")
        recipient, readers = self._addressed(sender, message.to)
        if quoted is not None:
            answered = self._in(sender, recipient, quoted)
            if answered is None or answered.revoked_by is not None:
                raise not_found(f"the quoted message {quoted.id}")
        complete = self._composing.complete(author, message)
        return MessageStored(
            change=self._book.next_change(),
            id=message.id,
            sender=author,
            recipient=recipient,
            readers=readers,
            type=complete.type,
            body=complete.body,
            enclosed=complete.enclosed,
            forwarded=complete.forwarded,
            at=int(self._book.timers.now()),
            origin=device,
            quoted=quoted,
            mentioned=message.mentioned,
        )

    def known(self, stored: MessageStored) -> Message | None:
        """The message that has this id in this chat already."""
        return self._book.state.message(stored.sender, stored.recipient, stored.id)

    def announce(self, stored: MessageStored) -> Message:
        """Shows a stored message to every device that may see it but the one that sent it."""
        message = self.known(stored)
        if message is None:  # pruned meanwhile: the answer was slower than ten thousand messages
            raise not_found(f"the message {stored.id}")
        for owner in message.audience():
            ports = self._board.ports(owner, but=stored.origin if owner == stored.sender else None)
            if ports:
                self._show(message, owner, ports)
        self._receipts.arrived(message)
        self._echo(message)
        return message

    def _show(self, message: Message, owner: Number, ports: Sequence[Port]) -> None:
        self._introduce(message, owner, ports)
        frame = NewMessage(message=self._views.message(message, owner), seq=message.changed)
        late_s = 0.0 if owner == message.sender else self._switches.fault(owner).ciphertext_s
        if late_s:
            self._show_late(frame, message, owner, ports, late_s)
            return
        for port in ports:
            port.deliver(frame)

    def _show_late(
        self, frame: NewMessage, message: Message, owner: Number, ports: Sequence[Port], late_s: float
    ) -> None:
        """Unreadable first: nothing that a device can have got, until it comes readable."""
        sealed = replace(frame.message, type="ciphertext", body="", enclosed=None, quoted=None, mentioned=())
        for port in ports:
            port.deliver(NewMessage(message=sealed, seq=message.changed - 1))
        self._book.unshown.add(message.changed)
        change = message.changed

        def show() -> None:
            self._book.unshown.discard(change)
            for port in self._board.ports(owner):
                port.deliver(NewMessage(message=self._views.message(message, owner), seq=message.changed))

        self._book.timers.call_later(late_s, show)

    def _introduce(self, message: Message, owner: Number, ports: Sequence[Port]) -> None:
        """Who it is, before the first message of a chat; in groups the numbers behind LIDs each time."""
        peer = message.peer_of(owner)
        if is_group(peer):
            met = self._named_in(message)
        else:
            met = [Number(peer)] if self._is_new(owner, peer) else []
        others = [number for number in dict.fromkeys(met) if number != owner]
        told: list[ServerFrame] = []
        if not is_group(peer):
            told += [ContactChanged(contact=self._listings.contact(owner, number)) for number in others]
        if pairs := tuple(pair for number in others for pair in self._listings.identity(number)):
            told.append(IdentitiesTold(pairs=pairs))
        for port in ports:
            for frame in told:
                port.deliver(frame)

    def _named_in(self, message: Message) -> list[Number]:
        """The writer of a message in a group, and those to whom something happened."""
        about = message.enclosed.recipients if isinstance(message.enclosed, Notice) else ()
        found = map(self._book.state.number_of, about)
        return [message.sender, *(number for number in found if number is not None)]

    def _is_new(self, owner: Number, peer: Peer) -> bool:
        conversation = self._book.state.conversation(owner, peer)
        return conversation is not None and len(conversation) == 1

    def _addressed(self, sender: Account, to: str) -> tuple[Peer, dict[Number, int] | None]:
        """The chat, and who gets the message; None for the other one of two, who always does."""
        if is_group(to):
            group = self._book.group(sender.number, to)
            if group.announce and not group.is_admin(sender.number):
                raise RefusedError("not_admin", f"only admins write to {to}")
            return to, {number: SERVER for number in group.members if number != sender.number}
        recipient = self._book.find(to)
        if recipient is None:
            raise not_on_whatsapp(to)
        if recipient.number in sender.blocked:
            raise RefusedError("blocked", f"{sender.number} has blocked {to}")
        return recipient.number, {} if sender.number in recipient.blocked else None

    def _in(self, owner: Account, peer: Peer, ref: MessageRef) -> Message | None:
        conversation = owner.conversations.get(peer)
        return None if conversation is None else conversation.get(ref.sender, ref.id)

    def _echo(self, message: Message) -> None:
        """Echo bots read and say again what is written to them alone; not to each other, or they would never
        stop."""
        if is_group(message.recipient) or message.readers is not None:
            return
        accounts = self._book.state.accounts
        bot, author = accounts[Number(message.recipient)], accounts[message.sender]
        if bot.is_echo and not author.is_echo and (text := echo_of(message)) is not None:
            self._book.timers.call_later(ECHO_DELAY_S, lambda: self._reply(bot, author, text))

    def _reply(self, bot: Account, author: Account, text: str) -> None:
        if self._book.ban_of(bot) is not None:
            return
        self._receipts.read(bot.number, author.chat)
        self.write(bot.number, OutgoingMessage(id=self._book.ids.message(), to=author.chat, body=text))
