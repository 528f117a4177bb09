"""The section of `pacing`. Where its numbers come from is told in docs/pacing.md."""

from __future__ import annotations

from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from openwa_hookspecs.pipes import HOOK_TIMEOUT_S

__all__ = [
    "MAX_PAUSE_S",
    "FirstContactsConfig",
    "PacingConfig",
    "QuietHoursConfig",
    "TypingConfig",
    "WarmUpConfig",
]

MAX_PAUSE_S: Final = HOOK_TIMEOUT_S - 1
"""What a hook may sleep; the rest is for what it asks the gateway."""

_SECTION: Final = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _in_quotes(value: object) -> object:
    if not isinstance(value, str):  # YAML reads a bare 22:00 as the number 1320
        raise ValueError('write it in quotes, as "22:00"')
    return value


_TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), BeforeValidator(_in_quotes)]


class TypingConfig(BaseModel):
    """The peer sees that somebody writes before a message comes."""

    model_config = _SECTION

    characters_per_s: float = Field(3.0, gt=0, le=1000, description="how fast the text is written")
    min_s: float = Field(0.5, ge=0, le=MAX_PAUSE_S, description="for the shortest text, and a file alone")
    max_s: float = Field(MAX_PAUSE_S, ge=0, le=MAX_PAUSE_S, description="for the longest")

    @model_validator(mode="after")
    def _ordered(self) -> TypingConfig:
        if self.min_s > self.max_s:
            raise ValueError("min_s is above max_s; write a smaller min_s")
        return self


class QuietHoursConfig(BaseModel):
    """A part of each day in which nothing goes out."""

    model_config = _SECTION

    timezone: str = Field(description="whose clock it is: an IANA name such as Europe/Berlin")
    begin: _TimeOfDay = Field(description='the first minute of quiet, as "22:00"')
    end: _TimeOfDay = Field(description="the first minute after it; it may be the next morning's")

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                "this machine knows no such time zone; write an IANA name such as Europe/Berlin, and install "
                "tzdata where there are none at all"
            ) from None
        return name

    @model_validator(mode="after")
    def _some_hours(self) -> QuietHoursConfig:
        if self.begin == self.end:
            raise ValueError("begin and end are the same; leave quiet_hours out when there are none")
        return self


class WarmUpConfig(BaseModel):
    """How many messages a new session may send a day."""

    model_config = _SECTION

    per_day: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1, max_length=366)] = Field(
        description="the cap of the session's first day, of its second, and so on"
    )
    hold_last: bool = Field(
        False, description="whether the last cap holds for ever; otherwise none does then"
    )
    established: tuple[str, ...] = Field(
        (), description="names of sessions whose numbers are not new: they have no such cap"
    )


class FirstContactsConfig(BaseModel):
    """How many people a session may write to for the first time."""

    model_config = _SECTION

    per_hour: int = Field(ge=1, le=500, description="within any hour")


class PacingConfig(BaseModel):
    """Nothing of it prevents a ban. What is left out is off."""

    model_config = _SECTION

    action: Literal["refuse", "postpone"] = Field(
        "refuse",
        description="with a message that may not go now: refuse it with MESSAGE_RATE_LIMITED, or wait up to "
        "max_wait_s and refuse it then",
    )
    max_wait_s: float = Field(MAX_PAUSE_S, ge=0, le=MAX_PAUSE_S, description="how long `postpone` may wait")
    typing: TypingConfig | None = Field(None, description="show that somebody writes")
    quiet_hours: QuietHoursConfig | None = Field(None, description="when nothing goes out")
    warm_up: WarmUpConfig | None = Field(None, description="a cap a day for new sessions")
    first_contacts: FirstContactsConfig | None = Field(
        None, description="a cap an hour on people who had no message with the session before"
    )
