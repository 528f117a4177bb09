"""Hours in which nothing goes out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from openwa_pacing.config import QuietHoursConfig
from openwa_pacing.refusal import Refusal

__all__ = ["QuietHours"]


class QuietHours:
    """By the wall clock of one time zone, whatever that does in spring and autumn."""

    def __init__(self, config: QuietHoursConfig) -> None:
        self._config = config
        self._zone = ZoneInfo(config.timezone)
        self._begin = time.fromisoformat(config.begin)
        self._end = time.fromisoformat(config.end)

    def refusal(self, now: datetime) -> Refusal | None:
        """None while messages may go."""
        local = now.astimezone(self._zone)
        if not self._is_quiet(local.time()):
            return None
        wait_s = (self._next_end(local.date(), now) - now).total_seconds()
        hours = f"{self._config.begin} to {self._config.end} in {self._config.timezone}"
        return Refusal(rule="quiet_hours", reason=f"Nothing is sent from {hours}", wait_s=wait_s)

    def _is_quiet(self, at: time) -> bool:
        if self._begin < self._end:
            return self._begin <= at < self._end
        return at >= self._begin or at < self._end

    def _next_end(self, today: date, now: datetime) -> datetime:
        """The hour that comes twice in autumn ends twice: the later end counts once the first is over."""
        ends = (
            datetime.combine(today + timedelta(days=days), self._end, tzinfo=self._zone).replace(fold=fold)
            for days in (0, 1)
            for fold in (0, 1)
        )
        return next(end for end in ends if end.astimezone(UTC) > now)
