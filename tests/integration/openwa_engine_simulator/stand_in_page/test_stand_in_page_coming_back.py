"""What a page that was away has missed, what it has not, and how far back its history goes."""

from pathlib import Path

import pytest

from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.server import Simulator
from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT = f"{PEER}@c.us"
KEY = "3EB0A1B2C3D4E5F60718"
OWN_ID = f"true_{PEER_CHAT}_{KEY}"
BODIES = "([chat, options]) => WPP.chat.getMessages(chat, options).then((list) => list.map((m) => m.body))"
IS_NEW = "([id]) => WPP.whatsapp.MsgStore.get(id)?.isNewMsg ?? null"
BODY_AND_ACK = "([id]) => WPP.chat.getMessageById(id).then((m) => [m.body, m.ack])"


async def test_what_a_browser_was_handed_but_died_before_taking_is_new_after_the_restart(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    linked.freeze()
    key = (await phones.act(PEER, "send", to=OWN, text="Are you still there?"))["id"]
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(IS_NEW, f"false_{PEER_CHAT}_{key}") is True


async def test_what_a_browser_has_taken_is_history_after_the_restart(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    key = (await phones.act(PEER, "send", to=OWN, text="Hello"))["id"]
    await linked.event("chat.new_message")
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(IS_NEW, f"false_{PEER_CHAT}_{key}") is False


async def test_an_own_message_is_not_new_because_it_was_read_meanwhile(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    await phones.act(PEER, "receive", mode="manual")
    await linked.send_text(PEER_CHAT, "Hello", KEY)
    await linked.kill()
    await phones.act(PEER, "read", chat=OWN)
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(IS_NEW, OWN_ID) is False
        assert await again.call(BODY_AND_ACK, OWN_ID) == ["Hello", 3]


async def test_a_history_has_no_hole_after_an_old_message_was_read(
    linked: StandIn, phones: Phones, simulator: Simulator, browser: StandInBrowser, profile: Path
) -> None:
    await phones.act(PEER, "receive", mode="manual")
    await linked.send_text(PEER_CHAT, "an old one", KEY)
    for n in range(250):
        simulator.network.phones.send(Number(PEER), f"{OWN}@c.us", f"text {n}", None)
    await linked.event("chat.new_message", lambda args: args[0]["body"] == "text 249")
    await linked.kill()
    await phones.act(PEER, "read", chat=OWN)
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        everything = await again.call(BODIES, PEER_CHAT, {"count": -1})
        assert everything == ["an old one", *(f"text {n}" for n in range(250))]
        assert await again.call(BODY_AND_ACK, OWN_ID) == ["an old one", 3]


class TestALongChat:
    """More than the newest two hundred messages, which a page has from the start."""

    @pytest.fixture
    async def ids(self, fresh: StandIn, simulator: Simulator, phones: Phones) -> list[str]:
        send = simulator.network.phones.send
        keys = [send(Number(PEER), f"{OWN}@c.us", f"text {n}", None) for n in range(230)]
        await phones.act(OWN, "scan", qr=await fresh.qr())
        await fresh.stream("MAIN")
        return [f"false_{PEER_CHAT}_{key}" for key in keys]

    async def test_pages_back_from_a_message_that_is_not_loaded(self, fresh: StandIn, ids: list[str]) -> None:
        before = {"count": 2, "direction": "before", "id": ids[5]}
        assert await fresh.call(BODIES, PEER_CHAT, before) == ["text 3", "text 4"]

    async def test_has_its_old_messages_by_id(self, fresh: StandIn, ids: list[str]) -> None:
        assert await fresh.call(BODY_AND_ACK, ids[5]) == ["text 5", 2]
        missing = await fresh.code_of_error(BODY_AND_ACK, OWN_ID)
        assert missing[0] == "msg_not_found"

    async def test_does_not_load_everything_to_find_that_a_message_is_not_there(
        self, fresh: StandIn, ids: list[str]
    ) -> None:
        await fresh.code_of_error(BODY_AND_ACK, OWN_ID)
        assert await fresh.call("() => WPP.whatsapp.MsgStore.length") == 200

    async def test_is_not_kept_in_memory_for_ever(
        self, fresh: StandIn, ids: list[str], simulator: Simulator
    ) -> None:
        for n in range(230, 1330):
            simulator.network.phones.send(Number(PEER), f"{OWN}@c.us", f"text {n}", None)
        await fresh.event("chat.new_message", lambda args: args[0]["body"] == "text 1329")
        assert await fresh.call("() => WPP.whatsapp.MsgStore.length") == 1000
        assert await fresh.call("([chat]) => WPP.chat.get(chat).msgs.length", PEER_CHAT) == 1000
        assert await fresh.call(BODY_AND_ACK, ids[5]) == ["text 5", 2]
