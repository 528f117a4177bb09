"""The newest events, kept once for all sockets: each socket has a place in them and no queue of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from openwa_hookspecs.models.events import Event
from openwa_transport_websocket.interest import Interest
from openwa_transport_websocket.words import event_frame

__all__ = ["Batch", "Recent"]

_MOST_BATCH_BYTES: Final = 128 * 1024
_UNREACHABLE: Final = 1 << 63


class _Entry:
    """An event, and its frame once somebody wants it."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @cached_property
    def frame(self) -> bytes:
        return event_frame(self.event)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be written from one place on, and the place after it."""

    frames: bytes
    end: int
    seq: int
    """Of the last event that was looked at."""


class Recent:
    """Events by their place, a number that only grows."""

    def __init__(self, *, most_events: int, most_bytes: int) -> None:
        self._most_events = most_events
        self._most_bytes = most_bytes
        self._entries: list[_Entry] = []
        self._bytes = 0
        self._first = 0
        self._forgotten = 0
        """No event with a `seq` up to that is here any more."""

    @property
    def end(self) -> int:
        """The place of the next event."""
        return self._first + len(self._entries)

    def has(self, place: int) -> bool:
        """Whether everything from there on is still here."""
        return place >= self._first

    def add(self, event: Event) -> None:
        """Keep it; the oldest go when there are too many."""
        self._entries.append(_Entry(event))
        self._bytes += len(event.data)
        if len(self._entries) > self._most_events or self._bytes > self._most_bytes:
            self._forget(max(1, len(self._entries) // 4))

    def lose(self) -> None:
        """Some events never came: what is asked for from before now is not here, until `resume`."""
        self._forget(len(self._entries))
        self._first += 1  # whoever has had everything so far has not any more
        self._forgotten = _UNREACHABLE

    def resume(self, after: int) -> None:
        """All that follows this `seq` is here again."""
        self._forgotten = after

    def place_after(self, seq: int) -> int | None:
        """The place of the first event after `seq`; None when that may be one that is gone."""
        if seq < self._forgotten:
            return None
        return self.end - _newer(self._entries, seq)

    def batch(self, interest: Interest, start: int) -> Batch:
        """What the interest wants from a place that is still here, as far as one write may go."""
        frames, size, end = [], 0, start
        entry = None
        for entry in islice(self._entries, start - self._first, None):
            end += 1
            if interest.wants(entry.event):
                frames.append(entry.frame)
                size += len(entry.frame)
                if size >= _MOST_BATCH_BYTES:
                    break
        return Batch(b"".join(frames), end, 0 if entry is None else entry.event.seq)

    def _forget(self, count: int) -> None:
        gone = self._entries[:count]
        if gone:
            self._forgotten = gone[-1].event.seq
        del self._entries[:count]
        self._first += count
        self._bytes -= sum(len(entry.event.data) for entry in gone)


def _newer(entries: Sequence[_Entry], seq: int) -> int:
    """How many come after `seq`."""
    for count, entry in enumerate(reversed(entries)):
        if entry.event.seq <= seq:
            return count
    return len(entries)
