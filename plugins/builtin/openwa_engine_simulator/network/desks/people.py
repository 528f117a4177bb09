"""What can be done about people: names in the address book, blocks, pictures."""

from __future__ import annotations

from openwa_engine_simulator.network.accounts import Account
from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import BlockSet, ContactNamed
from openwa_engine_simulator.network.frames import ContactChanged
from openwa_engine_simulator.network.ids import PHONE, Number, is_group
from openwa_engine_simulator.network.listings import Listings
from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.network.switchboard import Switchboard

__all__ = ["PeopleDesk"]


class PeopleDesk:
    """All methods raise `RefusedError`; what is repeated does no harm."""

    def __init__(self, *, book: Book, board: Switchboard, listings: Listings) -> None:
        self._book = book
        self._board = board
        self._listings = listings

    def name(self, owner: Number, person: str, name: str | None) -> None:
        """Puts somebody into the address book, or takes him out."""
        number = self._person(person).number
        self._book.commit(ContactNamed(owner=owner, number=number, name=name))
        self._tell(owner, number)

    def block(self, owner: Number, person: str, *, blocked: bool, device: int | None = None) -> None:
        account, number = self._book.account(owner), self._person(person).number
        if (number in account.blocked) is not blocked and number != owner:
            self._book.commit(BlockSet(owner=owner, number=number, blocked=blocked))
            self._tell(owner, number, device)

    def picture(self, viewer: Number, chat: str) -> str | None:
        """The file of somebody's picture, or of a group's; None when there is none for this viewer."""
        if is_group(chat):
            return self._book.group(viewer, chat).picture
        person = self._person(chat)
        return None if viewer in person.blocked else person.picture

    def _person(self, chat: str) -> Account:
        found = self._book.find(chat)
        if found is None:
            raise not_found(f"a contact {chat}")
        return found

    def _tell(self, owner: Number, number: Number, device: int | None = PHONE) -> None:
        for port in self._board.ports(owner, but=device):
            port.deliver(ContactChanged(contact=self._listings.contact(owner, number)))
