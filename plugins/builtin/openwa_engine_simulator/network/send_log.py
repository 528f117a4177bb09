"""Every hand-over of a message by a linked device, in order: the witness that nothing was lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from openwa_engine_simulator.network.ids import Number

__all__ = ["LogEntry", "Outcome", "SendLog"]

Outcome = Literal["stored", "duplicate", "refused", "swallowed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LogEntry:
    """One hand-over."""

    at: float
    sender: Number
    to: str
    id: str
    type: str
    body: str
    outcome: Outcome


class SendLog:
    """Append-only. An entry's number is its place, counted from 1."""

    def __init__(self) -> None:
        self._entries: list[LogEntry] = []
        self._stored: dict[tuple[Number, str], LogEntry] = {}

    def append(self, entry: LogEntry) -> None:
        self._entries.append(entry)
        if entry.outcome == "stored":
            self._stored[(entry.sender, entry.id)] = entry

    def lookup(self, sender: Number, message_id: str) -> LogEntry | None:
        """The hand-over that the network took in, or None: it never had a message of this id."""
        return self._stored.get((sender, message_id))

    def since(self, number: int, limit: int) -> Iterator[tuple[int, LogEntry]]:
        """Entries after the given number, oldest first."""
        return enumerate(islice(self._entries, number, number + limit), start=number + 1)

    def entries(self) -> Sequence[LogEntry]:
        return self._entries

    def __len__(self) -> int:
        return len(self._entries)
