"""Chats as wa-js lists and changes them: read and unread, in the archive, somebody typing."""

from pathlib import Path
from typing import Final

import pytest

from tests.support.stand_in_browser import OWN, PEER, FromPage, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT: Final = f"{PEER}@c.us"
OWN_CHAT: Final = f"{OWN}@c.us"
LISTED: Final = """([options]) => WPP.chat.list(options).then((all) =>
  all.map(({id, unreadCount, archive}) => [String(id), unreadCount, archive]))"""


async def chat_of(phones: Phones, number: str = OWN) -> FromPage:
    """The one chat as the owner's phone shows it."""
    [chat] = await phones.look(number, "chats")
    return chat


async def receive(page: StandIn, phones: Phones, text: str = "Hello") -> None:
    before = len(page.events)
    await phones.act(PEER, "send", to=OWN, text=text)
    await page.event("chat.new_message", since=before)


async def test_a_chat_is_read(linked: StandIn, phones: Phones) -> None:
    await receive(linked, phones)
    assert await linked.call(LISTED, {"onlyWithUnreadMessage": True}) == [[PEER_CHAT, 1, False]]
    await linked.call("([chat]) => WPP.chat.markIsRead(chat)", PEER_CHAT)
    assert await linked.call(LISTED, {"onlyWithUnreadMessage": True}) == []
    await linked.settled(LISTED, {}, wanted=[[PEER_CHAT, 0, False]])
    assert (await chat_of(phones))["unread"] == 0
    [message] = await phones.messages(PEER, OWN)
    assert message["ack"] == 3


async def test_a_chat_is_marked_as_unread_and_stays_so(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    await receive(linked, phones)
    await linked.call("([chat]) => WPP.chat.markIsRead(chat)", PEER_CHAT)
    await linked.call("([chat]) => WPP.chat.markIsUnread(chat)", PEER_CHAT)
    assert (await chat_of(phones))["unread"] == -1
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(LISTED, {}) == [[PEER_CHAT, -1, False]]


async def test_what_the_phone_reads_is_read_on_the_page(linked: StandIn, phones: Phones) -> None:
    await receive(linked, phones)
    await phones.act(OWN, "read", chat=PEER)
    await linked.settled(LISTED, {}, wanted=[[PEER_CHAT, 0, False]])
    await phones.act(OWN, "mark-unread", chat=PEER)
    await linked.settled(LISTED, {}, wanted=[[PEER_CHAT, -1, False]])


async def test_a_chat_goes_into_the_archive_and_comes_back(linked: StandIn, phones: Phones) -> None:
    await receive(linked, phones)
    await linked.call("([chat]) => WPP.chat.archive(chat)", PEER_CHAT)
    assert await linked.call(LISTED, {}) == [[PEER_CHAT, 1, True]]
    archived = "([chat, wanted]) => WPP.chat.get(chat).archive"
    assert await linked.call(archived, PEER_CHAT) is True
    again = await linked.code_of_error("([chat]) => WPP.chat.archive(chat)", PEER_CHAT)
    assert again[0] == "archive_error"
    await linked.call("([chat]) => WPP.chat.getMessages(chat)", PEER_CHAT)
    assert (await chat_of(phones))["archived"] is True
    await linked.call("([chat]) => WPP.chat.unarchive(chat)", PEER_CHAT)
    await linked.settled(LISTED, {}, wanted=[[PEER_CHAT, 1, False]])


async def test_the_archive_is_the_same_on_the_phone_and_after_a_restart(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    await receive(linked, phones)
    await phones.act(OWN, "archive", chat=PEER)
    await linked.settled(LISTED, {}, wanted=[[PEER_CHAT, 1, True]])
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(LISTED, {}) == [[PEER_CHAT, 1, True]]
        await receive(again, phones, "one more")
        await again.settled(LISTED, {}, wanted=[[PEER_CHAT, 2, False]])
    assert (await chat_of(phones))["archived"] is False


@pytest.mark.parametrize(
    ("call", "state"),
    [("markIsComposing", "typing"), ("markIsRecording", "recording"), ("markIsPaused", "paused")],
)
async def test_the_peer_sees_what_we_do(linked: StandIn, phones: Phones, call: str, state: str) -> None:
    await receive(linked, phones)
    await linked.call("([chat, call]) => WPP.chat[call](chat)", PEER_CHAT, call)
    await linked.call("([chat]) => WPP.contact.getProfilePictureUrl(chat)", PEER_CHAT)  # a round trip
    seen = await phones.look(PEER, "presence", chat=OWN)
    assert (seen["number"], seen["state"]) == (OWN, state)


async def test_we_see_what_the_peer_does(linked: StandIn, phones: Phones) -> None:
    await receive(linked, phones)
    for state, told in (("typing", "composing"), ("recording", "recording"), ("paused", "available")):
        before = len(linked.events)
        await phones.act(PEER, "typing", chat=OWN, state=state)
        change = (await linked.event("chat.presence_change", since=before)).args[0]
        assert (change["id"], change["state"], change["isUser"]) == (PEER_CHAT, told, True)
