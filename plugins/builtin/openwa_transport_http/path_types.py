"""What may stand in the named places of a path. Text of any other shape is refused before any look-up."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NewType

from openwa_hookspecs.errors import (
    ErrorCode,
    FieldError,
    GatewayError,
    InvalidChatIdError,
    ValidationFailedError,
)
from openwa_hookspecs.models.batches import BATCH_ID
from openwa_hookspecs.models.ids import (
    CHAT_ID,
    ApiKeyId,
    BatchId,
    ChatId,
    DeliveryId,
    MessageId,
    SessionId,
    WebhookId,
)
from openwa_transport_http.patterns import (
    API_KEY_ID,
    ASSET_NAME,
    DELIVERY_ID,
    MESSAGE_ID,
    PHONE,
    SESSION_ID,
    WEBHOOK_ID,
)

__all__ = ["PATH_TYPES", "AssetName", "ContactId", "GroupId", "PathType", "PhoneNumber"]

ContactId = NewType("ContactId", ChatId)
"""A chat id that stands for a person."""

AssetName = NewType("AssetName", str)
"""A file of the page with the documentation."""

GroupId = NewType("GroupId", ChatId)
"""A chat id that stands for a group."""

PhoneNumber = NewType("PhoneNumber", str)
"""The digits of an international number, with or without a plus sign."""


@dataclass(frozen=True, kw_only=True)
class PathType:
    """What text may stand in a place, and the error for any other."""

    pattern: re.Pattern[str]
    refusal: Callable[[], GatewayError]
    code: ErrorCode
    """Of that error."""
    meaning: str
    """One phrase, for documents."""
    example: str

    def read(self, text: str) -> str:
        """The text, once it is known to be well formed."""
        if self.pattern.fullmatch(text) is None:
            raise self.refusal()
        return text


def _absent(pattern: re.Pattern[str], code: ErrorCode, thing: str, example: str) -> PathType:
    """A malformed id answers like one that does not exist: what ids look like is no contract."""
    return PathType(
        pattern=pattern,
        refusal=lambda: GatewayError(code, f"No {thing} has such an id"),
        code=code,
        meaning=f"the id of the {thing}",
        example=example,
    )


def _chat(name: str, meaning: str, example: str) -> PathType:
    return PathType(
        pattern=CHAT_ID,
        refusal=lambda: InvalidChatIdError(name, such_as=example),
        code=ErrorCode.MESSAGE_INVALID_CHAT_ID,
        meaning=meaning,
        example=example,
    )


def _no_phone() -> GatewayError:
    return ValidationFailedError(
        FieldError(path="phone", message="expected the digits of an international number")
    )


PATH_TYPES: Final[Mapping[object, PathType]] = MappingProxyType(
    {
        SessionId: _absent(SESSION_ID, ErrorCode.SESSION_NOT_FOUND, "session", "sess_abc123"),
        MessageId: _absent(
            MESSAGE_ID, ErrorCode.MESSAGE_NOT_FOUND, "message", "true_628123456789@c.us_3EB0ABC123"
        ),
        WebhookId: _absent(WEBHOOK_ID, ErrorCode.WEBHOOK_NOT_FOUND, "webhook", "wh_xyz789"),
        DeliveryId: _absent(
            DELIVERY_ID,
            ErrorCode.DELIVERY_NOT_FOUND,
            "delivery",
            "dlv_550e8400-e29b-41d4-a716-446655440000",
        ),
        BatchId: _absent(BATCH_ID, ErrorCode.BATCH_NOT_FOUND, "batch", "batch_custom_123"),
        ApiKeyId: _absent(API_KEY_ID, ErrorCode.API_KEY_NOT_FOUND, "API key", "key_1"),
        ChatId: _chat("chatId", "a person, a group or another chat", "628123456789@c.us"),
        ContactId: _chat("contactId", "a person: `<digits>@c.us` or `<digits>@lid`", "628123456789@c.us"),
        GroupId: _chat("groupId", "a group: `<digits>[-<digits>]@g.us`", "628123456789-1234567890@g.us"),
        AssetName: PathType(
            pattern=ASSET_NAME,
            refusal=lambda: GatewayError(ErrorCode.NOT_FOUND, "There is nothing at this path"),
            code=ErrorCode.NOT_FOUND,
            meaning="a file of the page",
            example="swagger-ui.css",
        ),
        PhoneNumber: PathType(
            pattern=PHONE,
            refusal=_no_phone,
            code=ErrorCode.VALIDATION_ERROR,
            meaning="the digits of an international number",
            example="628123456789",
        ),
    }
)
"""By the type that an endpoint function gives its parameter."""
