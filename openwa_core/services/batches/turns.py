"""Batches of one session take turns: a message of one, and a while later a message of the next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from openwa_hookspecs.context import Clock
from openwa_hookspecs.models.ids import BatchId, SessionId

__all__ = ["Turns"]

_EARLY: Final = timedelta(milliseconds=2)
"""Timers and the time of day need not agree to the millisecond."""


class Turns:
    """Who may send when, so that there is a gap between any two messages of a session's batches. What is kept
    here may be lost: the gap is a courtesy to WhatsApp, no message depends on it."""

    def __init__(self, clock: Clock, *, gap_s: float) -> None:
        self._clock = clock
        self._gap_s = gap_s
        self._free_at: dict[SessionId, datetime] = {}
        """When a turn begins that nobody has."""
        self._rests_until: dict[SessionId, datetime] = {}
        """A gap after the end of the last message."""
        self._taken: dict[tuple[SessionId, BatchId], datetime] = {}

    def wait_s(self, session_id: SessionId, batch_id: BatchId) -> float:
        """How long the batch has to wait for its turn, in seconds as `sleep` counts them; 0 when it is its
        turn now, which is over then."""
        if not self._gap_s:
            return 0.0
        now, place = self._clock.now(), (session_id, batch_id)
        gap = self._clock.after(self._gap_s) - now
        turn = self._taken.get(place)
        if turn is None:
            turn = max(now, self._free_at.get(session_id, now))
        if turn - now > gap * (len(self._taken) + 2):
            turn = now  # the clock was set back
        self._free_at[session_id] = max(turn + gap, self._free_at.get(session_id, now))
        begins = max(turn, min(self._rests_until.get(session_id, now), now + gap))
        if begins - now <= _EARLY:
            self._taken.pop(place, None)
            return 0.0
        self._taken[place] = turn
        return (begins - now) / gap * self._gap_s

    def ended(self, session_id: SessionId) -> None:
        """A message has come to its end."""
        self._rests_until[session_id] = self._clock.after(self._gap_s)

    def forget(self, session_id: SessionId, batch_id: BatchId) -> None:
        """The batch needs no turn any more."""
        self._taken.pop((session_id, batch_id), None)
