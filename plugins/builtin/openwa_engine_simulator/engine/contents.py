"""What messages carry, in the words of the network, and back."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import assert_never

from openwa_engine_simulator.engine.media_road import MediaRoad
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.vcards import phone_in, vcard_of
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    LinkPreview,
    Location,
    Poll,
    Text,
    text_of,
    type_of,
)
from openwa_hookspecs.models.messages import MediaFacts

__all__ = ["Carried", "Outgoing", "carried_by", "outgoing"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """The part of an outgoing message that its content decides."""

    type: str
    body: str
    enclosed: frames.Enclosure | None = None
    copy_of: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """The part of a message that what it carries decides."""

    media: MediaFacts | None = None
    location: Location | None = None
    contact_cards: tuple[ContactCard, ...] = ()
    poll: Poll | None = None


_NOTHING = Carried()


async def outgoing(content: Content, road: MediaRoad) -> Outgoing:
    """A file is with the network when this returns. Raises `RefusedError`, `OSError`."""
    kind, body = type_of(content), text_of(content)
    match content:
        case Text(preview=preview):
            return Outgoing(type=kind, body=body, enclosed=None if preview is None else _preview(preview))
        case Attachment():
            return Outgoing(type=kind, body=body, enclosed=await _file(content, road))
        case Location(latitude=latitude, longitude=longitude):
            place = frames.Place(latitude=latitude, longitude=longitude)
            return Outgoing(type=kind, body=body, enclosed=place)
        case ContactCard(name=name, phone=phone):
            card = frames.Card(name=name, vcard=vcard_of(name, phone))
            return Outgoing(type=kind, body=body, enclosed=frames.Cards(cards=(card,)))
        case Poll(options=options, selectable=selectable):
            poll = frames.Poll(options=options, selectable=selectable)
            return Outgoing(type=kind, body=body, enclosed=poll)
        case Forward(message_id=message_id):
            return Outgoing(type=kind, body=body, copy_of=message_id)
        case _:
            assert_never(content)


def _preview(preview: LinkPreview) -> frames.Preview:
    picture = preview.thumbnail
    return frames.Preview(
        url=preview.url,
        title=preview.title,
        description=preview.description,
        thumbnail=None if picture is None else base64.b64encode(picture).decode(),
    )


async def _file(content: Attachment, road: MediaRoad) -> frames.File:
    file = content.file
    if file.path is None:
        raise FileNotFoundError("the file of the message is not at hand")
    return frames.File(
        id=await road.bring(file.path),
        mimetype=file.mimetype,
        size=file.size,
        filename=content.filename,
        seconds=file.duration_s,
        waveform=None if file.waveform is None else tuple(file.waveform),
        width=file.width,
        height=file.height,
        gif=content.gif_playback,
    )


def carried_by(enclosed: frames.Enclosure | None, body: str) -> Carried:
    match enclosed:
        case None | frames.Preview() | frames.Notice():
            return _NOTHING
        case frames.File():
            return Carried(
                media=MediaFacts(
                    mimetype=enclosed.mimetype,
                    filename=enclosed.filename,
                    size=enclosed.size,
                    duration_s=enclosed.seconds,
                )
            )
        case frames.Place(latitude=latitude, longitude=longitude):
            return Carried(location=Location(latitude=latitude, longitude=longitude, description=body))
        case frames.Cards(cards=cards):
            return Carried(
                contact_cards=tuple(ContactCard(name=card.name, phone=phone_in(card.vcard)) for card in cards)
            )
        case frames.Poll(options=options, selectable=selectable):
            return Carried(poll=Poll(question=body, options=options, selectable=selectable))
        case _:
            assert_never(enclosed)
