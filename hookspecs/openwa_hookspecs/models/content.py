"""What a message carries: one class a kind. `match` on `Content` and end with `assert_never`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never

from openwa_hookspecs.models.ids import MessageId

__all__ = [
    "Attachment",
    "ContactCard",
    "Content",
    "Forward",
    "LinkPreview",
    "Location",
    "MediaBase64",
    "MediaKind",
    "MediaPath",
    "MediaSource",
    "MediaUrl",
    "Poll",
    "StoredFile",
    "Text",
    "text_of",
    "type_of",
]


class MediaKind(StrEnum):
    """The kinds of file that WhatsApp tells apart (specification 6.3)."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, kw_only=True)
class MediaUrl:
    """A file on the web, `http` or `https`."""

    url: str


@dataclass(frozen=True, kw_only=True)
class MediaBase64:
    """A file in the request: base64 with padding, bare or as a data URL."""

    text: str

    def __repr__(self) -> str:
        return f"MediaBase64({len(self.text)} characters)"


@dataclass(frozen=True, kw_only=True)
class MediaPath:
    """A file below the uploads folder of the media store; `/uploads/` or `/` in front names that folder."""

    path: str


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file in the media store: checked against what its kind may be."""

    name: str
    """The store's name for it."""
    mimetype: str
    """By its content."""
    size: int
    """Bytes."""
    digest: str
    """SHA-256, hex."""
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    waveform: bytes | None = None
    """Of a voice note: 64 values from 0 to 100."""
    path: Path | None = None
    """Where it can be read now; set while an engine has it."""


MediaSource: TypeAlias = MediaUrl | MediaBase64 | MediaPath | StoredFile
"""A file as a caller names it, or as core has it: engines and hooks see `StoredFile` alone."""


@dataclass(frozen=True, kw_only=True)
class LinkPreview:
    """What is shown of the first link of a text; made by the gateway."""

    url: str
    title: str
    description: str = ""
    thumbnail: bytes | None = None
    """JPEG, at most 64 KiB."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text message; at most 65,536 Unicode code points."""

    text: str
    wants_preview: bool = False
    """Whether the gateway shall look at the first link of the text."""
    preview: LinkPreview | None = None


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file with what belongs to it."""

    kind: MediaKind
    source: MediaSource
    mimetype: str | None = None
    """As the caller declares it; what the content shows must agree."""
    filename: str | None = None
    """At most 100 code points."""
    caption: str = ""
    """At most 1,024 code points; of images, videos and documents."""
    ptt: bool = False
    """An audio as a voice note: converted to OGG Opus, mono."""
    gif_playback: bool = False
    """A video that repeats without sound."""

    @property
    def file(self) -> StoredFile:
        """The file, once core has it. Raises `TypeError` before that."""
        if not isinstance(self.source, StoredFile):
            raise TypeError("the file of this attachment is not in the media store yet")
        return self.source


@dataclass(frozen=True, kw_only=True)
class Location:
    """A place: degrees, WGS 84."""

    latitude: float
    longitude: float
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactCard:
    """Somebody's name and number, to be saved by the reader."""

    name: str
    """At most 100 code points."""
    phone: str
    """Digits of the international number, no plus sign."""


@dataclass(frozen=True, kw_only=True)
class Poll:
    """A question with 2 to 12 different answers; `selectable` of them may be chosen, 0 means any number."""

    question: str
    options: tuple[str, ...]
    selectable: int = 1


@dataclass(frozen=True, kw_only=True)
class Forward:
    """A message that is known to the session, once more, marked as forwarded."""

    message_id: MessageId
    type: str = "chat"
    """Of that message; filled in by core, as is `body`."""
    body: str = ""


Content: TypeAlias = Text | Attachment | Location | ContactCard | Poll | Forward


def text_of(content: Content) -> str:
    """What `Message.body` shows of it."""
    match content:
        case Text(text=text):
            return text
        case Attachment(caption=caption):
            return caption
        case Location(description=description):
            return description
        case ContactCard(name=name):
            return name
        case Poll(question=question):
            return question
        case Forward(body=body):
            return body
        case _:
            assert_never(content)


def type_of(content: Content) -> str:
    """What `Message.type` says of it: WhatsApp's word for the kind."""
    match content:
        case Attachment(kind=kind, ptt=ptt):
            return "ptt" if ptt and kind is MediaKind.AUDIO else kind.value
        case Forward(type=type_):
            return type_
        case Text() | Location() | ContactCard() | Poll():
            return _TYPES[type(content)]
        case _:
            assert_never(content)


_TYPES: Final[Mapping[type[Content], str]] = MappingProxyType(
    {Text: "chat", Location: "location", ContactCard: "vcard", Poll: "poll_creation"}
)
