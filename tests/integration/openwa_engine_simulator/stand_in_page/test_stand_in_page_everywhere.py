"""What can be done in a chat of two can be done in a group, and with somebody who goes by a LID."""

from typing import Final

import pytest

from tests.support.stand_in_browser import OWN, PEER, FromPage, Phones, StandIn

pytestmark = pytest.mark.browser

PEER_CHAT: Final = f"{PEER}@c.us"
KEY: Final = "3EB0A1B2C3D4E5F60718"


async def group(page: StandIn, phones: Phones) -> tuple[str, str]:
    """The chat's id for us and for the peer."""
    made = await phones.act(PEER, "group-make", subject="Friends", participants=[OWN])
    await page.event("chat.new_message")
    return made["id"], made["id"]


async def lid_chat(page: StandIn, phones: Phones) -> tuple[str, str]:
    await phones.act(PEER, "address", by="lid")
    await phones.act(PEER, "send", to=OWN, text="Hello")
    await page.event("chat.new_message")
    return await page.call("([id]) => WPP.chat.find(id).then(({id}) => String(id))", PEER_CHAT), OWN


HOMES: Final = {"group": group, "lid": lid_chat}


@pytest.fixture(params=sorted(HOMES))
async def home(request: pytest.FixtureRequest, linked: StandIn, phones: Phones) -> tuple[str, str]:
    return await HOMES[request.param](linked, phones)


async def last(phones: Phones, chat: str) -> FromPage:
    return (await phones.messages(PEER, chat))[-1]


async def own_id(page: StandIn, chat: str) -> str:
    """The id that a message of ours has in the chat."""
    lid = await page.call("() => String(WPP.whatsapp.UserPrefs.getMaybeMeLidUser())")
    return f"true_{chat}_{KEY}_{lid}" if chat.endswith("@g.us") else f"true_{chat}_{KEY}"


async def send(page: StandIn, chat: str, whole: str) -> None:
    script = """([to, messageId]) => WPP.chat.sendTextMessage(to, 'Helo', {messageId, linkPreview: false})"""
    sent = await page.call(script, chat, whole)
    assert sent["ack"] >= 1


async def test_a_file_goes_out_and_comes_in(linked: StandIn, phones: Phones, home: tuple[str, str]) -> None:
    ours, theirs = home
    whole = await own_id(linked, ours)
    sent = await linked.call(
        """([to, messageId]) => WPP.chat.sendFileMessage(to, new File(['abc'], 'a.txt', {type: 'text/plain'}),
          {type: 'document', caption: 'letters', messageId})""",
        ours,
        whole,
    )
    assert (sent["id"], sent["sendMsgResult"]["messageSendResult"]) == (whole, "OK")
    got = await last(phones, theirs)
    assert (got["id"], got["type"], got["body"]) == (KEY, "document", "letters")
    key = (await phones.act(PEER, "send-media", to=theirs, kind="image"))["id"]
    news = await linked.event("chat.new_message", lambda args: f"_{key}" in args[0]["id"])
    size = "([id]) => WPP.chat.downloadMedia(id).then(({size}) => size)"
    got = await last(phones, theirs)
    assert await linked.call(size, news.args[0]["id"]) == got["enclosed"]["size"]


async def test_an_own_message_is_edited_starred_and_deleted(
    linked: StandIn, phones: Phones, home: tuple[str, str]
) -> None:
    ours, theirs = home
    whole = await own_id(linked, ours)
    await send(linked, ours, whole)
    await linked.call("([id]) => WPP.chat.editMessage(id, 'Hello')", whole)
    assert (await last(phones, theirs))["body"] == "Hello"
    await linked.call("([id]) => WPP.chat.starMessage(id, true)", whole)
    own_chat = ours if ours.endswith("@g.us") else PEER
    assert (await phones.messages(OWN, own_chat))[-1]["starred"] is True
    done = await linked.call("([chat, id]) => WPP.chat.deleteMessage(chat, id, false, true)", ours, whole)
    assert (done["isRevoked"], done["isSentByMe"]) == (True, True)
    assert (await last(phones, theirs))["type"] == "revoked"


async def test_a_message_of_theirs_is_reacted_to_answered_and_forwarded(
    linked: StandIn, phones: Phones, home: tuple[str, str]
) -> None:
    ours, theirs = home
    key = (await phones.act(PEER, "send", to=theirs, text="Who?"))["id"]
    news = await linked.event("chat.new_message", lambda args: f"_{key}" in args[0]["id"])
    whole = news.args[0]["id"]
    await linked.call("([id]) => WPP.chat.sendReactionToMessage(id, '👍')", whole)
    assert [reaction["emoji"] for reaction in (await last(phones, theirs))["reactions"]] == ["👍"]
    await linked.call(
        "([to, quotedMsg]) => WPP.chat.sendTextMessage(to, 'Me', {quotedMsg, linkPreview: false})",
        ours,
        whole,
    )
    answer = await last(phones, theirs)
    assert f"_{key}" in answer["quoted"]["id"]
    await linked.call("([to, id]) => WPP.chat.forwardMessages(to, [id])", ours, whole)
    copy = await last(phones, theirs)
    assert (copy["body"], copy["forwarded"], copy["quoted"]) == ("Who?", True, None)
    await linked.call("([chat, id]) => WPP.chat.deleteMessage(chat, id)", ours, whole)
    gone = "([id]) => WPP.chat.getMessageById(id).then(() => 'there', ({code}) => code)"
    assert await linked.call(gone, whole) == "msg_not_found"


async def test_the_others_see_us_write_and_have_what_they_wrote_read(
    linked: StandIn, phones: Phones, home: tuple[str, str]
) -> None:
    ours, theirs = home
    await phones.act(PEER, "send", to=theirs, text="Who?")
    await linked.event("chat.new_message", lambda args: args[0]["body"] == "Who?")
    await linked.call("([chat]) => WPP.chat.markIsComposing(chat)", ours)
    await linked.call("([chat]) => WPP.chat.markIsRead(chat)", ours)
    await linked.call("([chat]) => WPP.chat.markIsUnread(chat)", ours)  # a round trip: both are said
    assert (await phones.look(PEER, "presence", chat=theirs))["state"] == "typing"
    assert (await last(phones, theirs))["ack"] == 3
