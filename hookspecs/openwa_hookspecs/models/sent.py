"""A message of ours as listeners see it, once it is sent: said in one place for core and for storages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    Location,
    Poll,
    StoredFile,
    Text,
    text_of,
    type_of,
)
from openwa_hookspecs.models.ids import ChatId, is_group
from openwa_hookspecs.models.messages import (
    Ack,
    MediaFacts,
    MediaState,
    Message,
    OutboundMessage,
    SentMessage,
)

__all__ = ["MessageParts", "as_sent", "parts_of"]

_UNKNOWN_TYPE: Final = "application/octet-stream"
_WITH_FILE: Final = frozenset({"image", "video", "audio", "ptt", "document", "sticker"})


@dataclass(frozen=True, kw_only=True)
class MessageParts:
    """What a message shows of its content besides type and text; the members are those of `Message`."""

    has_media: bool = False
    media: MediaFacts | None = None
    location: Location | None = None
    contact_cards: tuple[ContactCard, ...] = ()
    poll: Poll | None = None
    is_forwarded: bool = False


_NOTHING: Final = MessageParts()


def parts_of(content: Content) -> MessageParts:
    """What a message with this content shows."""
    match content:
        case Text():
            return _NOTHING
        case Attachment():
            return MessageParts(has_media=True, media=_facts(content))
        case Location():
            return MessageParts(location=content)
        case ContactCard():
            return MessageParts(contact_cards=(content,))
        case Poll():
            return MessageParts(poll=content)
        case Forward(type=type_):
            return MessageParts(has_media=type_ in _WITH_FILE, is_forwarded=True)
        case _:
            assert_never(content)


def as_sent(message: OutboundMessage, sent: SentMessage, *, sender: ChatId) -> Message:
    """The message that WhatsApp has now; `sender` is the account itself."""
    return Message(
        id=sent.message_id,
        chat_id=message.chat_id,
        sender=sender,
        recipient=message.chat_id,
        author=sender if is_group(message.chat_id) else None,
        from_me=True,
        type=type_of(message.content),
        body=text_of(message.content),
        wa_timestamp=sent.wa_timestamp,
        ack=max(sent.ack, Ack.SENT),
        quoted_message_id=message.quoted_message_id,
        mentioned_ids=message.mentioned_ids,
        **vars(parts_of(message.content)),
    )


def _facts(attachment: Attachment) -> MediaFacts:
    source = attachment.source
    if not isinstance(source, StoredFile):
        return MediaFacts(mimetype=attachment.mimetype or _UNKNOWN_TYPE, filename=attachment.filename)
    return MediaFacts(
        mimetype=source.mimetype,
        filename=attachment.filename,
        size=source.size,
        duration_s=source.duration_s,
        state=MediaState.STORED,
    )
