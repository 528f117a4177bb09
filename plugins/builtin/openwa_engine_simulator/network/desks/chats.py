"""What can be done with a chat: read, mark, archive, write in it without sending."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import ChatArchived, ChatMarked
from openwa_engine_simulator.network.frames import ChatChanged, PresenceSeen, TypingState
from openwa_engine_simulator.network.ids import PHONE, Number, Peer, is_group
from openwa_engine_simulator.network.listings import Listings
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.network.switchboard import Switchboard
from openwa_engine_simulator.network.views import Views

__all__ = ["ChatDesk", "PresenceOf"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PresenceOf:
    """What somebody was last seen doing in a chat."""

    number: Number
    state: TypingState
    at: float


class ChatDesk:
    """All methods raise `RefusedError`; what is repeated does no harm."""

    def __init__(
        self, *, book: Book, board: Switchboard, views: Views, listings: Listings, receipts: ReceiptDesk
    ) -> None:
        self._book = book
        self._board = board
        self._views = views
        self._listings = listings
        self._receipts = receipts
        self._presences: dict[tuple[Number, Peer], PresenceOf] = {}

    def read(self, owner: Number, chat: str, *, device: int = PHONE) -> None:
        self._receipts.read(owner, chat)
        self._tell(owner, self._book.chat(owner, chat)[0], device)

    def mark_unread(self, owner: Number, chat: str, *, device: int = PHONE) -> None:
        peer, conversation = self._book.chat(owner, chat)
        if owner not in conversation.marked:
            self._book.commit(ChatMarked(owner=owner, peer=peer))
            self._tell(owner, peer, device)

    def archive(self, owner: Number, chat: str, *, archived: bool, device: int = PHONE) -> None:
        peer, conversation = self._book.chat(owner, chat)
        if (owner in conversation.archived) is not archived:
            self._book.commit(ChatArchived(owner=owner, peer=peer, archived=archived))
            self._tell(owner, peer, device)

    def show(self, owner: Number, chat: str, state: TypingState) -> None:
        """The others see the owner write; those who blocked him do not. Nothing of it is stored."""
        for reader, peer in self._watchers(owner, chat):
            self._presences[reader, peer] = PresenceOf(number=owner, state=state, at=self._book.timers.now())
            for port in self._board.ports(reader):
                port.deliver(
                    PresenceSeen(
                        chat=self._views.chat(peer, reader),
                        sender=self._views.person(owner, reader),
                        state=state,
                    )
                )

    def presence(self, reader: Number, chat: str) -> PresenceOf | None:
        """What this reader saw last in the chat."""
        peer = self._book.state.peer_of(chat)
        return None if peer is None else self._presences.get((reader, peer))

    def _watchers(self, owner: Number, chat: str) -> list[tuple[Number, Peer]]:
        """Who sees it, and in which chat of his."""
        if is_group(chat):
            members = self._book.group(owner, chat).members
            return [(number, chat) for number in members if number != owner]
        person = self._book.find(chat)
        if person is None:
            raise not_found(f"a chat of {owner} with {chat}")
        return [] if owner in person.blocked or person.number == owner else [(person.number, owner)]

    def _tell(self, owner: Number, peer: Peer, device: int) -> None:
        ports = self._board.ports(owner, but=device)
        if ports:
            frame = ChatChanged(chat=self._listings.chat(owner, peer))
            for port in ports:
                port.deliver(frame)
