"""What is to be sent, in the words of the page."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import JsonValue, SendFailedError
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    LinkPreview,
    Location,
    MediaKind,
    Poll,
    Text,
)

__all__ = ["Order", "order_of"]

_LONGEST_DRAWN_NOTE_S: Final = 600.0
"""wa-js makes the waveform of a voice note by decoding all of it in the page: 11 MB a minute."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """One message: what the engine needs for it, what the page is told, and the file that goes along."""

    needs: Capability
    content: Mapping[str, JsonValue]
    path: Path | None = None
    size: int = 0
    """Bytes of the file."""


def order_of(content: Content) -> Order:
    """Raises `SendFailedError` for a file that is not at hand."""
    match content:
        case Text(text=text, preview=preview):
            told = {"kind": "text", "text": text, "preview": _preview(preview)}
            return Order(needs=Capability.SEND_TEXT, content=told)
        case Attachment():
            return _file(content)
        case Location(latitude=latitude, longitude=longitude, description=description):
            place: dict[str, JsonValue] = {"latitude": latitude, "longitude": longitude}
            place |= {"kind": "location", "description": description}
            return Order(needs=Capability.SEND_LOCATION, content=place)
        case ContactCard(name=name, phone=phone):
            card = {"kind": "contact", "name": name, "id": f"{phone}@c.us"}
            return Order(needs=Capability.SEND_CONTACT, content=card)
        case Poll(question=question, options=options, selectable=selectable):
            poll: dict[str, JsonValue] = {"question": question, "options": options}
            poll |= {"kind": "poll", "selectable": selectable}
            return Order(needs=Capability.SEND_POLL, content=poll)
        case Forward(message_id=message_id):
            return Order(needs=Capability.FORWARD, content={"kind": "forward", "id": message_id})
        case _:
            assert_never(content)


def _file(attachment: Attachment) -> Order:
    file = attachment.file
    if file.path is None:
        raise SendFailedError("The file of the message is not at hand", reason="file_gone")
    is_note = attachment.ptt and attachment.kind is MediaKind.AUDIO
    told: dict[str, JsonValue] = {
        "kind": "file",
        "type": attachment.kind.value,
        "mimetype": file.mimetype,
        "filename": attachment.filename or _name(file.mimetype),
        "caption": attachment.caption or None,
        "isPtt": is_note,
        "waveform": is_note and (file.duration_s or 0.0) <= _LONGEST_DRAWN_NOTE_S,
        "isGif": attachment.gif_playback and attachment.kind is MediaKind.VIDEO,
    }
    return Order(needs=Capability.SEND_MEDIA, content=told, path=file.path, size=file.size)


def _name(mimetype: str) -> str:
    """WhatsApp shows a document by its name, and has a name for every file."""
    kind, _, _ = mimetype.partition("/")
    return kind if kind in ("image", "video", "audio") else "file"


def _preview(preview: LinkPreview | None) -> JsonValue:
    """As WhatsApp Web has one in a message."""
    if preview is None:
        return None
    picture = preview.thumbnail
    return {
        "title": preview.title,
        "description": preview.description,
        "canonicalUrl": preview.url,
        "matchedText": preview.url,
        "thumbnail": None if picture is None else base64.b64encode(picture).decode("ascii"),
    }
