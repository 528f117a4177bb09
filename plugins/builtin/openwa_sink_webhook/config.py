"""The section of `webhook`."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["WebhookConfig"]

_MINUTE: Final = 60.0
_HOUR: Final = 3600.0
_SCHEDULE: Final = (
    0.0,
    5.0,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    14 * _HOUR,
    20 * _HOUR,
    24 * _HOUR,
)

_Seconds = Annotated[float, Field(ge=0, le=7 * 24 * _HOUR)]


class WebhookConfig(BaseModel):
    """How deliveries are tried, and for how long."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    schedule_s: Annotated[tuple[_Seconds, ...], Field(min_length=1, max_length=100)] = Field(
        _SCHEDULE, description="how long after the one before each attempt is made; the first at once"
    )
    jitter: float = Field(0.2, ge=0, le=0.9, description="by how much of itself a wait is longer or shorter")
    timeout_s: float = Field(30.0, gt=0, le=300, description="how long a receiver may take, in all")
    slow_wait_s: float = Field(
        60.0, ge=0, le=24 * _HOUR, description="the least wait after a time-out or a 429"
    )
    sockets: int = Field(8, ge=1, le=64, description="requests to one webhook at a time")
    disable_after_s: float = Field(
        120 * _HOUR,
        gt=0,
        le=3650 * 24 * _HOUR,
        description="with nothing but failures for that long it is off",
    )
