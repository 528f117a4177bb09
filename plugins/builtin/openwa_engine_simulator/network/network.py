"""A small model of the WhatsApp network: phones, the devices linked to them, and their messages."""

from __future__ import annotations

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.ids import Ids, Number
from openwa_engine_simulator.network.intake import Intake
from openwa_engine_simulator.network.journal import Journal, NoJournal
from openwa_engine_simulator.network.line import DeviceLine
from openwa_engine_simulator.network.lobby import Lobby, QrSettings
from openwa_engine_simulator.network.phones import Phones
from openwa_engine_simulator.network.post import Post
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.switchboard import Port, Switchboard
from openwa_engine_simulator.network.switches import Fault, Switches
from openwa_engine_simulator.network.timers import Timers
from openwa_engine_simulator.network.views import Views

__all__ = ["Network"]


class Network:
    """Everything happens on one event loop, and at once: nothing here awaits."""

    def __init__(
        self,
        *,
        timers: Timers,
        ids: Ids | None = None,
        qr: QrSettings | None = None,
        journal: Journal | None = None,
    ) -> None:
        ids = ids or Ids()
        self.book = Book(timers=timers, ids=ids, journal=journal or NoJournal())
        self.switches = Switches()
        self.board = Switchboard()
        self.lobby = Lobby(timers=timers, ids=ids, settings=qr or QrSettings())
        self._views = Views(self.book.state)
        self._receipts = ReceiptDesk(book=self.book, board=self.board)
        post = Post(book=self.book, board=self.board, views=self._views, receipts=self._receipts)
        self._intake = Intake(book=self.book, post=post, views=self._views, switches=self.switches)
        self.phones = Phones(
            book=self.book,
            board=self.board,
            lobby=self.lobby,
            views=self._views,
            post=post,
            receipts=self._receipts,
        )

    def line(self, client: Port) -> DeviceLine:
        """Connects a device's client; the first frame that it hands in is its `Hello`."""
        return DeviceLine(
            client,
            book=self.book,
            board=self.board,
            lobby=self.lobby,
            views=self._views,
            intake=self._intake,
            receipts=self._receipts,
            switches=self.switches,
        )

    def throw(self, number: Number | None, fault: Fault, *, cut_s: float = 0.0) -> None:
        """Sets the switches of one number, or everybody's; with `cut_s`, cuts connections for that long."""
        self.switches.set(number, fault)
        if cut_s:
            self.switches.cut(number, until=self.book.timers.now() + cut_s)
            self.board.cut(number)

    def close(self) -> None:
        """Hangs up on everybody and closes the file."""
        self.board.cut(None)
        self.book.close()
