"""Messages on the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NotRequired, cast

from pydantic import Field
from typing_extensions import TypedDict

from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import Message, SentMessage
from openwa_hookspecs.models.payloads import message_payload, timestamp
from openwa_transport_http.fields import BoundedInt, MessageIdField, RequestModel

__all__ = [
    "ContactCardView",
    "ContactView",
    "HistoryQuery",
    "LocationView",
    "MediaView",
    "MessageView",
    "PollView",
    "ReactionView",
    "SentView",
    "message_view",
    "sent_view",
]


class HistoryQuery(RequestModel):
    """`GET …/chats/{chatId}/messages`."""

    limit: BoundedInt = Field(default=50, ge=1, le=1000, description="messages, at most 1000")
    before: MessageIdField | None = Field(
        default=None, description="go back from this message, which is not among them"
    )


class SentView(TypedDict):
    """A message that WhatsApp has taken."""

    messageId: str
    status: str
    timestamp: str


class ContactView(TypedDict):
    """What is known of the writer."""

    name: NotRequired[str]
    pushName: NotRequired[str]


class MediaView(TypedDict):
    """The file of a message: what is known of it, and where it can be had. `state` is `stored`, `remote` (the
    gateway fetches it when it is asked for) or `failed` (asking tries again); `duration` is in seconds."""

    url: str
    mimetype: NotRequired[str]
    filename: NotRequired[str]
    size: NotRequired[int]
    duration: NotRequired[float]
    state: NotRequired[str]


class LocationView(TypedDict):
    """A place: degrees, WGS 84."""

    latitude: float
    longitude: float
    description: str


class ContactCardView(TypedDict):
    """Somebody's name and number."""

    name: str
    phone: str


class PollView(TypedDict):
    """A question; `selectable` 0 means any number of answers."""

    question: str
    options: list[str]
    selectable: int


ReactionView = TypedDict("ReactionView", {"from": str, "emoji": str, "waTimestamp": int})
"""What one person thinks of the message."""

MessageView = TypedDict(
    "MessageView",
    {
        "id": str,
        "messageId": str,
        "chatId": str,
        "from": str,
        "to": str,
        "author": NotRequired[str],
        "body": str,
        "type": str,
        "fromMe": bool,
        "isGroup": bool,
        "hasMedia": bool,
        "waTimestamp": int,
        "timestamp": str,
        "contact": NotRequired[ContactView],
        "quotedMessageId": NotRequired[str],
        "mentionedIds": NotRequired[list[str]],
        "lid": NotRequired[str],
        "media": NotRequired[MediaView],
        "location": NotRequired[LocationView],
        "contactCards": NotRequired[list[ContactCardView]],
        "poll": NotRequired[PollView],
        "reactions": NotRequired[list[ReactionView]],
        "isForwarded": NotRequired[bool],
        "isEdited": NotRequired[bool],
        "ack": NotRequired[int],
        "ackName": NotRequired[str],
    },
)
"""The shape of `message_payload`; a test holds one against the other."""


def message_view(session_id: SessionId, message: Message) -> MessageView:
    """A message for callers."""
    return cast("MessageView", message_payload(session_id, message))


def sent_view(sent: SentMessage) -> SentView:
    """The answer to a send; the time is WhatsApp's."""
    moment = datetime.fromtimestamp(sent.wa_timestamp, UTC)
    return SentView(messageId=sent.message_id, status="sent", timestamp=timestamp(moment))
