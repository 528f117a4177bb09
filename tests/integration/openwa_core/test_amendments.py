"""Edits, deletions, reactions and identities, from the engine to the callers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from openwa_core.testing.contracts.storage.samples import an_incoming
from openwa_hookspecs import hookimpl
from openwa_hookspecs.models.events import (
    Event,
    IdentitiesSeen,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    ReactionSeen,
)
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.messages import Message
from openwa_hookspecs.pipes import DropEvent
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine
from tests.support.waiting import until

LID = ChatId("12345678901234@lid")
LATER = 1_770_000_100


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


async def history(world: CoreWorld, session: SessionId, chat: ChatId = CHAT) -> list[Message]:
    return list(await world.core.facade.messages.history(ADMIN, session, chat, limit=9, before=None))


async def test_edit_is_seen_by_callers_and_listeners_once(world: CoreWorld) -> None:
    session = await world.session()
    await world.engine.emit(session, MessageSeen(message=an_incoming()))
    edit = MessageEdited(message_id=an_incoming().id, chat_id=CHAT, body="better\0", wa_timestamp=LATER)
    await world.engine.emit(session, edit)
    await world.engine.emit(session, edit)
    [shown] = await history(world, session)
    assert (shown.body, shown.is_edited) == ("better\ufffd", True)
    [event] = await world.events("message.edited")
    assert json.loads(event.data) == {
        "messageId": an_incoming().id,
        "chatId": CHAT,
        "waTimestamp": LATER,
        "timestamp": "2026-02-02T02:41:40.000Z",
        "body": "better\ufffd",
    }


async def test_message_that_was_deleted_for_everyone_is_empty(world: CoreWorld) -> None:
    session = await world.session()
    await world.engine.emit(session, MessageSeen(message=an_incoming()))
    fact = MessageRevoked(message_id=an_incoming().id, chat_id=CHAT, wa_timestamp=LATER)
    await world.engine.emit(session, fact)
    await world.engine.emit(session, fact)
    [shown] = await history(world, session)
    assert (shown.type, shown.body) == ("revoked", "")
    assert len(await world.events("message.revoked")) == 1


async def test_reaction_is_told_with_its_writer(world: CoreWorld) -> None:
    session = await world.session()
    await world.engine.emit(session, MessageSeen(message=an_incoming()))
    reaction = ReactionSeen(
        message_id=an_incoming().id, chat_id=CHAT, sender=CHAT, emoji="👍", wa_timestamp=LATER
    )
    await world.engine.emit(session, reaction)
    [event] = await world.events("message.reaction")
    assert {name: json.loads(event.data)[name] for name in ("from", "emoji")} == {"from": CHAT, "emoji": "👍"}
    [shown] = await history(world, session)
    assert [one.emoji for one in shown.reactions] == ["👍"]


async def test_chat_has_one_history_under_both_of_its_ids(world: CoreWorld) -> None:
    session = await world.session()
    await world.engine.emit(session, MessageSeen(message=an_incoming(1, chat_id=LID, sender=LID, lid=LID)))
    assert [message.chat_id for message in await history(world, session, LID)] == [LID]
    await world.engine.emit(session, IdentitiesSeen(pairs=((LID, CHAT),)))
    await world.engine.emit(session, MessageSeen(message=an_incoming(2, chat_id=LID, sender=LID, lid=LID)))
    by_number, by_lid = await history(world, session), await history(world, session, LID)
    assert by_number == by_lid
    assert [message.id for message in by_number] == [an_incoming(2).id, an_incoming(1).id]
    [event] = [event for event in await world.events("message.received") if event.chat_id == CHAT]
    assert {name: json.loads(event.data)[name] for name in ("from", "lid")} == {"from": CHAT, "lid": LID}


async def test_identities_outlive_the_process(tmp_path: Path) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session = await world.session()
        await world.engine.emit(session, IdentitiesSeen(pairs=((LID, CHAT),)))
    async with core_world(tmp_path, ScriptedEngine()) as world:
        await until(lambda: session in world.engine.emits)
        await world.engine.emit(session, MessageSeen(message=an_incoming(chat_id=LID, sender=LID, lid=LID)))
        [message] = await history(world, session)
        assert message.id == an_incoming().id


async def test_plugin_may_drop_the_event_and_the_change_stays(tmp_path: Path) -> None:
    @hookimpl
    async def before_publish(event: Event) -> Event | None:
        if event.type == "message.edited":
            raise DropEvent
        return None

    plugins = {"quiet": SimpleNamespace(before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        await world.engine.emit(session, MessageSeen(message=an_incoming()))
        edit = MessageEdited(message_id=an_incoming().id, chat_id=CHAT, body="new", wa_timestamp=LATER)
        await world.engine.emit(session, edit)
        [shown] = await history(world, session)
        assert shown.body == "new"
        assert await world.events("message.edited") == []
