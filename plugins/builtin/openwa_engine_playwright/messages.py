"""WhatsApp's messages in the gateway's words."""

from __future__ import annotations

import re
from typing import Final

from openwa_engine_playwright.enclosures import PageFile, PagePlace, PagePoll
from openwa_engine_playwright.vcards import as_card
from openwa_engine_playwright.wire import PageMessage
from openwa_hookspecs.models.content import Location, Poll
from openwa_hookspecs.models.ids import ChatId, MessageId, is_chat_id
from openwa_hookspecs.models.messages import Ack, MediaFacts, Message

__all__ = ["ack_of", "as_message", "chat_id", "chat_of", "identities_in"]

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
    chat = chat_id(page.chat)
    if page.type is None or page.type in _NOT_MESSAGES or page.t is None or not is_chat_id(chat):
        return None
    sender, recipient = chat_id(page.sender), chat_id(page.recipient)
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
        author=chat_id(page.author) or None if chat.endswith("@g.us") else None,
        push_name=None if page.from_me else page.push_name or None,
        contact_name=None if page.from_me else page.contact_name or None,
        has_media=page.file is not None,
        media=_media(page.file),
        location=_location(page.place),
        contact_cards=tuple(map(as_card, page.cards)),
        poll=_poll(page.poll),
        is_forwarded=page.forwarded,
        is_edited=page.edited,
        quoted_message_id=MessageId(page.quoted) if page.quoted else None,
        mentioned_ids=tuple(map(chat_id, page.mentioned)),
        lid=chat if chat.endswith("@lid") else chat_id(page.lid) or None,
    )


def _media(file: PageFile | None) -> MediaFacts | None:
    if file is None:
        return None
    return MediaFacts(
        mimetype=file.mimetype or "application/octet-stream",
        filename=file.filename or None,
        size=None if file.size is None else int(file.size),
        duration_s=file.duration,
    )


def _location(place: PagePlace | None) -> Location | None:
    if place is None:
        return None
    return Location(latitude=place.latitude, longitude=place.longitude, description=place.description or "")


def _poll(poll: PagePoll | None) -> Poll | None:
    if poll is None:
        return None
    # WhatsApp leaves the number out of a poll with any number of answers.
    return Poll(question=poll.question or "", options=poll.options, selectable=int(poll.selectable or 0))


def ack_of(native: int) -> Ack:
    """WhatsApp counts from -1 (and below, for kinds of failure), the gateway from 0."""
    return Ack(max(Ack.ERROR, min(native + 1, Ack.PLAYED)))


def identities_in(page: PageMessage) -> tuple[tuple[ChatId, ChatId], ...]:
    """LIDs and numbers of those whom a message names."""
    pairs = ((chat_id(lid), chat_id(number)) for lid, number in page.identities)
    return tuple(pair for pair in pairs if all(map(is_chat_id, pair)))


def chat_of(message_id: MessageId, known: str | None = None) -> ChatId | None:
    """The chat of a message: the `known` one, else the one that its whole id names."""
    chat = chat_id(known or "_".join(message_id.split("_")[1:2]))
    return chat if is_chat_id(chat) else None


def chat_id(text: str | None) -> ChatId:
    """WhatsApp's own form of an id as callers know it: without the device, on `c.us`."""
    return ChatId(_DEVICE.sub("", text or "").replace("@s.whatsapp.net", "@c.us"))
