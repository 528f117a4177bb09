"""What a message carries besides its text: the kinds of it, as they travel and as the network keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from openwa_engine_simulator.network.frames.wire import ChatId, MediaId, WireObject

__all__ = [
    "KINDS",
    "Card",
    "Cards",
    "Enclosure",
    "File",
    "Notice",
    "NoticeOf",
    "Place",
    "Poll",
    "Preview",
]

NoticeOf: TypeAlias = Literal[
    "create",
    "add",
    "invite",
    "remove",
    "leave",
    "promote",
    "demote",
    "subject",
    "description",
    "picture",
    "announce",
    "restrict",
]
"""WhatsApp's words for what happens to a group."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File(WireObject):
    """A file; the bytes go over HTTP, or by path inside one process. The text is the caption."""

    id: MediaId
    mimetype: Annotated[str, Field(min_length=1, max_length=128)]
    size: Annotated[int, Field(ge=0)] = 0
    """Bytes; the network puts in what it has."""
    filename: Annotated[str, Field(max_length=255)] | None = None
    seconds: Annotated[float, Field(ge=0)] | None = None
    waveform: Annotated[tuple[Annotated[int, Field(ge=0, le=255)], ...], Field(max_length=64)] | None = None
    """Of a voice note: 64 values from 0 to 100."""
    width: Annotated[int, Field(ge=0)] | None = None
    height: Annotated[int, Field(ge=0)] | None = None
    gif: bool = False
    """A video that repeats without sound."""
    kind: Literal["file"] = "file"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place(WireObject):
    """A point on the map, in degrees. The text is its description."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    kind: Literal["place"] = "place"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card(WireObject):
    """Somebody's card."""

    name: Annotated[str, Field(max_length=255)]
    vcard: Annotated[str, Field(max_length=16_384)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cards(WireObject):
    """One card or more. The text is the first one's name."""

    cards: Annotated[tuple[Card, ...], Field(min_length=1, max_length=257)]
    kind: Literal["cards"] = "cards"


@dataclass(frozen=True, kw_only=True, slots=True)
class Poll(WireObject):
    """The choices of a poll. The text is its question."""

    options: Annotated[tuple[Annotated[str, Field(max_length=255)], ...], Field(min_length=2, max_length=12)]
    selectable: Annotated[int, Field(ge=0, le=12)] = 1
    """How many may be chosen; 0 for any number."""
    kind: Literal["poll"] = "poll"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview(WireObject):
    """What is shown of a link in a text."""

    url: Annotated[str, Field(max_length=2_048)]
    title: Annotated[str, Field(max_length=1_024)] = ""
    description: Annotated[str, Field(max_length=4_096)] = ""
    thumbnail: Annotated[str, Field(max_length=100_000)] | None = None
    """A JPEG in base64."""
    kind: Literal["preview"] = "preview"


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice(WireObject):
    """What happened to a group; written by the network, never by a device. The text is the new subject or
    description."""

    subtype: NoticeOf
    recipients: tuple[ChatId, ...] = ()
    """The members that it happened to."""
    kind: Literal["notice"] = "notice"


Enclosure = Annotated[File | Place | Cards | Poll | Preview | Notice, Field(discriminator="kind")]

KINDS: Final[Mapping[str, type[File | Place | Cards | Poll | Preview | Notice]]] = MappingProxyType(
    {
        "image": File,
        "video": File,
        "audio": File,
        "ptt": File,
        "document": File,
        "sticker": File,
        "location": Place,
        "vcard": Cards,
        "multi_vcard": Cards,
        "poll_creation": Poll,
        "chat": Preview,
        "gp2": Notice,
    }
)
"""What a message of this type has to carry; a text (`chat`) may carry nothing."""
