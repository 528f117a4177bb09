"""Puts the parts of a network together."""

from __future__ import annotations

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.composing import Composing
from openwa_engine_simulator.network.desks.chats import ChatDesk
from openwa_engine_simulator.network.desks.groups import GroupDesk
from openwa_engine_simulator.network.desks.messages import MessageDesk
from openwa_engine_simulator.network.desks.notices import Notices
from openwa_engine_simulator.network.desks.people import PeopleDesk
from openwa_engine_simulator.network.intake import Intake
from openwa_engine_simulator.network.listings import Listings
from openwa_engine_simulator.network.lobby import Lobby
from openwa_engine_simulator.network.office import Office
from openwa_engine_simulator.network.post import Post
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.network.switchboard import Switchboard
from openwa_engine_simulator.network.switches import Switches
from openwa_engine_simulator.network.syncing import Syncing
from openwa_engine_simulator.network.views import Views

__all__ = ["open_office"]


def open_office(book: Book, lobby: Lobby, shelf: Shelf) -> Office:
    board, switches = Switchboard(), Switches()
    views, listings = Views(book.state), Listings(book.state)
    receipts = ReceiptDesk(book=book, board=board, views=views)
    post = Post(
        book=book,
        board=board,
        views=views,
        listings=listings,
        receipts=receipts,
        composing=Composing(shelf=shelf, views=views, switches=switches),
        switches=switches,
    )
    notices = Notices(book=book, board=board, listings=listings, post=post)
    return Office(
        book=book,
        board=board,
        switches=switches,
        shelf=shelf,
        lobby=lobby,
        views=views,
        listings=listings,
        syncing=Syncing(state=book.state, views=views, listings=listings),
        receipts=receipts,
        post=post,
        intake=Intake(book=book, post=post, views=views, switches=switches),
        messages=MessageDesk(book=book, board=board, views=views),
        chats=ChatDesk(book=book, board=board, views=views, listings=listings, receipts=receipts),
        people=PeopleDesk(book=book, board=board, listings=listings),
        groups=GroupDesk(book=book, notices=notices, switches=switches),
    )
