"""An event of every kind, as a running gateway tells it and as the page of events shows it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import pytest_asyncio

from openwa_hookspecs.models.events import EventType
from tests.support.event_page import documented, shape_of
from tests.support.every_event import Event, every_event
from tests.support.qr_reader import read_qr_url
from tests.support.rest_client import KEY

pytestmark = pytest.mark.asyncio(loop_scope="module")

KINDS = sorted(EventType)
OF_NO_CHAT = {kind for kind in KINDS if kind.startswith(("batch.", "session.", "webhook."))}
SPECIFIED = {
    "message.received": {
        "id": "string",
        "from": "string",
        "to": "string",
        "body": "string",
        "type": "string",
        "waTimestamp": "integer",
        "timestamp": "string",
        "isGroup": "boolean",
        "hasMedia": "boolean",
        "contact": "object",
        "contact.name": "string",
        "contact.pushName": "string",
        "messageId": "string",
        "chatId": "string",
    },
    "message.ack": {"messageId": "string", "ack": "integer", "ackName": "string"},
    "session.status": {"status": "string", "phoneNumber": "string"},
    "session.qr": {"code": "string", "image": "string"},
}
"""The payloads that the specification shows (6.4 and 6.7)."""


@pytest.fixture(scope="module", params=["simulator", pytest.param("playwright", marks=pytest.mark.browser)])
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "playwright":
        request.getfixturevalue("chromium_path")
        request.getfixturevalue("wa_js_bundle")
    name: str = request.param
    return name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def log(engine: str, tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    directory: Path = tmp_path_factory.mktemp(engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENWA_API_KEY", KEY)
        return await every_event(engine, directory)


def of_kind(log: list[Event], kind: str) -> list[Event]:
    return [event for event in log if event["event"] == kind]


async def test_page_tells_of_every_kind() -> None:
    assert sorted(documented()) == KINDS


@pytest.mark.parametrize("kind", KINDS)
async def test_example_has_the_members_that_the_page_lists(kind: str) -> None:
    page = documented()[kind]
    assert page.faults(page.example) == []


@pytest.mark.parametrize("kind", KINDS)
async def test_event_arrives_with_the_members_of_the_example(log: list[Event], kind: str) -> None:
    shapes = [shape_of(event["data"]) for event in of_kind(log, kind)]
    assert shape_of(documented()[kind].example) in shapes


@pytest.mark.parametrize("kind", KINDS)
async def test_no_event_has_members_that_the_page_does_not_list(log: list[Event], kind: str) -> None:
    faults = [documented()[kind].faults(event["data"]) for event in of_kind(log, kind)]
    assert faults
    assert not any(faults), faults


@pytest.mark.parametrize("kind", SPECIFIED)
async def test_members_of_the_specification_are_there(log: list[Event], kind: str) -> None:
    specified = SPECIFIED[kind].items()
    assert any(specified <= shape_of(event["data"]).items() for event in of_kind(log, kind))


async def test_each_event_stands_in_the_log_once_and_says_where_it_belongs(log: list[Event]) -> None:
    assert [event["seq"] for event in log] == sorted({event["seq"] for event in log})
    assert len({event["id"] for event in log}) == len(log)
    for event in log:
        expected = {"id", "seq", "event", "sessionId", "timestamp", "data"}
        assert set(event) == expected | (set() if event["event"] in OF_NO_CHAT else {"chatId"})
        assert event["data"].get("chatId") == event.get("chatId")


async def test_what_happens_once_is_told_once(log: list[Event]) -> None:
    often = Counter(event["event"] for event in log)
    twice = {"message.received", "message.sent", "group.join", "group.update"}
    several = {"message.ack", "session.status", "session.qr"}
    for kind in set(KINDS) - several:
        assert often[kind] == (2 if kind in twice else 1), kind


async def test_code_to_scan_comes_as_text_and_as_a_picture_of_it(log: list[Event]) -> None:
    for event in of_kind(log, "session.qr"):
        assert read_qr_url(event["data"]["image"]) == event["data"]["code"]
