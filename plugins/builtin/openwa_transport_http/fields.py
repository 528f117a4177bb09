"""Types of members that several requests share. A validator whose type of error is an `ErrorCode` gives the
answer that code (`faults.py`)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from openwa_hookspecs.models.ids import CHAT_ID, SESSION_NAME, ChatId, MessageId, SessionId
from openwa_transport_http.patterns import ENGINE_NAME, MESSAGE_ID, PHONE, SESSION_ID

__all__ = [
    "MAX_TEXT_LENGTH",
    "BoundedInt",
    "ChatIdField",
    "EngineName",
    "KeyName",
    "MessageIdField",
    "MessageText",
    "Moment",
    "Network",
    "Phone",
    "RequestModel",
    "SessionIdField",
    "SessionName",
]

Text = TypeVar("Text", bound=str)

MAX_TEXT_LENGTH: Final = 65_536
"""Unicode code points (specification 6.3)."""

_DIGITS: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_ISO_8601: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].+", re.ASCII)
_LONGEST_KEY_NAME: Final = 100


class RequestModel(BaseModel):
    """A body or a query: camelCase outside, unknown members refused. Built with the first request."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, defer_build=True)


def _shape(pattern: re.Pattern[str], message: str, code: str = "shape") -> AfterValidator:
    def check(text: Text) -> Text:
        if pattern.fullmatch(text) is None:
            raise PydanticCustomError(code, message)
        return text

    return AfterValidator(check)


def _fits(text: str) -> str:
    if len(text) > MAX_TEXT_LENGTH:
        raise PydanticCustomError("MESSAGE_TEXT_TOO_LONG", "is longer than 65,536 characters")
    return text


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        raise PydanticCustomError("network", "expected a network such as 192.0.2.0/24") from None


def _digits(value: object) -> int:
    if not isinstance(value, str) or _DIGITS.fullmatch(value) is None:
        raise PydanticCustomError("digits", "expected a whole number")
    return int(value)


def _key_name(text: str) -> str:
    if not (text.isprintable() and 1 <= len(text) <= _LONGEST_KEY_NAME):
        raise PydanticCustomError("shape", "expected 1 to 100 printable characters")
    return text


def _iso_8601(value: object) -> str:
    if not isinstance(value, str) or _ISO_8601.fullmatch(value) is None:
        raise _no_moment()
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _no_moment() from None


def _no_moment() -> PydanticCustomError:
    return PydanticCustomError("moment", "expected a time such as 2026-12-31T00:00:00.000Z")


ChatIdField = Annotated[
    ChatId,
    _shape(
        CHAT_ID,
        "expected an id such as 628123456789@c.us or 628123456789-1234567890@g.us",
        "MESSAGE_INVALID_CHAT_ID",
    ),
]
MessageIdField = Annotated[
    MessageId, _shape(MESSAGE_ID, "expected a message id such as true_628123456789@c.us_3EB0ABC123")
]
SessionIdField = Annotated[SessionId, _shape(SESSION_ID, "expected a session id such as sess_abc123")]
MessageText = Annotated[str, Field(min_length=1), AfterValidator(_fits)]
SessionName = Annotated[str, _shape(SESSION_NAME, "expected 3 to 50 characters of A-Z a-z 0-9 _ -")]
EngineName = Annotated[str, _shape(ENGINE_NAME, "expected the name of an engine in the configuration")]
KeyName = Annotated[str, AfterValidator(_key_name)]
Phone = Annotated[
    str,
    _shape(PHONE, "expected the digits of an international number"),
    AfterValidator(lambda t: t.lstrip("+")),
]
Network = Annotated[str, Field(max_length=50), AfterValidator(_network)]
BoundedInt = Annotated[int, BeforeValidator(_digits)]
"""A number in a query string; bounds come with `Field(ge=…, le=…)`."""
Moment = Annotated[AwareDatetime, BeforeValidator(_iso_8601), AfterValidator(_in_utc)]
"""ISO 8601 with an offset; a bare number is no time."""
