"""Types of members that several requests share. A validator whose type of error is an `ErrorCode` gives the
answer that code (`faults.py`)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.ids import CHAT_ID, SESSION_NAME, ChatId, MessageId, SessionId
from openwa_hookspecs.models.webhooks import HEADER_NAME, HEADER_VALUE, SIGNING_SECRET, WEBHOOK_URL
from openwa_transport_http.constraints import AtMost, PlainText, Shape
from openwa_transport_http.patterns import (
    ENGINE_NAME,
    MESSAGE_ID,
    PERSON_ID,
    PHONE,
    SESSION_ID,
)

__all__ = [
    "MAX_TEXT_LENGTH",
    "BoundedInt",
    "ChatIdField",
    "EngineName",
    "Flag",
    "HeaderName",
    "HeaderValue",
    "KeyName",
    "MessageIdField",
    "MessageText",
    "Moment",
    "Network",
    "PageQuery",
    "PersonIdField",
    "Phone",
    "RequestModel",
    "SessionIdField",
    "SessionName",
    "SigningSecret",
    "WebhookUrl",
    "WholeNumber",
]

MAX_TEXT_LENGTH: Final = 65_536
"""Unicode code points (specification 6.3)."""

_DIGITS: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_ISO_8601: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].+", re.ASCII)
_LONGEST_KEY_NAME: Final = 100


class RequestModel(BaseModel):
    """A body or a query: camelCase outside, unknown members refused. Built with the first request."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, defer_build=True)

    union_tags: ClassVar[frozenset[str]] = frozenset()
    """Words that pydantic puts into the place of a fault and that stand nowhere in the request."""

    @property
    def answer_is_secret(self) -> bool:
        """Whether the answer holds a secret that is kept nowhere, not even for a repetition."""
        return False


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        raise PydanticCustomError("network", "expected a network such as 192.0.2.0/24") from None


def _digits(value: object) -> int:
    if not isinstance(value, str) or _DIGITS.fullmatch(value) is None:
        raise PydanticCustomError("digits", "expected a whole number")
    return int(value)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("shape", "expected printable characters")
    return text


def _whole(value: object) -> object:
    """JSON has one kind of number: 5000.0 is a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
    Shape(
        CHAT_ID,
        "expected an id such as 628123456789@c.us or 628123456789-1234567890@g.us",
        ErrorCode.MESSAGE_INVALID_CHAT_ID,
    ),
]
PersonIdField = Annotated[
    ChatId,
    Shape(
        PERSON_ID,
        "expected the id of a person, such as 628123456789@c.us",
        ErrorCode.MESSAGE_INVALID_CHAT_ID,
    ),
]
MessageIdField = Annotated[
    MessageId, Shape(MESSAGE_ID, "expected a message id such as true_628123456789@c.us_3EB0ABC123")
]
SessionIdField = Annotated[SessionId, Shape(SESSION_ID, "expected a session id such as sess_abc123")]
MessageText = Annotated[
    str, Field(min_length=1), AtMost(MAX_TEXT_LENGTH, ErrorCode.MESSAGE_TEXT_TOO_LONG), PlainText()
]
SessionName = Annotated[str, Shape(SESSION_NAME, "expected 3 to 50 characters of A-Z a-z 0-9 _ -")]
EngineName = Annotated[str, Shape(ENGINE_NAME, "expected the name of an engine in the configuration")]
KeyName = Annotated[str, Field(min_length=1), AtMost(_LONGEST_KEY_NAME), AfterValidator(_printable)]
Phone = Annotated[
    str,
    Shape(PHONE, "expected the digits of an international number"),
    AfterValidator(lambda text: text.lstrip("+")),
]
WebhookUrl = Annotated[
    str,
    Shape(
        WEBHOOK_URL,
        "expected http:// or https:// and at most 2048 ASCII characters without spaces",
        ErrorCode.WEBHOOK_URL_INVALID,
    ),
]
SigningSecret = Annotated[str, Shape(SIGNING_SECRET, "expected 8 to 128 printable ASCII characters")]
HeaderName = Annotated[str, Shape(HEADER_NAME, "is no name of a header")]
HeaderValue = Annotated[
    str, Shape(HEADER_VALUE, "expected at most 1024 printable ASCII characters, without spaces at the ends")
]
Network = Annotated[str, Field(max_length=50), AfterValidator(_network)]
Flag = Annotated[bool, Strict()]
"""JSON's own true and false, no word or number that might mean it."""
WholeNumber = Annotated[int, Strict(), BeforeValidator(_whole)]
"""Of JSON; bounds come with `Field(ge=…, le=…)`."""
BoundedInt = Annotated[int, BeforeValidator(_digits)]
"""A number in a query string; bounds come with `Field(ge=…, le=…)`."""
Moment = Annotated[AwareDatetime, BeforeValidator(_iso_8601), AfterValidator(_in_utc)]
"""ISO 8601 with an offset; a bare number is no time."""


class PageQuery(RequestModel):
    """Which part of a list is wanted."""

    page: BoundedInt = Field(default=1, ge=1, le=1_000_000, description="counted from 1")
    limit: BoundedInt = Field(default=20, ge=1, le=1000, description="items a page, at most 1000")
