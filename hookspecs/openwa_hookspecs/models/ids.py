"""The identifiers of the gateway and of WhatsApp, each a type of its own, and the patterns that they obey."""

from __future__ import annotations

import re
from typing import Final, NewType

__all__ = [
    "CHAT_ID",
    "SESSION_NAME",
    "ApiKeyId",
    "BatchId",
    "ChatId",
    "DeliveryId",
    "EventId",
    "MessageId",
    "MessageKey",
    "SessionId",
    "WebhookId",
    "chat_of",
    "is_chat_id",
    "is_group",
    "key_of",
    "own_message_id",
]

SessionId = NewType("SessionId", str)
"""`sess_` and a random part: the gateway's id of one WhatsApp account that is driven."""

ChatId = NewType("ChatId", str)
"""A WhatsApp chat or contact: `<digits>@c.us`, `<digits>[-<digits>]@g.us`, `<digits>@lid`, …"""

MessageKey = NewType("MessageKey", str)
"""The part of a WhatsApp message id that its sender chooses: `3EB0` and 18 upper-case hex digits for ours."""

MessageId = NewType("MessageId", str)
"""A whole WhatsApp message id: `<true|false>_<chatId>_<key>[_<participant>]`; `true` means sent by this
account. The participant, of messages in groups, is the writer by either id; an engine stays with one."""

EventId = NewType("EventId", str)
"""`evt_` and a part that sorts by time."""

WebhookId = NewType("WebhookId", str)
"""`wh_` and a random part."""

DeliveryId = NewType("DeliveryId", str)
"""`dlv_` and a UUID: one attempt to deliver one event to one webhook."""

BatchId = NewType("BatchId", str)
"""`batch_` and a random part, or the caller's own; unique within its session."""

ApiKeyId = NewType("ApiKeyId", str)
"""`key_` and a random part; never the key itself."""

CHAT_ID: Final = re.compile(
    r"(?:[0-9]{5,20}@c\.us|[0-9]{5,25}(?:-[0-9]{5,20})?@g\.us|[0-9]{5,25}@lid|[0-9]{5,25}@newsletter|status@broadcast)",
    re.ASCII,
)
SESSION_NAME: Final = re.compile(r"[A-Za-z0-9_-]{3,50}", re.ASCII)


def is_chat_id(text: str) -> bool:
    """Whether `text` has one of the shapes of a chat id; says nothing about its existence."""
    return CHAT_ID.fullmatch(text) is not None


def is_group(chat_id: ChatId) -> bool:
    """Whether the chat is a group."""
    return chat_id.endswith("@g.us")


def own_message_id(chat_id: ChatId, key: MessageKey) -> MessageId:
    """The id under which a message of ours is known from before it is sent."""
    return MessageId(f"true_{chat_id}_{key}")


def chat_of(message_id: MessageId) -> ChatId:
    """The chat that a whole message id names; empty when it names none."""
    parts = message_id.split("_")
    return ChatId(parts[1] if len(parts) > 2 else "")


def key_of(message_id: MessageId) -> MessageKey:
    """The sender's part of a whole message id; the empty key when it has none."""
    parts = message_id.split("_")
    return MessageKey(parts[2] if len(parts) > 2 else "")
