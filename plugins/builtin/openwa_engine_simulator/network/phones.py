"""What people do with their phones: the hands that a test or a demo has in the network."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_engine_simulator.network.accounts import Account, Ban, Platform, Receipts
from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import BanSet, LinkGone, PhoneSaved
from openwa_engine_simulator.network.frames import Banned, LoggedOut, LogoutReason, WireMessage
from openwa_engine_simulator.network.ids import Number, parse_serialised
from openwa_engine_simulator.network.lobby import Lobby
from openwa_engine_simulator.network.messages import MessageRef
from openwa_engine_simulator.network.post import Post
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.network.switchboard import Switchboard
from openwa_engine_simulator.network.views import Views

__all__ = ["Phones"]


class Phones:
    """Every method raises `RefusedError` when the network says no."""

    def __init__(
        self,
        *,
        book: Book,
        board: Switchboard,
        lobby: Lobby,
        views: Views,
        post: Post,
        receipts: ReceiptDesk,
    ) -> None:
        self._book = book
        self._board = board
        self._lobby = lobby
        self._views = views
        self._post = post
        self._receipts = receipts

    def save(
        self, number: Number, *, push_name: str | None = None, platform: Platform | None = None
    ) -> Account:
        """Gives the number a phone with WhatsApp; for one that has it, changes what is given."""
        known = self._book.find(number)
        if known is not None and push_name is None and platform is None:
            return known
        self._book.commit(
            PhoneSaved(
                number=number,
                push_name=push_name or (known.push_name if known else f"Phone {number[-4:]}"),
                platform=platform or (known.platform if known else "android"),
                lid=known.lid if known else self._book.ids.lid(),
                receipts=known.receipts if known else "auto",
            )
        )
        return self._book.account(number)

    def scan(self, number: Number, qr: str | None) -> None:
        self.save(number)
        self._lobby.scan(qr, number)

    def enter_code(self, number: Number, code: str) -> None:
        self.save(number)
        self._lobby.enter_code(code, number)

    def send(self, number: Number, to: str, text: str, quoted: str | None = None) -> str:
        """Types a message; gives back its id. A quoted message is named by its bare or serialised id."""
        self._phone(number)
        ref = None if quoted is None else self._ref(number, to, quoted)
        return self._post.write(number, to, text, ref).id

    def receive(self, number: Number, mode: Receipts) -> None:
        account = self._phone(number)
        self._book.commit(
            PhoneSaved(
                number=number,
                push_name=account.push_name,
                platform=account.platform,
                lid=account.lid,
                receipts=mode,
            )
        )

    def deliver(self, number: Number, chat: str) -> None:
        self._phone(number)
        self._receipts.delivered(number, chat)

    def read(self, number: Number, chat: str) -> None:
        self._phone(number)
        self._receipts.read(number, chat)

    def messages(self, number: Number, chat: str, limit: int) -> Sequence[WireMessage]:
        """What this phone has got and sent in the chat, oldest first."""
        self._phone(number)
        return list(self._views.history(number, chat, limit=limit))[::-1]

    def revoke(self, number: Number, chat: str, message_id: str) -> None:
        self._phone(number)
        parts = parse_serialised(message_id)
        self._post.revoke(number, chat, message_id if parts is None else parts[2])

    def unlink(self, number: Number, reason: LogoutReason) -> None:
        """Removes all linked devices of the phone."""
        for link in list(self._phone(number).links.values()):
            port = self._board.port(link)
            self._book.commit(LinkGone(token=link.token))
            if port is not None:
                self._board.unplug(link, port)
                port.deliver(LoggedOut(reason=reason))

    def ban(self, number: Number, reason: str, expires_in_s: float | None) -> None:
        """The account can do nothing until the time is over or `unban`; its links outlive it."""
        self._phone(number)
        now = self._book.timers.now()
        ban = Ban(reason=reason, until=None if expires_in_s is None else now + expires_in_s)
        self._book.commit(BanSet(number=number, ban=ban))
        for port in self._board.ports(number):
            port.deliver(Banned(reason=reason, expires_in_s=ban.seconds_left(now)))
            port.hang_up()

    def unban(self, number: Number) -> None:
        self._phone(number)
        self._book.commit(BanSet(number=number, ban=None))

    def _phone(self, number: Number) -> Account:
        account = self._book.find(number)
        if account is None:
            raise not_found(f"the phone {number}")
        return account

    def _ref(self, number: Number, to: str, quoted: str) -> MessageRef:
        named = self._views.ref(quoted, number)
        if named is not None:
            return named[1]
        peer = self._book.find(to)
        conversation = None if peer is None else self._book.state.conversation(number, peer.number)
        message = None if conversation is None else conversation.find(quoted)
        if message is None:
            raise not_found(f"the quoted message {quoted}")
        return message.ref
