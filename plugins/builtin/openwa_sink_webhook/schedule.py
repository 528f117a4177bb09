"""When a delivery is tried again (rules of Standard Webhooks: a few days, ever more seldom)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from openwa_hookspecs.context import Clock
from openwa_sink_webhook.config import WebhookConfig

__all__ = ["next_attempt", "retry_after_s"]

_LONGEST_S: Final = 24 * 3600.0
"""More than that no receiver can ask for."""


def next_attempt(
    config: WebhookConfig, clock: Clock, *, step: int, at_least_s: float = 0.0
) -> datetime | None:
    """When the attempt after the one at `step` is due; None when that was the last one."""
    if step + 1 >= len(config.schedule_s):
        return None
    wait_s = config.schedule_s[step + 1] * (1 + config.jitter * (2 * clock.random() - 1))
    return clock.now() + timedelta(seconds=max(wait_s, at_least_s))


def retry_after_s(header: str | None, now: datetime) -> float:
    """The seconds that `Retry-After` asks for, as a number or a date (RFC 9110, 10.2.3); 0 when it says
    nothing that can be read."""
    if header is None:
        return 0.0
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_S)
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow to import, and seldom needed

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return min(max(0.0, (aware - now).total_seconds()), _LONGEST_S)
