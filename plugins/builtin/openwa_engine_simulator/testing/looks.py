"""What a phone shows, as the control API tells it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "HandOver",
    "PhoneChat",
    "PhoneContact",
    "PhoneFile",
    "PhoneGroup",
    "PhoneMessage",
    "PhonePreview",
    "phone_message",
]


@dataclass(frozen=True, kw_only=True)
class PhoneMessage:
    """A message as one phone has it."""

    key: str
    at: int
    from_me: bool
    text: str
    type: str
    ack: int
    """WhatsApp's own number: 1 the server has it, 2 delivered, 3 read, 4 played."""
    quoted_key: str | None
    mentioned: Sequence[str]
    author: str | None
    is_forwarded: bool
    is_edited: bool
    is_starred: bool
    reactions: Mapping[str, str]
    file: PhoneFile | None
    location: tuple[float, float] | None
    cards: Sequence[str]
    poll: tuple[Sequence[str], int] | None
    preview: PhonePreview | None


@dataclass(frozen=True, kw_only=True)
class PhoneFile:
    """A file as one phone has it."""

    sha256: str
    size: int
    mimetype: str
    filename: str | None
    seconds: float | None
    waveform: Sequence[int] | None
    is_gif: bool


@dataclass(frozen=True, kw_only=True)
class PhonePreview:
    """What a phone shows of a link in a text."""

    url: str
    title: str
    description: str
    thumbnail: bytes | None


@dataclass(frozen=True, kw_only=True)
class PhoneChat:
    """A line of a phone's list of chats."""

    id: str
    name: str
    unread: int
    is_archived: bool


@dataclass(frozen=True, kw_only=True)
class PhoneContact:
    """Somebody whom a phone knows."""

    id: str
    name: str
    is_my_contact: bool
    is_blocked: bool


@dataclass(frozen=True, kw_only=True)
class PhoneGroup:
    """A group as one of its members sees it."""

    id: str
    subject: str
    description: str
    members: Mapping[str, str]
    """`member`, `admin` or `owner`, by id."""


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """One line of the send log."""

    key: str
    text: str
    outcome: str


def phone_message(wire: dict[str, Any]) -> PhoneMessage:
    """A message from its JSON."""
    quoted, enclosed = wire["quoted"], wire["enclosed"] or {"kind": None}
    kind = enclosed["kind"]
    return PhoneMessage(
        key=wire["id"],
        at=wire["t"],
        from_me=wire["fromMe"],
        text=wire["body"],
        type=wire["type"],
        ack=wire["ack"],
        quoted_key=None if quoted is None else quoted["id"].split("_")[2],
        mentioned=wire["mentioned"],
        author=wire["author"],
        is_forwarded=wire["forwarded"],
        is_edited=wire["editedAt"] is not None and wire["type"] != "revoked",
        is_starred=wire["starred"],
        reactions={reaction["from"]: reaction["emoji"] for reaction in wire["reactions"]},
        file=_file(enclosed) if kind == "file" else None,
        location=(enclosed["latitude"], enclosed["longitude"]) if kind == "place" else None,
        cards=[card["vcard"] for card in enclosed["cards"]] if kind == "cards" else (),
        poll=(enclosed["options"], enclosed["selectable"]) if kind == "poll" else None,
        preview=_preview(enclosed) if kind == "preview" else None,
    )


def _preview(enclosed: dict[str, Any]) -> PhonePreview:
    picture = enclosed["thumbnail"]
    return PhonePreview(
        url=enclosed["url"],
        title=enclosed["title"],
        description=enclosed["description"],
        thumbnail=None if picture is None else base64.b64decode(picture),
    )


def _file(enclosed: dict[str, Any]) -> PhoneFile:
    return PhoneFile(
        sha256=enclosed["id"],
        size=enclosed["size"],
        mimetype=enclosed["mimetype"],
        filename=enclosed["filename"],
        seconds=enclosed["seconds"],
        waveform=enclosed["waveform"],
        is_gif=enclosed["gif"],
    )
