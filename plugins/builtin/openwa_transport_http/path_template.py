"""A path with named places, and the types that may stand there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from openwa_hookspecs.errors import (
    ErrorCode,
    FieldError,
    GatewayError,
    InvalidChatIdError,
    ValidationFailedError,
)
from openwa_hookspecs.models.ids import CHAT_ID, ApiKeyId, ChatId, MessageId, SessionId
from openwa_transport_http.patterns import API_KEY_ID, MESSAGE_ID, SESSION_ID

__all__ = ["PATH_TYPES", "PathTemplate", "PathType"]

_PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class PathType:
    """What text may stand in a place, and the error for any other."""

    pattern: re.Pattern[str]
    refusal: Callable[[], GatewayError]

    def read(self, text: str) -> str:
        """The text, once it is known to be well formed."""
        if self.pattern.fullmatch(text) is None:
            raise self.refusal()
        return text


PATH_TYPES: Final[Mapping[object, PathType]] = MappingProxyType(
    {
        SessionId: PathType(
            pattern=SESSION_ID,
            refusal=lambda: GatewayError(ErrorCode.SESSION_NOT_FOUND, "No session has such an id"),
        ),
        ChatId: PathType(pattern=CHAT_ID, refusal=lambda: InvalidChatIdError("chatId")),
        MessageId: PathType(
            pattern=MESSAGE_ID,
            refusal=lambda: ValidationFailedError(
                FieldError(path="messageId", message="expected an id such as true_628123456789@c.us_3EB0…")
            ),
        ),
        ApiKeyId: PathType(
            pattern=API_KEY_ID,
            refusal=lambda: GatewayError(ErrorCode.API_KEY_NOT_FOUND, "No API key has such an id"),
        ),
    }
)
"""By the type that an endpoint function gives its parameter."""


@dataclass(frozen=True)
class PathTemplate:
    """A path in the notation of OpenAPI: `/api/sessions/{sessionId}`."""

    text: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The named places, from left to right."""
        return tuple(_PLACE.findall(self.text))

    @cached_property
    def rule(self) -> str:
        """The same path in Quart's notation."""
        return _PLACE.sub(r"<\1>", self.text)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches what Quart's rule matches."""
        return re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", self.text))
