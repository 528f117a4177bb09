"""How an own text goes out through wa-js: its id, its receipts, and what happens when it cannot."""

import asyncio
from pathlib import Path

import pytest

from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT = f"{PEER}@c.us"
STRANGER = "6281199999999"
KEY = "3EB0A1B2C3D4E5F60718"
ID = f"true_{PEER_CHAT}_{KEY}"
STORED = "([id]) => WPP.chat.getMessageById(id).then((m) => [m.body, m.ack, m.type])"


async def test_a_text_goes_out_under_the_chosen_id(linked: StandIn, phones: Phones) -> None:
    before = len(linked.events)
    sent = await linked.send_text(PEER_CHAT, "Hello Budi", KEY)
    assert sent["id"] == ID
    assert (sent["ack"], sent["sendMsgResult"]["messageSendResult"]) == (1, "OK")
    assert (sent["from"], sent["to"]) == (f"{OWN}@c.us", PEER_CHAT)
    own = await linked.event("chat.new_message", since=before)
    assert own.args[0]["id"] == ID
    [got] = await phones.messages(PEER, OWN)
    assert (got["id"], got["body"], got["fromMe"]) == (KEY, "Hello Budi", False)
    assert [entry["outcome"] for entry in await phones.log()] == ["stored"]


async def test_receipts_rise_from_sent_over_delivered_to_read(linked: StandIn, phones: Phones) -> None:
    await phones.act(PEER, "receive", mode="manual")
    before = len(linked.events)
    await linked.send_text(PEER_CHAT, "Hello", KEY)
    await linked.ack(1, since=before)
    for action, ack in (("deliver", 2), ("read", 3)):
        await phones.act(PEER, action, chat=OWN)
        change = await linked.ack(ack, since=before)
        assert change["chat"] == PEER_CHAT
        assert [str(key["id"]) for key in change["ids"]] == [KEY]
        assert await linked.call(STORED, ID) == ["Hello", ack, "chat"]


async def test_a_reply_and_its_mentions_reach_the_peer(linked: StandIn, phones: Phones) -> None:
    asked = (await phones.act(PEER, "send", to=OWN, text="Are you there?"))["id"]
    await linked.event("chat.new_message")
    quoted = f"false_{PEER_CHAT}_{asked}"
    await linked.send_text(PEER_CHAT, f"Yes @{PEER}", KEY, quotedMsg=quoted, mentionedList=[PEER_CHAT])
    reply = (await phones.messages(PEER, OWN))[-1]
    assert reply["quoted"] == {"id": f"true_{OWN}@c.us_{asked}"}
    assert reply["mentioned"] == [PEER_CHAT]
    in_store = "([id]) => WPP.chat.getQuotedMsg(id).then((m) => [String(m.id), m.body])"
    assert await linked.call(in_store, ID) == [quoted, "Are you there?"]


async def test_the_same_id_twice_is_one_message(linked: StandIn, phones: Phones) -> None:
    first = await linked.send_text(PEER_CHAT, "once", KEY)
    second = await linked.send_text(PEER_CHAT, "once", KEY)
    assert (second["id"], second["ack"]) == (first["id"], max(first["ack"], second["ack"]))
    assert [message["body"] for message in await phones.messages(PEER, OWN)] == ["once"]
    assert [entry["outcome"] for entry in await phones.log()] == ["stored", "duplicate"]


async def test_a_number_that_is_not_in_the_network_is_told_apart(linked: StandIn) -> None:
    query = "([id]) => WPP.contact.queryExists(id).then((found) => found && String(found.wid))"
    assert await linked.call(query, PEER_CHAT) == PEER_CHAT
    assert await linked.call(query, f"{STRANGER}@c.us") is None
    send = "([to, id]) => WPP.chat.sendTextMessage(to, 'hello', {messageId: id, linkPreview: false})"
    error = await linked.code_of_error(send, f"{STRANGER}@c.us", f"true_{STRANGER}@c.us_{KEY}")
    assert error == [None, f"Failed to find or create chat for {STRANGER}@c.us"]
    history = await linked.code_of_error("async ([id]) => WPP.chat.getMessages(id)", f"{STRANGER}@c.us")
    assert history[0] == "chat_not_found"


async def test_an_id_of_another_chat_or_sender_is_refused(linked: StandIn) -> None:
    send = "([to, id]) => WPP.chat.sendTextMessage(to, 'hello', {messageId: id, linkPreview: false})"
    foreign = await linked.code_of_error(send, PEER_CHAT, f"true_{OWN}@c.us_{KEY}")
    assert foreign[0] == "message_key_remote_id_is_not_same_of_chat"
    theirs = await linked.code_of_error(send, PEER_CHAT, f"false_{PEER_CHAT}_{KEY}")
    assert theirs[0] == "message_key_is_not_from_me"


async def test_a_refusal_by_the_network_is_in_the_result(linked: StandIn, phones: Phones) -> None:
    await phones.switch(number=OWN, fail="blocked")
    sent = await linked.send_text(PEER_CHAT, "Hello", KEY)
    assert (sent["ack"], sent["sendMsgResult"]["messageSendResult"]) == (-1, "ERROR_UNKNOWN")
    assert await linked.call(STORED, ID) == ["Hello", -1, "chat"]
    assert await phones.messages(PEER, OWN) == []


async def test_a_silent_network_leaves_the_send_waiting(linked: StandIn, phones: Phones) -> None:
    await phones.switch(number=OWN, silent=True)
    sending = asyncio.create_task(linked.send_text(PEER_CHAT, "Hello", KEY))
    await linked.event("chat.new_message")
    await linked.call("() => new Promise((resolve) => setTimeout(resolve, 500))")
    assert not sending.done()
    assert await linked.call(STORED, ID) == ["Hello", 0, "chat"]
    sending.cancel()


async def test_without_waiting_for_the_ack_it_resolves_at_once(linked: StandIn, phones: Phones) -> None:
    await phones.switch(number=OWN, delayMs=1000)
    sent = await linked.send_text(PEER_CHAT, "Hello", KEY, waitForAck=False)
    assert (sent["ack"], sent["sendMsgResult"]) == (0, None)
    await linked.ack(1)


async def test_a_send_while_the_line_is_down_arrives_once(linked: StandIn, phones: Phones) -> None:
    await linked.send_text(PEER_CHAT, "first", "3EB000000000000000FF")
    before = len(linked.events)
    await phones.switch(dropForMs=800)
    await linked.stream("OFFLINE", since=before)
    sent = await linked.send_text(PEER_CHAT, "Hello", KEY)
    assert sent["ack"] == 1
    assert [message["body"] for message in await phones.messages(PEER, OWN)] == ["first", "Hello"]


async def test_sent_messages_and_their_receipts_survive_a_killed_browser(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    await linked.send_text(PEER_CHAT, "Hello", KEY)
    await phones.act(PEER, "read", chat=OWN)
    await linked.ack(3)
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(STORED, ID) == ["Hello", 3, "chat"]
        missing = await again.code_of_error(STORED, f"true_{PEER_CHAT}_3EB0FFFFFFFFFFFFFFFF")
        assert missing[0] == "msg_not_found"
