"""What a phone's owner writes, and does to messages and chats."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from openwa_engine_simulator.network.frames import Card, Cards, File, Place, Poll
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.vcards import vcard_of
from openwa_engine_simulator.server import bodies
from openwa_engine_simulator.server.actions.action import DONE, Action, JsonObject, full_chat

__all__ = ["MESSAGE_ACTIONS"]


def _send(network: Network, number: Number, body: bodies.Send) -> JsonObject:
    return {
        "id": network.phones.send_content(
            number,
            full_chat(body.to),
            "chat",
            body.text,
            None,
            quoted=body.quoted,
            mentioned=tuple(map(full_chat, body.mentioned)),
            forwarded=body.forwarded,
        )
    }


async def _send_media(network: Network, number: Number, body: bodies.SendMedia) -> JsonObject:
    sent = network.phones.send_content(
        number,
        full_chat(body.to),
        body.kind,
        body.caption,
        await _file(network, body),
        quoted=body.quoted,
        forwarded=body.forwarded,
    )
    return {"id": sent}


async def _file(network: Network, body: bodies.SendMedia) -> File:
    if body.media is None:
        return await _sample(network, body)
    return File(
        id=body.media,
        mimetype=body.mimetype or _MIMETYPES[body.kind],
        filename=body.filename,
        seconds=body.seconds,
        waveform=body.waveform,
        gif=body.gif,
    )


async def _sample(network: Network, body: bodies.SendMedia) -> File:
    from openwa_engine_simulator.server.samples import make_sample  # noqa: PLC0415  only when asked for

    made = await asyncio.to_thread(make_sample, body.kind)
    return File(
        id=await network.shelf.receive(_one(made.data)),
        mimetype=made.mimetype,
        filename=body.filename or made.filename,
        seconds=made.seconds if body.seconds is None else body.seconds,
        waveform=body.waveform,
        width=made.width,
        height=made.height,
        gif=body.gif,
    )


async def _one(data: bytes) -> Any:  # noqa: ANN401  an async iterator
    yield data


def _send_location(network: Network, number: Number, body: bodies.SendLocation) -> JsonObject:
    place = Place(latitude=body.latitude, longitude=body.longitude)
    sent = network.phones.send_content(number, full_chat(body.to), "location", body.description, place)
    return {"id": sent}


def _send_contacts(network: Network, number: Number, body: bodies.SendContacts) -> JsonObject:
    cards = tuple(Card(name=card.name, vcard=vcard_of(card.name, card.phone)) for card in body.cards)
    kind = "vcard" if len(cards) == 1 else "multi_vcard"
    sent = network.phones.send_content(number, full_chat(body.to), kind, cards[0].name, Cards(cards=cards))
    return {"id": sent}


def _send_poll(network: Network, number: Number, body: bodies.SendPoll) -> JsonObject:
    poll = Poll(options=body.options, selectable=body.selectable)
    sent = network.phones.send_content(number, full_chat(body.to), "poll_creation", body.question, poll)
    return {"id": sent}


def _forward(network: Network, number: Number, body: bodies.Forward) -> JsonObject:
    message = network.phones.message(number, full_chat(body.chat), body.id)
    sent = network.phones.send_content(
        number, full_chat(body.to), message.type, message.body, message.enclosed, forwarded=True
    )
    return {"id": sent}


def _react(network: Network, number: Number, body: bodies.React) -> JsonObject:
    message = network.phones.message(number, full_chat(body.chat), body.id)
    network.office.messages.react(number, message, body.emoji)
    return DONE


def _edit(network: Network, number: Number, body: bodies.Edit) -> JsonObject:
    message = network.phones.message(number, full_chat(body.chat), body.id)
    network.office.messages.edit(number, message, body.text)
    return DONE


def _revoke(network: Network, number: Number, body: bodies.MessageOnly) -> JsonObject:
    network.phones.revoke(number, full_chat(body.chat), body.id)
    return DONE


def _hide(network: Network, number: Number, body: bodies.MessageOnly) -> JsonObject:
    message = network.phones.message(number, full_chat(body.chat), body.id)
    network.office.messages.hide(number, message)
    return DONE


def _star(network: Network, number: Number, body: bodies.Star) -> JsonObject:
    message = network.phones.message(number, full_chat(body.chat), body.id)
    network.office.messages.star(number, message, starred=body.starred)
    return DONE


def _play(network: Network, number: Number, body: bodies.MessageOnly) -> JsonObject:
    network.phones.play(number, full_chat(body.chat), body.id)
    return DONE


def _lose_media(network: Network, number: Number, body: bodies.MessageOnly) -> JsonObject:
    message = network.phones.message(number, full_chat(body.chat), body.id)
    if not isinstance(message.enclosed, File):
        raise RefusedError("refused", f"{message.id} has no file")
    network.shelf.forget(message.enclosed.id)
    return DONE


def _deliver(network: Network, number: Number, body: bodies.ChatOnly) -> JsonObject:
    network.phones.deliver(number, full_chat(body.chat))
    return DONE


def _read(network: Network, number: Number, body: bodies.ChatOnly) -> JsonObject:
    network.phones.read(number, full_chat(body.chat))
    return DONE


def _mark_unread(network: Network, number: Number, body: bodies.ChatOnly) -> JsonObject:
    network.office.chats.mark_unread(number, full_chat(body.chat))
    return DONE


def _archive(network: Network, number: Number, body: bodies.Archive) -> JsonObject:
    network.office.chats.archive(number, full_chat(body.chat), archived=body.archived)
    return DONE


def _typing(network: Network, number: Number, body: bodies.Typing) -> JsonObject:
    network.phones.account(number)
    network.office.chats.show(number, full_chat(body.chat), body.state)
    return DONE


_MIMETYPES: Final = {
    "image": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/ogg; codecs=opus",
    "ptt": "audio/ogg; codecs=opus",
    "document": "application/pdf",
    "sticker": "image/webp",
}

MESSAGE_ACTIONS: Final[Mapping[str, Action[Any]]] = {
    "send": Action(body=bodies.Send, run=_send),
    "send-media": Action(body=bodies.SendMedia, run=_send_media),
    "send-location": Action(body=bodies.SendLocation, run=_send_location),
    "send-contacts": Action(body=bodies.SendContacts, run=_send_contacts),
    "send-poll": Action(body=bodies.SendPoll, run=_send_poll),
    "forward": Action(body=bodies.Forward, run=_forward),
    "react": Action(body=bodies.React, run=_react),
    "edit": Action(body=bodies.Edit, run=_edit),
    "revoke": Action(body=bodies.MessageOnly, run=_revoke),
    "hide": Action(body=bodies.MessageOnly, run=_hide),
    "star": Action(body=bodies.Star, run=_star),
    "play": Action(body=bodies.MessageOnly, run=_play),
    "lose-media": Action(body=bodies.MessageOnly, run=_lose_media),
    "deliver": Action(body=bodies.ChatOnly, run=_deliver),
    "read": Action(body=bodies.ChatOnly, run=_read),
    "mark-unread": Action(body=bodies.ChatOnly, run=_mark_unread),
    "archive": Action(body=bodies.Archive, run=_archive),
    "typing": Action(body=bodies.Typing, run=_typing),
}
