"""Bodies about messages and chats."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from openwa_engine_simulator.network.frames import TypingState
from openwa_engine_simulator.server.bodies.body import (
    Body,
    ChatName,
    MediaName,
    MessageName,
    PersonName,
    PhoneNumber,
)

__all__ = [
    "Archive",
    "CardOf",
    "ChatOnly",
    "Edit",
    "Forward",
    "MessageOnly",
    "React",
    "Send",
    "SendContacts",
    "SendLocation",
    "SendMedia",
    "SendPoll",
    "Star",
    "Typing",
]

_Text = Annotated[str, Field(max_length=65_536)]


class Send(Body):
    to: ChatName
    text: Annotated[str, Field(min_length=1, max_length=65_536)]
    quoted: MessageName | None = None
    mentioned: tuple[PersonName, ...] = ()
    forwarded: bool = False


class SendMedia(Body):
    to: ChatName
    kind: Literal["image", "video", "audio", "ptt", "document", "sticker"]
    media: MediaName | None = None
    """Without it a sample is made."""
    mimetype: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    filename: Annotated[str, Field(max_length=255)] | None = None
    caption: _Text = ""
    seconds: Annotated[float, Field(ge=0)] | None = None
    waveform: tuple[int, ...] | None = None
    gif: bool = False
    quoted: MessageName | None = None
    forwarded: bool = False


class SendLocation(Body):
    to: ChatName
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    description: _Text = ""


class CardOf(Body):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    phone: PhoneNumber


class SendContacts(Body):
    to: ChatName
    cards: Annotated[tuple[CardOf, ...], Field(min_length=1, max_length=257)]


class SendPoll(Body):
    to: ChatName
    question: Annotated[str, Field(min_length=1, max_length=255)]
    options: Annotated[tuple[str, ...], Field(min_length=2, max_length=12)]
    selectable: Annotated[int, Field(ge=0, le=12)] = 1


class ChatOnly(Body):
    chat: ChatName


class MessageOnly(Body):
    chat: ChatName
    id: MessageName


class Forward(MessageOnly):
    to: ChatName


class React(MessageOnly):
    emoji: Annotated[str, Field(max_length=64)]


class Edit(MessageOnly):
    text: _Text


class Star(MessageOnly):
    starred: bool = True


class Archive(ChatOnly):
    archived: bool = True


class Typing(ChatOnly):
    state: TypingState
