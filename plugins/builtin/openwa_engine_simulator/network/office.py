"""All that serves a device or a phone, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.desks.chats import ChatDesk
from openwa_engine_simulator.network.desks.groups import GroupDesk
from openwa_engine_simulator.network.desks.messages import MessageDesk
from openwa_engine_simulator.network.desks.people import PeopleDesk
from openwa_engine_simulator.network.intake import Intake
from openwa_engine_simulator.network.listings import Listings
from openwa_engine_simulator.network.lobby import Lobby
from openwa_engine_simulator.network.post import Post
from openwa_engine_simulator.network.receipts import ReceiptDesk
from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.network.switchboard import Switchboard
from openwa_engine_simulator.network.switches import Switches
from openwa_engine_simulator.network.syncing import Syncing
from openwa_engine_simulator.network.views import Views

__all__ = ["Office"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    book: Book
    board: Switchboard
    switches: Switches
    shelf: Shelf
    lobby: Lobby
    views: Views
    listings: Listings
    syncing: Syncing
    receipts: ReceiptDesk
    post: Post
    intake: Intake
    messages: MessageDesk
    chats: ChatDesk
    people: PeopleDesk
    groups: GroupDesk
