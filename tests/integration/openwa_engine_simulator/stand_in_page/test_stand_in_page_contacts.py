"""People as wa-js knows them: the address book, who exists, pictures, blocks, and those with a LID."""

import asyncio
from pathlib import Path
from typing import Final

import pytest

from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT: Final = f"{PEER}@c.us"
THIRD: Final = "6281100000003"
KEY: Final = "3EB0A1B2C3D4E5F60718"
LISTED: Final = """([options]) => WPP.contact.list(options).then((all) =>
  all.map(({id, name, pushname, isMyContact}) => [String(id), name ?? null, pushname, isMyContact]))"""
EXISTS: Final = (
    "([id]) => WPP.contact.queryExists(id).then((found) => found && [String(found.wid), found.biz])"
)
PICTURE: Final = "([id]) => WPP.contact.getProfilePictureUrl(id).then((url) => url ?? null)"
BLOCKED: Final = "() => WPP.blocklist.all().map(String)"


async def lid_of(phones: Phones, number: str) -> str:
    answer = await phones.request.get("/control/state")
    found = [phone["lid"] for phone in (await answer.json())["phones"] if phone["number"] == number]
    return str(found[0])


async def test_the_address_book_is_listed(linked: StandIn, phones: Phones) -> None:
    await phones.act(PEER, "send", to=OWN, text="Hello")
    await phones.save(THIRD, "Cici")
    await phones.act(OWN, "name", person=THIRD, name="Cici from work")
    mine = [[f"{THIRD}@c.us", "Cici from work", "Cici", True]]
    await linked.settled(LISTED, {"onlyMyContacts": True}, wanted=mine)
    everybody = await linked.call(LISTED, {})
    assert [PEER_CHAT, None, "Budi", False] in everybody
    got = "([id]) => WPP.contact.get(id).then(({name}) => name)"
    assert await linked.call(got, f"{THIRD}@c.us") == "Cici from work"
    await phones.act(OWN, "name", person=THIRD)
    await linked.settled(LISTED, {"onlyMyContacts": True}, wanted=[])


async def test_a_business_is_told_apart(linked: StandIn, phones: Phones) -> None:
    answer = await phones.request.post(
        "/control/phones", data={"number": THIRD, "pushName": "Cici", "business": True}
    )
    assert answer.ok
    assert await linked.call(EXISTS, f"{THIRD}@c.us") == [f"{THIRD}@c.us", True]
    assert await linked.call(EXISTS, PEER_CHAT) == [PEER_CHAT, False]
    assert await linked.call(EXISTS, "6281199999999@c.us") is None


async def test_a_picture_has_an_address_if_there_is_one(linked: StandIn, phones: Phones) -> None:
    assert await linked.call(PICTURE, PEER_CHAT) is None
    uploaded = await phones.request.post("/media", data=b"a face")
    media = (await uploaded.json())["id"]
    await phones.act(PEER, "picture", media=media)
    address = await linked.call(PICTURE, PEER_CHAT)
    answer = await phones.request.get(address)
    assert await answer.body() == b"a face"


async def test_somebody_is_blocked_and_let_in_again(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    block = "([id]) => WPP.blocklist.blockContact(id).then(({isBlocked}) => isBlocked)"
    unblock = "([id]) => WPP.blocklist.unblockContact(id).then(({isBlocked}) => isBlocked)"
    assert await linked.call(block, PEER_CHAT) is True
    assert await linked.call(BLOCKED) == [PEER_CHAT]
    await phones.act(PEER, "send", to=OWN, text="nobody reads this")
    assert await phones.messages(OWN, PEER) == []
    sent = await linked.send_text(PEER_CHAT, "Hello", KEY)
    assert sent["ack"] == -1
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(BLOCKED) == [PEER_CHAT]
        assert await again.call(unblock, PEER_CHAT) is False
        assert await again.call(BLOCKED) == []
        assert (await again.send_text(PEER_CHAT, "Hello", f"{KEY}01"))["ack"] >= 1


async def test_what_the_phone_blocks_is_told(linked: StandIn, phones: Phones) -> None:
    before = len(linked.events)
    await phones.act(OWN, "block", person=PEER)
    await linked.event("blocklist.sync", since=before)
    assert await linked.call(BLOCKED) == [PEER_CHAT]
    await phones.act(OWN, "block", person=PEER, blocked=False)
    await linked.settled(BLOCKED, wanted=[])


async def test_a_chat_by_lid_goes_both_ways(linked: StandIn, phones: Phones) -> None:
    await phones.act(PEER, "address", by="lid")
    lid = await lid_of(phones, PEER)
    key = (await phones.act(PEER, "send", to=OWN, text="Hello Anna"))["id"]
    theirs = f"false_{lid}_{key}"
    await linked.event("chat.new_message", lambda args: args[0]["id"] == theirs)
    entry = """([id]) => WPP.contact.getPnLidEntry(id).then(({lid, phoneNumber}) =>
      [lid?._serialized ?? null, phoneNumber?._serialized ?? null])"""
    assert await linked.call(entry, lid) == [lid, PEER_CHAT]
    assert await linked.call(entry, PEER_CHAT) == [lid, PEER_CHAT]
    found = "([id]) => WPP.chat.find(id).then(({id}) => String(id))"
    assert await linked.call(found, PEER_CHAT) == lid
    sent = await linked.send_text(lid, "Hello Budi", KEY, quotedMsg=theirs)
    assert (sent["id"], sent["ack"]) == (f"true_{lid}_{KEY}", 1)
    [_, answer] = await phones.messages(PEER, OWN)
    assert (answer["body"], answer["quoted"]) == ("Hello Budi", {"id": f"true_{OWN}@c.us_{key}"})
    await phones.act(PEER, "read", chat=OWN)
    await linked.ack(3)
    bodies = "([id]) => WPP.chat.getMessages(id).then((all) => all.map(({body}) => body))"
    assert await linked.call(bodies, lid) == ["Hello Anna", "Hello Budi"]


async def test_somebody_who_hides_the_number_has_only_a_lid(linked: StandIn, phones: Phones) -> None:
    await phones.act(PEER, "address", by="hidden")
    lid = await lid_of(phones, PEER)
    await phones.act(PEER, "send", to=OWN, text="Who am I?")
    await linked.event("chat.new_message")
    number = "([id]) => WPP.contact.getPnLidEntry(id).then(({phoneNumber}) => phoneNumber ?? null)"
    assert await linked.call(number, lid) is None
    assert await linked.call(EXISTS, lid) == [lid, False]


async def test_a_message_that_cannot_be_read_yet_is_told_again_when_it_can(
    linked: StandIn, phones: Phones
) -> None:
    await phones.switch(number=OWN, ciphertextMs=300)
    media = (await phones.act(PEER, "send-media", to=OWN, kind="document", caption="A page"))["id"]
    whole = f"false_{PEER_CHAT}_{media}"
    sealed = await linked.event("chat.new_message", lambda args: args[0]["id"] == whole)
    assert sealed.args[0]["type"] == "ciphertext"
    opened = await linked.event("chat.new_message", lambda args: args[0]["type"] == "document")
    assert (opened.args[0]["id"], opened.args[0]["isNewMsg"]) == (whole, True)
    told = [event for event in linked.events if event.name == "chat.new_message"]
    assert [event.args[0]["type"] for event in told] == ["ciphertext", "document"]
    size = "([id]) => WPP.chat.downloadMedia(id).then((blob) => blob.size > 0)"
    assert await linked.call(size, whole) is True


async def test_a_message_that_became_readable_while_the_line_was_down_is_told(
    linked: StandIn, phones: Phones
) -> None:
    await phones.switch(number=OWN, ciphertextMs=400)
    key = (await phones.act(PEER, "send", to=OWN, text="Hello"))["id"]
    await linked.event("chat.new_message", lambda args: args[0]["type"] == "ciphertext")
    before = len(linked.events)
    await phones.switch(dropForMs=800)
    await linked.stream("OFFLINE", since=before)
    async with asyncio.timeout(10):
        opened = await linked.event("chat.new_message", lambda args: args[0]["type"] == "chat")
    assert (opened.args[0]["id"], opened.args[0]["body"]) == (f"false_{PEER_CHAT}_{key}", "Hello")
