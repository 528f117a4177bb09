"""WhatsApp's messages in the gateway's words."""

from __future__ import annotations

import re
from typing import Final

from openwa_engine_playwright.wire import PageMessage
from openwa_hookspecs.models.ids import ChatId, MessageId, is_chat_id
from openwa_hookspecs.models.messages import Ack, Message

__all__ = ["ack_of", "as_message", "chat_of"]

_DEVICE: Final = re.compile(r":\d+(?=@)")
"""`628…:3@c.us` is one device of 628…@c.us."""

_NOT_MESSAGES: Final = frozenset(
    {
        "broadcast_notification",
        "call_log",
        "ciphertext",
        "debug",
        "e2e_notification",
        "gp2",
        "notification",
        "notification_template",
        "pin_message",
        "protocol",
    }
)
"""What WhatsApp keeps among the messages of a chat though nobody wrote it."""


def as_message(page: PageMessage) -> Message | None:
    """The message, or None when it is none that a caller knows: a notice, or in a kind of chat without an id
    of ours."""
    chat = _wid(page.chat)
    if page.type is None or page.type in _NOT_MESSAGES or page.t is None or not is_chat_id(chat):
        return None
    sender, recipient = _wid(page.sender), _wid(page.recipient)
    return Message(
        id=MessageId(page.id),
        chat_id=chat,
        sender=sender or chat,
        recipient=recipient or chat,
        from_me=page.from_me,
        type=page.type,
        body=page.body or "",
        wa_timestamp=int(page.t),
        ack=ack_of(page.ack or 0) if page.from_me else None,
        author=_wid(page.author) or None if chat.endswith("@g.us") else None,
        push_name=None if page.from_me else page.push_name or None,
        has_media=page.media,
        quoted_message_id=MessageId(page.quoted) if page.quoted else None,
        mentioned_ids=tuple(map(_wid, page.mentioned)),
        lid=chat if chat.endswith("@lid") else _wid(page.lid) or None,
    )


def ack_of(native: int) -> Ack:
    """WhatsApp counts from -1 (and below, for kinds of failure), the gateway from 0."""
    return Ack(max(Ack.ERROR, min(native + 1, Ack.PLAYED)))


def chat_of(message_id: MessageId, known: str | None = None) -> ChatId | None:
    """The chat of a message: the `known` one, else the one that its whole id names."""
    chat = _wid(known or "_".join(message_id.split("_")[1:2]))
    return chat if is_chat_id(chat) else None


def _wid(text: str | None) -> ChatId:
    return ChatId(_DEVICE.sub("", text or "").replace("@s.whatsapp.net", "@c.us"))
