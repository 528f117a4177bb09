"""A chat that goes by its LID by now, and messages from before the link: nothing is lost or comes twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from openwa_core.testing.contracts.storage.samples import an_incoming
from openwa_hookspecs.models.events import (
    AckChanged,
    IdentitiesSeen,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    ReactionSeen,
)
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId, key_of
from openwa_hookspecs.models.messages import Ack, Message
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine

LID = ChatId("12345678901234@lid")
LATER = 1_770_000_100


@dataclass
class Talkative(ScriptedEngine):
    """Has a history."""

    has: list[Message] = field(default_factory=list)

    async def history(
        self, session_id: SessionId, chat_id: ChatId, *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        return self.has[:limit]

    async def message(self, session_id: SessionId, message_id: MessageId, chat_id: ChatId) -> Message | None:
        return next((message for message in self.has if message.id == message_id), None)


@pytest.fixture
async def engine() -> Talkative:
    return Talkative()


@pytest.fixture
async def world(tmp_path: Path, engine: Talkative) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, engine) as running:
        yield running


async def history(world: CoreWorld, session: SessionId) -> list[Message]:
    return list(await world.core.facade.messages.history(ADMIN, session, CHAT, limit=9, before=None))


def reaction(message_id: MessageId, emoji: str = "👍") -> ReactionSeen:
    return ReactionSeen(message_id=message_id, chat_id=LID, sender=LID, emoji=emoji, wa_timestamp=LATER)


def by_lid(message_id: MessageId) -> MessageId:
    return MessageId(message_id.replace(CHAT, LID))


async def test_reaction_to_a_message_from_before_the_link_is_shown(
    world: CoreWorld, engine: Talkative
) -> None:
    session, old = await world.session(), an_incoming()
    engine.has.append(old)
    await world.engine.emit(session, reaction(old.id))
    one = await world.core.facade.messages.get(ADMIN, session, old.id)
    [listed] = await history(world, session)
    assert [each.emoji for each in one.reactions] == ["👍"]
    assert listed == one


async def test_reaction_that_was_taken_back_is_not_shown(world: CoreWorld, engine: Talkative) -> None:
    session, old = await world.session(), an_incoming()
    engine.has.append(old)
    await world.engine.emit(session, reaction(old.id))
    await world.engine.emit(session, replace(reaction(old.id, ""), wa_timestamp=LATER + 1))
    assert (await world.core.facade.messages.get(ADMIN, session, old.id)).reactions == ()


async def test_message_that_has_two_ids_is_listed_once(world: CoreWorld, engine: Talkative) -> None:
    session, stored = await world.session(), an_incoming()
    await world.engine.emit(session, MessageSeen(message=stored))
    await world.engine.emit(session, IdentitiesSeen(pairs=((LID, CHAT),)))
    engine.has.append(replace(stored, id=by_lid(stored.id), chat_id=LID, sender=LID))
    assert [message.id for message in await history(world, session)] == [stored.id]


async def test_what_becomes_of_an_own_message_is_told_under_the_id_that_its_sender_has(
    world: CoreWorld,
) -> None:
    session = await world.session()
    sent = await world.send(session)
    await world.engine.emit(session, IdentitiesSeen(pairs=((LID, CHAT),)))
    told = by_lid(sent.message_id)
    assert key_of(told) == key_of(sent.message_id)
    for fact in (
        AckChanged(message_id=told, chat_id=LID, ack=Ack.READ),
        reaction(told),
        MessageEdited(message_id=told, chat_id=LID, body="better", wa_timestamp=LATER),
    ):
        await world.engine.emit(session, fact)
    shown = await world.core.facade.messages.get(ADMIN, session, sent.message_id)
    assert ([each.emoji for each in shown.reactions], shown.ack, shown.body) == (["👍"], Ack.READ, "better")
    await world.engine.emit(session, MessageRevoked(message_id=told, chat_id=LID, wa_timestamp=LATER))
    for kind in ("message.ack", "message.reaction", "message.edited", "message.revoked"):
        [event] = await world.events(kind)
        data = json.loads(event.data)
        assert (data["messageId"], data["chatId"]) == (sent.message_id, CHAT)


async def test_own_message_that_the_gateway_did_not_send_keeps_its_id(world: CoreWorld) -> None:
    session = await world.session()
    typed = MessageId(f"true_{LID}_3EB0AABBCC")
    await world.engine.emit(session, reaction(typed))
    [event] = await world.events("message.reaction")
    assert json.loads(event.data)["messageId"] == typed
