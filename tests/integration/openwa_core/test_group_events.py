"""What happens to groups, from the engine to the callers: each member once, under his number."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from openwa_core.services.notice_retention import NoticeRetention
from openwa_core.testing.contracts.storage.samples import an_incoming
from openwa_hookspecs import hookimpl
from openwa_hookspecs.models.events import Event, GroupChanged, IdentitiesSeen, MessageSeen
from openwa_hookspecs.models.groups import GroupAction, GroupNotice
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.pipes import DropEvent
from tests.support.core_world import CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine

GROUP = ChatId("120363000000000001@g.us")
ANN, BEN, CLEO = (ChatId(f"62811100000{n}@c.us") for n in range(3))
CLEOS_LID = ChatId("12345678901234@lid")
AT = 1_770_000_100
ADDED = GroupNotice(
    id=MessageId(f"false_{GROUP}_3EB0AA_{ANN}"),
    group_id=GROUP,
    action=GroupAction.ADD,
    wa_timestamp=AT,
    author=ANN,
    participants=(BEN, CLEO),
)
COMMON = {
    "id": ADDED.id,
    "groupId": GROUP,
    "chatId": GROUP,
    "waTimestamp": AT,
    "timestamp": "2026-02-02T02:41:40.000Z",
}


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("fresh_postgres_url") if request.param == "postgres" else None


@pytest.fixture
async def world(tmp_path: Path, database: str | None) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine(), url=database) as running:
        yield running


async def told_of(world: CoreWorld, *notices: GroupNotice) -> list[tuple[str, dict[str, Any]]]:
    """The events of groups after a session's engine has reported these."""
    session = await world.session()
    await world.engine.emit(session, IdentitiesSeen(pairs=((CLEOS_LID, CLEO),)))
    for notice in notices:
        await world.engine.emit(session, GroupChanged(notice=notice))
    return [(event.type, json.loads(event.data)) for event in await world.events("group.")]


@pytest.mark.parametrize(
    ("action", "kind"),
    [("add", "join"), ("invite", "join"), ("remove", "leave"), ("leave", "leave"), ("promote", "update")],
)
async def test_each_member_has_an_event_of_his_own(world: CoreWorld, action: str, kind: str) -> None:
    told = await told_of(world, replace(ADDED, action=GroupAction(action)))
    common = COMMON | {"action": action, "author": ANN}
    assert told == [
        (f"group.{kind}", common | {"participantId": BEN}),
        (f"group.{kind}", common | {"participantId": CLEO, "lid": CLEOS_LID}),
    ]


async def test_number_stands_in_place_of_a_lid(world: CoreWorld) -> None:
    [(_, told)] = await told_of(world, replace(ADDED, author=CLEOS_LID, participants=(CLEOS_LID,)))
    assert (told["author"], told["participantId"], told["lid"]) == (CLEO, CLEO, CLEOS_LID)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"action": "create", "text": "Friends"}, {"subject": "Friends"}),
        ({"action": "subject", "text": "Fri\0ends\ud83d"}, {"subject": "Fri\ufffdends\ufffd"}),
        ({"action": "description", "text": ""}, {"description": ""}),
        ({"action": "picture"}, {}),
        ({"action": "announce", "is_on": True}, {"announce": True}),
        ({"action": "restrict", "is_on": False}, {"restrict": False}),
        ({"action": "other"}, {}),
    ],
)
async def test_what_a_group_is_like_now_is_an_update(
    world: CoreWorld, facts: dict[str, Any], told: dict[str, Any]
) -> None:
    given = facts | {"action": GroupAction(facts["action"]), "participants": ()}
    expected = COMMON | {"action": facts["action"], "author": ANN} | told
    assert await told_of(world, replace(ADDED, **given)) == [("group.update", expected)]


@pytest.mark.parametrize(("action", "kind"), [("invite", "join"), ("leave", "leave")])
@pytest.mark.parametrize("named", [{"author": BEN}, {"participants": (BEN,)}], ids=" ".join)
async def test_who_comes_or_goes_himself_may_be_named_once(
    world: CoreWorld, action: str, kind: str, named: dict[str, Any]
) -> None:
    people = {"author": None, "participants": ()} | named
    [(told_kind, told)] = await told_of(world, replace(ADDED, action=GroupAction(action), **people))
    assert told_kind == f"group.{kind}"
    assert (told["author"], told["participantId"]) == (BEN, BEN)


async def test_notice_that_is_told_again_is_no_news(world: CoreWorld) -> None:
    other = replace(ADDED, id=MessageId(f"{ADDED.id}x"), participants=(BEN,))
    assert len(await told_of(world, ADDED, ADDED, other, ADDED)) == 3


@pytest.mark.parametrize(
    "strange",
    [
        {"id": MessageId(f"false_{GROUP}_{'A' * 300}")},
        {"id": MessageId(f"false_{GROUP}_3EB0\0")},
        {"id": MessageId(f"false_{GROUP}_3EB0\ud83d")},
        {"wa_timestamp": 10**18},
        {"wa_timestamp": -1},
        {"author": ChatId("\0"), "participants": (ChatId("\ud83d"),)},
        {"group_id": ChatId("5" * 300)},
        {"action": GroupAction.LEAVE, "author": None, "participants": ()},
    ],
    ids=" ".join,
)
async def test_strange_notice_does_not_hold_up_those_behind_it(
    world: CoreWorld, strange: dict[str, Any]
) -> None:
    session = await world.session()
    for notice in (replace(ADDED, **strange), replace(ADDED, participants=(BEN,), id=MessageId("next"))):
        await world.engine.emit(session, GroupChanged(notice=notice))
    await world.engine.emit(session, MessageSeen(message=an_incoming()))
    assert [event for event in await world.events("group.") if json.loads(event.data)["id"] == "next"]
    assert len(await world.events("message.received")) == 1


async def test_plugin_may_keep_an_event_from_the_log(tmp_path: Path) -> None:
    @hookimpl
    async def before_publish(event: Event) -> Event | None:
        if json.loads(event.data).get("participantId") == BEN:
            raise DropEvent
        return None

    plugins = {"discreet": SimpleNamespace(before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        assert [data["participantId"] for _, data in await told_of(world, ADDED)] == [CLEO]


async def test_only_the_newest_notices_are_remembered(world: CoreWorld) -> None:
    core, session = world.core, await world.session()
    notices = [replace(ADDED, id=MessageId(f"{ADDED.id}{n}"), participants=(BEN,)) for n in range(4)]
    for notice in notices:
        await world.engine.emit(session, GroupChanged(notice=notice))
    assert await NoticeRetention(core.storage, core.clock, core.log, kept=3).sweep() == 1
    for notice in notices:
        await world.engine.emit(session, GroupChanged(notice=notice))
    assert len(await world.events("group.join")) == 5
