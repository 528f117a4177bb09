"""What a device must know when it comes on the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from openwa_engine_simulator.network.accounts import Account, Link
from openwa_engine_simulator.network.frames import Sync
from openwa_engine_simulator.network.listings import Listings
from openwa_engine_simulator.network.messages import Message
from openwa_engine_simulator.network.state import State
from openwa_engine_simulator.network.views import Views

__all__ = ["Syncing"]

_RECENT: Final = 200
"""Messages of each chat that a device gets after linking."""
_BATCH: Final = 100


class Syncing:
    def __init__(self, *, state: State, views: Views, listings: Listings) -> None:
        self._state = state
        self._views = views
        self._listings = listings

    def sync(self, link: Link, *, everything: bool) -> Iterator[Sync]:
        """In frames of a bearable size."""
        account = self._state.accounts[link.number]
        news = sorted(_news(account, link, recent=_RECENT if everything else 0), key=_News.time)
        batches = [news[start : start + _BATCH] for start in range(0, len(news), _BATCH)] or [[]]
        for place, batch in enumerate(batches):
            is_last = place == len(batches) - 1
            yield self._piece(link, batch, is_first=not place, is_last=is_last)

    def _piece(self, link: Link, batch: Sequence[_News], *, is_first: bool, is_last: bool) -> Sync:
        owner, views, listings = link.number, self._views, self._listings
        return Sync(
            chats=tuple(listings.chats(owner)) if is_first else (),
            contacts=tuple(listings.contacts(owner)) if is_first else (),
            groups=tuple(listings.groups(owner)) if is_first else (),
            identities=tuple(listings.identities(owner)) if is_first else (),
            messages=tuple(views.message(item.message, owner) for item in batch),
            missed=tuple(item.message.id for item in batch if item.is_missed),
            apart=tuple(item.message.id for item in batch if item.is_apart),
            reactions=tuple(
                reaction
                for item in batch
                for reaction in views.reactions_since(item.message, owner, link.seen)
            ),
            seq=self._state.change,
            last=is_last,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _News:
    """A message that goes into a device's sync, and why."""

    message: Message
    is_recent: bool
    is_missed: bool

    @property
    def is_apart(self) -> bool:
        return not self.is_recent and (not self.is_missed or self.message.revoked_by is not None)

    def time(self) -> int:
        return self.message.at


def _news(account: Account, link: Link, *, recent: int) -> Iterator[_News]:
    for conversation in account.conversations.values():
        first_recent = len(conversation) - recent
        for place, message in enumerate(conversation.oldest_first()):
            is_recent = place >= first_recent
            is_news = is_recent or message.change_for(link.number) > link.seen
            if is_news and message.is_for(link.number):
                yield _News(message=message, is_recent=is_recent, is_missed=_is_missed(message, link))


def _is_missed(message: Message, link: Link) -> bool:
    """A receipt makes no message new, and what the device has sent itself it knows."""
    is_its_own = message.sender == link.number and message.origin == link.device
    is_as_sent = message.revoked_by is None and message.edited_at is None
    return message.changed > link.seen and not (is_its_own and is_as_sent)
