"""What comes in, as wa-js sees it: messages, revocations, chats, history, and reading them."""

from pathlib import Path

import pytest

from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.server import Simulator
from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT = f"{PEER}@c.us"
BODIES = "([chat, options]) => WPP.chat.getMessages(chat, options).then((list) => list.map((m) => m.body))"


async def test_a_peers_text_is_a_new_message_in_an_unread_chat(linked: StandIn, phones: Phones) -> None:
    key = (await phones.act(PEER, "send", to=OWN, text="Hello Anna"))["id"]
    message = (await linked.event("chat.new_message")).args[0]
    assert message["id"] == f"false_{PEER_CHAT}_{key}"
    assert (message["body"], message["type"], message["isNewMsg"]) == ("Hello Anna", "chat", True)
    listed = "() => WPP.chat.list().then((chats) => chats.map((chat) => [String(chat.id), chat.unreadCount]))"
    assert await linked.call(listed) == [[PEER_CHAT, 1]]
    sender = (
        "([id]) => WPP.chat.getMessageById(id).then((m) => [m.notifyName, String(m.from), m.senderObj.isMe])"
    )
    assert await linked.call(sender, message["id"]) == ["Budi", PEER_CHAT, False]


async def test_a_quote_and_the_time_come_with_it(linked: StandIn, phones: Phones) -> None:
    await linked.send_text(PEER_CHAT, "A question", "3EB0A1B2C3D4E5F60718")
    quoted = f"false_{OWN}@c.us_3EB0A1B2C3D4E5F60718"
    key = (await phones.act(PEER, "send", to=OWN, text="An answer", quoted=quoted))["id"]
    answer = f"false_{PEER_CHAT}_{key}"
    await linked.event("chat.new_message", lambda args: args[0]["id"] == answer)
    asked = "([id]) => WPP.chat.getQuotedMsg(id).then((m) => [String(m.id), m.body])"
    assert await linked.call(asked, answer) == [f"true_{PEER_CHAT}_3EB0A1B2C3D4E5F60718", "A question"]
    [_, told] = await phones.messages(OWN, PEER)
    assert await linked.call("([id]) => WPP.chat.getMessageById(id).then((m) => m.t)", answer) == told["t"]


async def test_what_the_owner_types_on_the_phone_comes_too(linked: StandIn, phones: Phones) -> None:
    key = (await phones.act(OWN, "send", to=PEER, text="From my pocket"))["id"]
    message = (await linked.event("chat.new_message")).args[0]
    assert message["id"] == f"true_{PEER_CHAT}_{key}"
    assert message["body"] == "From my pocket"


async def test_marking_the_chat_as_read_tells_the_peer(linked: StandIn, phones: Phones) -> None:
    await phones.act(PEER, "send", to=OWN, text="Hello")
    await linked.event("chat.new_message")
    marked = await linked.call("([chat]) => WPP.chat.markIsRead(chat).then((r) => r.unreadCount)", PEER_CHAT)
    assert marked == 1
    assert await linked.call("([chat]) => WPP.chat.get(chat).unreadCount", PEER_CHAT) == 0
    await phones.act(PEER, "send", to=OWN, text="again")
    await linked.event("chat.new_message", lambda args: args[0]["body"] == "again")
    assert [message["ack"] for message in await phones.messages(PEER, OWN)] == [3, 2]


async def test_a_chat_marked_as_read_without_a_line_is_read_when_it_is_back(
    linked: StandIn, phones: Phones
) -> None:
    await phones.act(PEER, "send", to=OWN, text="Hello")
    await linked.event("chat.new_message")
    before = len(linked.events)
    await phones.switch(dropForMs=800)
    await linked.stream("OFFLINE", since=before)
    await linked.call("([chat]) => WPP.chat.markIsRead(chat).then((r) => r.unreadCount)", PEER_CHAT)
    await linked.stream("MAIN", since=before)
    assert await linked.call("([chat]) => WPP.chat.get(chat).unreadCount", PEER_CHAT) == 0
    await linked.send_text(PEER_CHAT, "Seen it.", "3EB0A1B2C3D4E5F60718")
    assert [message["ack"] for message in await phones.messages(PEER, OWN)] == [3, 2]


async def test_a_revocation_names_the_deleted_message(linked: StandIn, phones: Phones) -> None:
    key = (await phones.act(PEER, "send", to=OWN, text="a slip"))["id"]
    await linked.event("chat.new_message")
    await phones.act(PEER, "revoke", chat=OWN, id=key)
    revoked = (await linked.event("chat.msg_revoke")).args[0]
    assert (revoked["refId"]["id"], revoked["refId"]["fromMe"]) == (key, False)
    assert (revoked["type"], revoked["author"]) == ("sender_revoke", PEER_CHAT)
    stored = "([id]) => WPP.chat.getMessageById(id).then((m) => [m.type, m.body ?? null])"
    assert await linked.call(stored, f"false_{PEER_CHAT}_{key}") == ["revoked", None]


async def test_history_goes_back_page_by_page(linked: StandIn, phones: Phones) -> None:
    keys = [(await phones.act(PEER, "send", to=OWN, text=f"text {n}"))["id"] for n in range(8)]
    await linked.event("chat.new_message", lambda args: args[0]["body"] == "text 7")
    ids = [f"false_{PEER_CHAT}_{key}" for key in keys]
    assert await linked.call(BODIES, PEER_CHAT, {"count": 3}) == ["text 5", "text 6", "text 7"]
    assert await linked.call(BODIES, PEER_CHAT, {"count": -1}) == [f"text {n}" for n in range(8)]
    before = {"count": 3, "direction": "before", "id": ids[5]}
    assert await linked.call(BODIES, PEER_CHAT, before) == ["text 2", "text 3", "text 4"]
    after = {"count": 2, "direction": "after", "id": ids[1]}
    assert await linked.call(BODIES, PEER_CHAT, after) == ["text 2", "text 3"]
    first = {"count": 3, "direction": "before", "id": ids[0]}
    assert await linked.call(BODIES, PEER_CHAT, first) == []


async def test_history_older_than_the_first_sync_is_fetched_on_demand(
    fresh: StandIn, phones: Phones, simulator: Simulator
) -> None:
    for n in range(230):
        simulator.network.phones.send(Number(PEER), f"{OWN}@c.us", f"text {n}", None)
    await phones.act(OWN, "scan", qr=await fresh.qr())
    await fresh.stream("MAIN")
    everything = await fresh.call(BODIES, PEER_CHAT, {"count": -1})
    assert everything == [f"text {n}" for n in range(230)]


async def test_messages_missed_while_away_are_in_the_store_after_the_restart(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    await linked.send_text(PEER_CHAT, "see you", "3EB0A1B2C3D4E5F60718")
    await linked.kill()
    await phones.act(PEER, "send", to=OWN, text="while you were away")
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(BODIES, PEER_CHAT, {"count": -1}) == ["see you", "while you were away"]
        assert await again.call("([chat]) => WPP.chat.get(chat).unreadCount", PEER_CHAT) == 1


async def test_messages_missed_in_a_dropped_line_come_as_new(linked: StandIn, phones: Phones) -> None:
    before = len(linked.events)
    await phones.switch(dropForMs=800)
    await linked.stream("OFFLINE", since=before)
    await phones.act(PEER, "send", to=OWN, text="in the gap")
    message = (await linked.event("chat.new_message", since=before)).args[0]
    assert (message["body"], message["isNewMsg"]) == ("in the gap", True)


async def test_receipts_and_revocations_missed_in_a_dropped_line_come_after_it(
    linked: StandIn, phones: Phones
) -> None:
    await phones.act(PEER, "receive", mode="manual")
    key = (await phones.act(PEER, "send", to=OWN, text="a slip"))["id"]
    await linked.send_text(PEER_CHAT, "Hello", "3EB0A1B2C3D4E5F60718")
    before = len(linked.events)
    await phones.switch(dropForMs=800)
    await linked.stream("OFFLINE", since=before)
    await phones.act(PEER, "read", chat=OWN)
    await phones.act(PEER, "revoke", chat=OWN, id=key)
    await linked.ack(3, since=before)
    revoked = await linked.event("chat.msg_revoke", since=before)
    assert revoked.args[0]["refId"]["id"] == key


async def test_only_messages_with_files_are_found(linked: StandIn, phones: Phones) -> None:
    sent = {}
    for n, kind in enumerate(["image", "document", "sticker"]):
        sent[kind] = (await phones.act(PEER, "send-media", to=OWN, kind=kind))["id"]
        await phones.act(PEER, "send", to=OWN, text=f"text {n}")
    await linked.event("chat.new_message", lambda args: args[0].get("body") == "text 2")
    found = """([chat, options]) => WPP.chat.getMessages(chat, options).then((all) =>
      all.filter(({mediaData}) => mediaData).map(({id}) => id.id))"""
    media = await linked.call(found, PEER_CHAT, {"media": "all", "count": 10})
    assert media == [sent["image"], sent["sticker"]]
    assert await linked.call(found, PEER_CHAT, {"media": "document", "count": 10}) == [sent["document"]]
