"""Messages of the device protocol in the gateway's words, and what happens to them and to groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

from openwa_engine_simulator.engine.contents import carried_by
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.ids import serialised
from openwa_hookspecs.models.events import (
    AckChanged,
    EngineEvent,
    GroupChanged,
    IdentitiesSeen,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    ReactionSeen,
)
from openwa_hookspecs.models.groups import GroupAction, GroupNotice
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Ack, Message

__all__ = [
    "ack_of",
    "acks_in",
    "as_message",
    "change_in",
    "changes_in",
    "id_of",
    "identities_in",
    "identities_of",
    "is_message",
    "seen_in",
]

_TEXTS: Final = frozenset({"create", "subject", "description"})
_SWITCHES: Final = frozenset({"announce", "restrict"})


class _Named(Protocol):
    """What names a message in a frame."""

    @property
    def chat(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def from_me(self) -> bool: ...
    @property
    def author(self) -> str | None: ...


def id_of(named: _Named) -> MessageId:
    return MessageId(
        serialised(from_me=named.from_me, chat=named.chat, message_id=named.id, author=named.author)
    )


def is_message(wire: frames.WireMessage) -> bool:
    """Notices are none, and what cannot be read yet comes again."""
    return wire.type not in {"gp2", "ciphertext"}


def seen_in(wire: frames.WireMessage) -> MessageSeen | GroupChanged | None:
    """What the wire calls a message; None for what cannot be read yet: it comes again."""
    if wire.type == "ciphertext":
        return None
    if isinstance(wire.enclosed, frames.Notice):
        return GroupChanged(notice=_as_notice(wire, wire.enclosed))
    return MessageSeen(message=as_message(wire))


def _as_notice(wire: frames.WireMessage, notice: frames.Notice) -> GroupNotice:
    return GroupNotice(
        id=id_of(wire),
        group_id=ChatId(wire.chat),
        action=GroupAction(notice.subtype),
        wa_timestamp=wire.at,
        author=None if wire.author is None else ChatId(wire.author),
        participants=tuple(map(ChatId, notice.recipients)),
        text=wire.body if notice.subtype in _TEXTS else None,
        is_on={"on": True, "off": False}.get(wire.body) if notice.subtype in _SWITCHES else None,
    )


def as_message(wire: frames.WireMessage) -> Message:
    carried = carried_by(wire.enclosed, wire.body)
    return Message(
        id=id_of(wire),
        chat_id=ChatId(wire.chat),
        sender=ChatId(wire.sender),
        recipient=ChatId(wire.to),
        author=None if wire.author is None else ChatId(wire.author),
        from_me=wire.from_me,
        type=wire.type,
        body=wire.body,
        wa_timestamp=wire.at,
        ack=ack_of(wire.ack) if wire.from_me else None,
        push_name=None if wire.from_me else wire.push_name,
        contact_name=wire.contact_name,
        has_media=carried.media is not None,
        media=carried.media,
        location=carried.location,
        contact_cards=carried.contact_cards,
        poll=carried.poll,
        is_forwarded=wire.forwarded,
        is_edited=wire.edited_at is not None and wire.type != "revoked",
        quoted_message_id=None if wire.quoted is None else MessageId(wire.quoted.id),
        mentioned_ids=tuple(ChatId(mentioned) for mentioned in wire.mentioned),
        lid=ChatId(wire.chat) if wire.chat.endswith("@lid") else None,
    )


def ack_of(native: int) -> Ack:
    """WhatsApp counts from -1, the gateway from 0."""
    return Ack(native + 1)


def acks_in(frame: frames.Ack) -> list[AckChanged]:
    chat = ChatId(frame.chat)
    ids = (
        MessageId(serialised(from_me=frame.from_me, chat=chat, message_id=message_id, author=frame.author))
        for message_id in frame.ids
    )
    return [AckChanged(message_id=found, chat_id=chat, ack=ack_of(frame.ack)) for found in ids]


def change_in(frame: frames.Edited | frames.Revoke | frames.Reaction) -> EngineEvent:
    """What became of a message that is known."""
    message_id, chat = id_of(frame), ChatId(frame.chat)
    match frame:
        case frames.Edited(body=body, ts=ts):
            return MessageEdited(message_id=message_id, chat_id=chat, body=body, wa_timestamp=ts)
        case frames.Revoke(ts=ts):
            return MessageRevoked(message_id=message_id, chat_id=chat, wa_timestamp=ts)
        case frames.Reaction(sender=sender, emoji=emoji, ts=ts):
            return ReactionSeen(
                message_id=message_id,
                chat_id=chat,
                sender=ChatId(sender),
                emoji=emoji,
                wa_timestamp=ts,
            )


def changes_in(sync: frames.Sync) -> Iterator[EngineEvent]:
    """What became of messages while the device was away."""
    for wire in sync.messages:
        message_id, chat = id_of(wire), ChatId(wire.chat)
        when = wire.at if wire.edited_at is None else wire.edited_at
        if wire.type == "revoked":
            yield MessageRevoked(message_id=message_id, chat_id=chat, wa_timestamp=when)
        elif wire.edited_at is not None:
            yield MessageEdited(message_id=message_id, chat_id=chat, body=wire.body, wa_timestamp=when)
    for reaction in sync.reactions:
        yield change_in(reaction)


def identities_in(pairs: Sequence[frames.Identity]) -> IdentitiesSeen:
    return IdentitiesSeen(pairs=tuple((ChatId(pair.lid), ChatId(pair.id)) for pair in pairs))


def identities_of(people: Iterable[frames.Contact | frames.Member]) -> IdentitiesSeen:
    """Those of whom the list has both ids."""
    return IdentitiesSeen(
        pairs=tuple(
            (ChatId(one.lid), ChatId(one.id))
            for one in people
            if one.lid is not None and not one.id.endswith("@lid")
        )
    )
