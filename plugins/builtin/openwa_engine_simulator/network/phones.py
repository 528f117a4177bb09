"""What people do with their phones: the hands that a test or a demo has in the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from openwa_engine_simulator.network.accounts import Account, Addressing, Ban, Platform, Receipts
from openwa_engine_simulator.network.facts import BanSet, LinkGone, PhoneSaved
from openwa_engine_simulator.network.frames import (
    Banned,
    Enclosure,
    IdentitiesTold,
    LoggedOut,
    LogoutReason,
    OutgoingMessage,
    WireMessage,
)
from openwa_engine_simulator.network.ids import Number, is_group
from openwa_engine_simulator.network.messages import Message, MessageRef
from openwa_engine_simulator.network.office import Office
from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.network.restating import account_fact

__all__ = ["Phones"]


class Phones:
    """Every method raises `RefusedError` when the network says no. What a phone does with messages, chats,
    people and groups as a device does goes to the desks of the office."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._book = office.book

    def save(
        self,
        number: Number,
        *,
        push_name: str | None = None,
        platform: Platform | None = None,
        is_business: bool | None = None,
    ) -> Account:
        """Gives the number a phone with WhatsApp; for one that has it, changes what is given."""
        known = self._book.find(number)
        if known is None:
            saved = PhoneSaved(
                number=number,
                push_name=push_name or f"Phone {number[-4:]}",
                platform=platform or "android",
                lid=self._book.ids.lid(),
                is_business=bool(is_business),
            )
        else:
            saved = replace(
                account_fact(known),
                push_name=push_name or known.push_name,
                platform=platform or known.platform,
                is_business=known.is_business if is_business is None else is_business,
            )
        if known is None or saved != account_fact(known):
            self._book.commit(saved)
        return self._book.account(number)

    def scan(self, number: Number, qr: str | None) -> None:
        self.save(number)
        self._office.lobby.scan(qr, number)

    def enter_code(self, number: Number, code: str) -> None:
        self.save(number)
        self._office.lobby.enter_code(code, number)

    def send(self, number: Number, to: str, text: str, quoted: str | None = None) -> str:
        """Types a message; gives back its id. A quoted message is named by its bare or serialised id."""
        return self.send_content(number, to, "chat", text, None, quoted=quoted)

    def send_content(
        self,
        number: Number,
        to: str,
        kind: str,
        body: str,
        enclosed: Enclosure | None,
        *,
        quoted: str | None = None,
        mentioned: tuple[str, ...] = (),
        forwarded: bool = False,
        message_id: str | None = None,
    ) -> str:
        """Sends a message of any kind; gives back its id."""
        self.account(number)
        message = OutgoingMessage(
            id=message_id or self._book.ids.message(),
            to=to,
            type=kind,
            body=body,
            enclosed=enclosed,
            mentioned=mentioned,
            forwarded=forwarded,
        )
        ref = None if quoted is None else self._quoted(number, to, quoted)
        return self._office.post.write(number, message, ref).id

    def message(self, number: Number, chat: str, name: str) -> Message:
        """A message of this phone, by its bare or serialised id."""
        self.account(number)
        return self._office.views.called(name, chat, number)

    def receive(self, number: Number, mode: Receipts) -> None:
        self._book.commit(replace(account_fact(self.account(number)), receipts=mode))

    def address(self, number: Number, addressing: Addressing) -> None:
        """How others see the number from now on; they are told of the number behind a LID if it is shown."""
        self._book.commit(replace(account_fact(self.account(number)), addressing=addressing))
        told = IdentitiesTold(pairs=tuple(self._office.listings.identity(number)))
        for peer in self.account(number).conversations if told.pairs else ():
            for port in () if is_group(peer) else self._office.board.ports(Number(peer)):
                port.deliver(told)

    def set_picture(self, number: Number, picture: str | None, *, group: str | None = None) -> None:
        """The phone's own, or a group's; the file is on the shelf already."""
        account = self.account(number)
        if picture is not None:
            self._office.shelf.path(picture)
        if group is not None:
            self._office.groups.set_picture(number, group, picture)
            return
        self._book.commit(replace(account_fact(account), picture=picture))

    def deliver(self, number: Number, chat: str) -> None:
        self.account(number)
        self._office.receipts.delivered(number, chat)

    def read(self, number: Number, chat: str) -> None:
        self.account(number)
        self._office.chats.read(number, chat)

    def play(self, number: Number, chat: str, name: str) -> None:
        self._office.receipts.played(number, self.message(number, chat, name))

    def messages(self, number: Number, chat: str, limit: int) -> Sequence[WireMessage]:
        """What this phone has got and sent in the chat, oldest first."""
        self.account(number)
        return list(self._office.views.history(number, chat, limit=limit))[::-1]

    def revoke(self, number: Number, chat: str, name: str) -> None:
        self._office.messages.withdraw(number, self.message(number, chat, name))

    def unlink(self, number: Number, reason: LogoutReason) -> None:
        """Removes all linked devices of the phone."""
        for link in list(self.account(number).links.values()):
            port = self._office.board.port(link)
            self._book.commit(LinkGone(token=link.token))
            if port is not None:
                self._office.board.unplug(link, port)
                port.deliver(LoggedOut(reason=reason))

    def ban(self, number: Number, reason: str, expires_in_s: float | None) -> None:
        """The account can do nothing until the time is over or `unban`; its links outlive it."""
        self.account(number)
        now = self._book.timers.now()
        ban = Ban(reason=reason, until=None if expires_in_s is None else now + expires_in_s)
        self._book.commit(BanSet(number=number, ban=ban))
        for port in self._office.board.ports(number):
            port.deliver(Banned(reason=reason, expires_in_s=ban.seconds_left(now)))
            port.hang_up()

    def unban(self, number: Number) -> None:
        self.account(number)
        self._book.commit(BanSet(number=number, ban=None))

    def account(self, number: Number) -> Account:
        """The account of a phone that is there."""
        account = self._book.find(number)
        if account is None:
            raise not_found(f"the phone {number}")
        return account

    def _quoted(self, number: Number, to: str, name: str) -> MessageRef:
        return self._office.views.called(name, to, number).ref
