"""What is made of a page's answers, the strange ones too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from openwa_core.testing.fakes.context import FakeContext
from openwa_engine_playwright.browser import Browser
from openwa_engine_playwright.calls import Calls
from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.life import Life, Shared
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.wire import Batch
from openwa_hookspecs.errors import CapabilityNotSupportedError, OutcomeUnknownError, SendFailedError
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome
from openwa_hookspecs.models.sessions import SessionStatus

SESSION = SessionId("sess_1")
CHAT = ChatId("628222@c.us")
KEY = MessageKey("3EB0AA")
MESSAGE = OutboundMessage(chat_id=CHAT, content=Text(text="hello"))
GOOD = {"id": "false_628222@c.us_A", "chat": CHAT, "fromMe": False, "type": "chat", "body": "hi", "t": 1}


@dataclass
class Tab:
    """Says what it is told to say."""

    answer: str = ""
    lacks: set[str] = field(default_factory=set)

    def on(self, event: str, heard: object) -> None: ...

    def once(self, event: str, heard: object) -> None: ...

    async def evaluate(self, script: str, arguments: object) -> str:
        return self.answer


@pytest.fixture
def tab() -> Tab:
    return Tab()


@pytest.fixture
async def page(tab: Tab) -> WhatsAppPage:
    async def told(batch: Batch) -> None: ...

    return WhatsAppPage(cast(Browser, SimpleNamespace(page=tab, context=tab)), told)


@pytest.fixture
def calls(page: WhatsAppPage, tab: Tab) -> Calls:
    ready = SimpleNamespace(status=StatusChanged(status=SessionStatus.READY))
    life = SimpleNamespace(reporter=ready, visit=SimpleNamespace(page=page, lacks=tab.lacks))
    shared = SimpleNamespace(config=PlaywrightConfig(), context=FakeContext())
    return Calls(SESSION, cast(Life, life), cast(Shared, shared))


def _done(value: object) -> str:
    return json.dumps({"ok": True, "value": value})


@pytest.mark.parametrize(
    "answer",
    [
        _done({"outcome": "sent", "id": 7, "t": 1}),
        _done({"outcome": "delighted"}),
        _done(None),
        '{"value": {}}',
        "[object Object]",
        "",
    ],
)
async def test_answer_that_cannot_be_read_leaves_the_outcome_of_a_send_open(
    calls: Calls, tab: Tab, answer: str
) -> None:
    tab.answer = answer
    with pytest.raises(OutcomeUnknownError):
        await calls.sends.send(MESSAGE, KEY)
    assert (await calls.sends.lookup(KEY, CHAT)).outcome is SendOutcome.UNKNOWN


async def test_what_whatsapp_lacks_is_not_tried(calls: Calls, tab: Tab) -> None:
    tab.answer = _done({"outcome": "sent", "id": "true_628222@c.us_3EB0AA", "t": 1})
    tab.lacks |= {"send-text", "history"}
    with pytest.raises(CapabilityNotSupportedError):
        await calls.sends.send(MESSAGE, KEY)
    with pytest.raises(CapabilityNotSupportedError):
        await calls.history(CHAT, limit=10, before=None)


async def test_refusal_of_the_page_is_certain(calls: Calls, tab: Tab) -> None:
    tab.answer = json.dumps({"ok": False, "code": "chat_not_found", "message": "no"})
    with pytest.raises(SendFailedError):
        await calls.sends.send(MESSAGE, KEY)


async def test_message_found_without_its_time_is_not_told_for_sent(calls: Calls, tab: Tab) -> None:
    tab.answer = _done({"outcome": "sent", "id": "true_628222@c.us_3EB0AA"})
    assert (await calls.sends.lookup(KEY, CHAT)).outcome is SendOutcome.UNKNOWN


@pytest.mark.parametrize("strange", [{**GOOD, "t": {}}, {**GOOD, "mentioned": 7}, {}, None, "message"])
async def test_strange_message_does_not_hold_up_the_others(calls: Calls, tab: Tab, strange: object) -> None:
    tab.answer = _done({"messages": [GOOD, strange, {**GOOD, "id": "false_628222@c.us_B"}]})
    found = await calls.history(CHAT, limit=10, before=None)
    assert [message.key for message in found] == ["B", "A"]


async def test_half_a_surrogate_pair_is_replaced(calls: Calls, tab: Tab) -> None:
    tab.answer = _done({"messages": [{**GOOD, "body": r"cut \ud83d", "pushName": "\ud83d\ude00 and \ud83d"}]})
    (message,) = await calls.history(CHAT, limit=10, before=None)
    assert (message.body, message.push_name) == (r"cut \ud83d", "\U0001f600 and \ufffd")
