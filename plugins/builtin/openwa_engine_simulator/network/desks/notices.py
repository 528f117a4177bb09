"""What happened to a group: stored with the change itself, and told to all whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.facts import GroupSaved, MessageStored
from openwa_engine_simulator.network.frames import GroupChanged, Notice, NoticeOf
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.listings import Listings
from openwa_engine_simulator.network.messages import SERVER
from openwa_engine_simulator.network.post import Post
from openwa_engine_simulator.network.switchboard import Switchboard

__all__ = ["Notices"]


class Notices:
    def __init__(self, *, book: Book, board: Switchboard, listings: Listings, post: Post) -> None:
        self._book = book
        self._board = board
        self._listings = listings
        self._post = post

    def save(
        self,
        saved: GroupSaved,
        subtype: NoticeOf,
        *,
        by: Number,
        body: str = "",
        about: Sequence[Number] = (),
    ) -> None:
        """Commits the group as it is now, and the notice of it; those who have just left hear of it, too."""
        concerned = dict.fromkeys((by, *saved.members, *about))
        notice = MessageStored(
            change=self._book.next_change(),
            id=self._book.ids.message(),
            sender=by,
            recipient=saved.id,
            type="gp2",
            body=body,
            at=int(self._book.timers.now()),
            enclosed=Notice(
                subtype=subtype, recipients=tuple(self._book.account(number).chat for number in about)
            ),
            readers={number: SERVER for number in concerned if number != by},
        )
        self._book.commit(saved, notice)
        group = self._book.state.groups[saved.id]
        for owner in concerned:
            changed = GroupChanged(group=self._listings.group(group, owner), is_member=owner in group.members)
            for port in self._board.ports(owner):
                port.deliver(changed)
        self._post.announce(notice)
