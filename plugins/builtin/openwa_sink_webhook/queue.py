"""What one webhook is to get next: first attempts one at a time per chat, in the order of the log."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import Final

from openwa_hookspecs.models.ids import WebhookId
from openwa_hookspecs.models.webhooks import Delivery
from openwa_hookspecs.storage import DeliveryRepository

__all__ = ["DeliveryQueue"]

_AHEAD: Final = 256
_RETRIES: Final = 64
_HORIZON: Final = timedelta(seconds=60)
"""Retries that are due this soon are looked for, so that each is made when it is due. Longer than a sweep,
which finds the others."""


class DeliveryQueue:
    """A window on the rows that are PENDING; the storage has the truth."""

    def __init__(self, webhook_id: WebhookId, deliveries: DeliveryRepository) -> None:
        self._webhook_id = webhook_id
        self._deliveries = deliveries
        self._fresh: deque[Delivery] = deque()
        self._retries: deque[Delivery] = deque()
        self._after = 0
        self._under_way: set[int] = set()
        self._busy_chats: dict[str, int] = {}
        """By chat, the `seq` of the first attempt that is under way; a retry makes nobody wait."""
        self._retry_next = False
        self._more_fresh = self._more_retries = True
        self._next_retry: datetime | None = None

    @property
    def next_retry(self) -> datetime | None:
        """When the first retry is due that was seen and is not due yet."""
        return self._next_retry

    @property
    def under_way(self) -> int:
        """How many are taken and not settled."""
        return len(self._under_way)

    def look_again(self, *, from_the_start: bool = False) -> None:
        """There may be more than was read; `from_the_start`: something older may have become PENDING."""
        self._more_fresh = self._more_retries = True
        if from_the_start:
            self._after = 0
            self._fresh.clear()
            self._next_retry = None

    async def fill(self, now: datetime) -> None:
        """Read what may have come since, when the window is nearly empty."""
        if self._more_fresh and len(self._fresh) <= _AHEAD // 2:
            self._more_fresh = False
            await self._read_fresh()
        if self._more_retries and not self._retries and (self._next_retry is None or self._next_retry <= now):
            self._more_retries = False
            await self._read_retries(now)

    def take(self) -> Delivery | None:
        """The next one that may be sent now; `settled` must follow. Retries and first attempts take turns."""
        self._retry_next = not self._retry_next
        if self._retry_next:
            return self._take_retry() or self._take_fresh()
        return self._take_fresh() or self._take_retry()

    def answered(self, delivery: Delivery) -> None:
        """The attempt has ended: the chat's next event may leave."""
        chat = _chat_of(delivery)
        if self._busy_chats.get(chat) == delivery.event.seq:
            del self._busy_chats[chat]

    def settled(self, delivery: Delivery, *, again_at: datetime | None = None) -> None:
        """The storage knows how it ended, and when it is tried again."""
        self._under_way.discard(delivery.event.seq)
        if again_at is not None and self._next_retry is not None:
            self._next_retry = min(self._next_retry, again_at)

    async def _read_fresh(self) -> None:
        found = await self._deliveries.fresh(self._webhook_id, after=self._after, limit=_AHEAD)
        if found:
            self._after = found[-1].event.seq
        self._more_fresh |= len(found) == _AHEAD
        self._fresh.extend(one for one in found if one.event.seq not in self._under_way)

    async def _read_retries(self, now: datetime) -> None:
        limit = _RETRIES + len(self._under_way)
        found = await self._deliveries.retries(self._webhook_id, now=now + _HORIZON, limit=limit)
        found = [one for one in found if one.event.seq not in self._under_way]
        due = [one for one in found if one.due_at <= now]
        self._retries.extend(due)
        self._next_retry = found[len(due)].due_at if len(found) > len(due) else None
        self._more_retries |= len(due) >= _RETRIES

    def _take_retry(self) -> Delivery | None:
        while self._retries:
            delivery = self._retries.popleft()
            if delivery.event.seq not in self._under_way:
                self._under_way.add(delivery.event.seq)
                return delivery
        return None

    def _take_fresh(self) -> Delivery | None:
        for place, delivery in enumerate(self._fresh):
            chat = _chat_of(delivery)
            if chat not in self._busy_chats:
                del self._fresh[place]
                self._busy_chats[chat] = delivery.event.seq
                self._under_way.add(delivery.event.seq)
                return delivery
        return None


def _chat_of(delivery: Delivery) -> str:
    """Events without a chat keep their order among themselves."""
    return delivery.event.chat_id or ""
