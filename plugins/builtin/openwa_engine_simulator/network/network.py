"""A small model of the WhatsApp network: phones, the devices linked to them, and their messages."""

from __future__ import annotations

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.ids import Ids, Number
from openwa_engine_simulator.network.journal import Journal, NoJournal
from openwa_engine_simulator.network.line import DeviceLine
from openwa_engine_simulator.network.lobby import Lobby, QrSettings
from openwa_engine_simulator.network.opening import open_office
from openwa_engine_simulator.network.phones import Phones
from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.network.switchboard import Port
from openwa_engine_simulator.network.switches import Fault
from openwa_engine_simulator.network.timers import Timers

__all__ = ["Network"]


class Network:
    """Everything happens on one event loop, and at once: nothing here awaits, but files on their way to the
    shelf."""

    def __init__(
        self,
        *,
        timers: Timers,
        ids: Ids | None = None,
        qr: QrSettings | None = None,
        journal: Journal | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        ids = ids or Ids()
        self.book = Book(timers=timers, ids=ids, journal=journal or NoJournal())
        self.shelf = shelf or Shelf()
        self.lobby = Lobby(timers=timers, ids=ids, settings=qr or QrSettings())
        self.office = open_office(self.book, self.lobby, self.shelf)
        self.board, self.switches = self.office.board, self.office.switches
        self.phones = Phones(self.office)

    def line(self, client: Port) -> DeviceLine:
        """Connects a device's client; the first frame that it hands in is its `Hello`."""
        return DeviceLine(client, self.office)

    def throw(self, number: Number | None, fault: Fault, *, cut_s: float = 0.0) -> None:
        """Sets the switches of one number, or everybody's; with `cut_s`, cuts connections for that long."""
        self.switches.set(number, fault)
        if cut_s:
            self.switches.cut(number, until=self.book.timers.now() + cut_s)
            self.board.cut(number)

    def close(self) -> None:
        """Hangs up on everybody and closes the files."""
        self.board.cut(None)
        self.book.close()
        self.shelf.close()
