"""What becomes of messages: edited, deleted, reacted to, starred, forwarded; by us and by others."""

from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT: Final = f"{PEER}@c.us"
THIRD: Final = "6281100000003"
KEY: Final = "3EB0A1B2C3D4E5F60718"
ID: Final = f"true_{PEER_CHAT}_{KEY}"
EDIT_KEY: Final = "3EB0FFFFFFFFFFFFFF01"
BODY: Final = (
    "([id]) => WPP.chat.getMessageById(id).then(({type, body, caption}) => [type, body ?? caption ?? null])"
)
EDIT: Final = "([id, text, options]) => WPP.chat.editMessage(id, text, options)"
REACT: Final = "([id, emoji]) => WPP.chat.sendReactionToMessage(id, emoji)"
REACTIONS: Final = """([id]) => WPP.chat.getReactions(id).then(({reactionByMe, reactions}) => [
  reactionByMe?.reactionText ?? null,
  reactions.map(({aggregateEmoji, senders}) => [aggregateEmoji, senders.map(({sender}) => String(sender))]),
])"""
HEARD_EDITS: Final = """() => {
  window.edits = [];
  WPP.on('chat.msg_edited', ({chat, id, msg: {body, caption}}) =>
    window.edits.push([String(chat), id, body ?? caption]));
}"""
DELETE: Final = "([chat, id, revoke]) => WPP.chat.deleteMessage(chat, id, false, revoke)"


async def receive(page: StandIn, phones: Phones, text: str) -> tuple[str, str]:
    """A text from the peer: its whole id, and its letters."""
    key = (await phones.act(PEER, "send", to=OWN, text=text))["id"]
    whole = f"false_{PEER_CHAT}_{key}"
    await page.event("chat.new_message", lambda args: args[0]["id"] == whole)
    return whole, key


async def last(phones: Phones, number: str = PEER, chat: str = OWN) -> dict[str, Any]:
    return (await phones.messages(number, chat))[-1]


async def test_an_own_text_is_edited_and_told_once(linked: StandIn, phones: Phones) -> None:
    await linked.send_text(PEER_CHAT, "Helo", KEY)
    await linked.call(HEARD_EDITS)
    done = await linked.call(EDIT, ID, "Hello", {"messageId": f"true_{PEER_CHAT}_{EDIT_KEY}"})
    assert done["id"] == ID
    message = await last(phones)
    assert (message["id"], message["body"]) == (KEY, "Hello")
    assert message["editedAt"] is not None
    assert await linked.call(BODY, ID) == ["chat", "Hello"]
    await linked.settled("() => window.edits", wanted=[[PEER_CHAT, ID, "Hello"]])


async def test_the_caption_of_an_own_file_is_edited(linked: StandIn, phones: Phones) -> None:
    await linked.call(
        """([chat, id]) => WPP.chat.sendFileMessage(chat, new File(['x'], 'x.txt', {type: 'text/plain'}),
          {type: 'document', caption: 'frist', markIsRead: false, messageId: id})""",
        PEER_CHAT,
        ID,
    )
    await linked.call(EDIT, ID, "first", {})
    assert (await last(phones))["body"] == "first"
    assert await linked.call(BODY, ID) == ["document", "first"]


async def test_a_message_of_somebody_else_cannot_be_edited(linked: StandIn, phones: Phones) -> None:
    theirs, _ = await receive(linked, phones, "Hello")
    assert (await linked.code_of_error(EDIT, theirs, "mine", {}))[0] == "edit_message_error"


async def test_a_refused_edit_is_told_and_changes_nothing(linked: StandIn, phones: Phones) -> None:
    await linked.send_text(PEER_CHAT, "Hello", KEY)
    await phones.act(OWN, "revoke", chat=PEER, id=KEY)
    await linked.event("chat.msg_revoke")
    assert (await linked.code_of_error(EDIT, ID, "again", {}))[0] == "edit_message_error"


async def test_a_peers_edit_is_told(linked: StandIn, phones: Phones) -> None:
    theirs, key = await receive(linked, phones, "Helo")
    await linked.call(HEARD_EDITS)
    await phones.act(PEER, "edit", chat=OWN, id=key, text="Hello")
    await linked.settled("() => window.edits", wanted=[[f"{OWN}@c.us", theirs, "Hello"]])
    assert await linked.call(BODY, theirs) == ["chat", "Hello"]


async def test_a_reaction_goes_out_and_is_taken_back(linked: StandIn, phones: Phones) -> None:
    theirs, _ = await receive(linked, phones, "Hello")
    assert await linked.call(REACT, theirs, "👍") == {"sendMsgResult": "OK"}
    [reaction] = (await last(phones))["reactions"]
    assert (reaction["from"], reaction["emoji"]) == (f"{OWN}@c.us", "👍")
    assert await linked.call(REACTIONS, theirs) == ["👍", [["👍", [f"{OWN}@c.us"]]]]
    await linked.call(REACT, theirs, "")
    assert (await last(phones))["reactions"] == []
    assert await linked.call(REACTIONS, theirs) == [None, []]


async def test_a_peers_reaction_is_told(linked: StandIn, phones: Phones) -> None:
    await linked.send_text(PEER_CHAT, "Hello", KEY)
    await linked.call(
        """() => {
          window.reactions = [];
          WPP.on('chat.new_reaction', ({msgId, sender, reactionText}) =>
            window.reactions.push([String(msgId), String(sender), reactionText]));
        }"""
    )
    for emoji in ("👍", "🎉", ""):
        await phones.act(PEER, "react", chat=OWN, id=KEY, emoji=emoji)
    told = [[ID, PEER_CHAT, emoji] for emoji in ("👍", "🎉", "")]
    await linked.settled("() => window.reactions", wanted=told)
    assert await linked.call(REACTIONS, ID) == [None, []]


async def test_an_own_message_is_deleted_for_everybody(linked: StandIn, phones: Phones) -> None:
    await linked.send_text(PEER_CHAT, "a slip", KEY)
    done = await linked.call(DELETE, PEER_CHAT, ID, True)
    assert (done["isRevoked"], done["sendMsgResult"]) == (True, "OK")
    assert (await last(phones))["type"] == "revoked"
    assert await linked.call(BODY, ID) == ["revoked", None]
    told = (await linked.event("chat.msg_revoke")).args[0]
    assert (told["type"], told["refId"]["id"]) == ("sender_revoke", KEY)


async def test_a_deleted_file_is_no_file_any_more(linked: StandIn, phones: Phones) -> None:
    key = (await phones.act(PEER, "send-media", to=OWN, kind="image"))["id"]
    theirs = f"false_{PEER_CHAT}_{key}"
    await linked.event("chat.new_message")
    await phones.act(PEER, "revoke", chat=OWN, id=key)
    await linked.event("chat.msg_revoke")
    left = "([id]) => WPP.chat.getMessageById(id).then((m) => [m.type, m.mimetype ?? m.mediaData ?? null])"
    await linked.settled(left, theirs, wanted=["revoked", None])


async def test_a_message_is_deleted_for_us_only(linked: StandIn, phones: Phones) -> None:
    await linked.send_text(PEER_CHAT, "first", f"{KEY}01")
    await linked.send_text(PEER_CHAT, "second", KEY)
    done = await linked.call(DELETE, PEER_CHAT, ID, False)
    assert (done["isDeleted"], done["isRevoked"]) == (True, False)
    assert [message["body"] for message in await phones.messages(OWN, PEER)] == ["first"]
    assert [message["body"] for message in await phones.messages(PEER, OWN)] == ["first", "second"]
    bodies = "([chat]) => WPP.chat.getMessages(chat, {count: 10}).then((all) => all.map(({body}) => body))"
    assert await linked.call(bodies, PEER_CHAT) == ["first"]
    assert (await linked.code_of_error(BODY, ID))[0] == "msg_not_found"


async def test_what_the_phone_deletes_for_itself_is_gone_from_the_page(
    linked: StandIn, phones: Phones
) -> None:
    theirs, key = await receive(linked, phones, "Hello")
    await phones.act(OWN, "hide", chat=PEER, id=key)
    gone = "([id]) => WPP.chat.getMessageById(id).then(() => 'there', ({code}) => code)"
    await linked.settled(gone, theirs, wanted="msg_not_found")


async def test_a_star_comes_and_goes_on_both_sides(linked: StandIn, phones: Phones) -> None:
    theirs, key = await receive(linked, phones, "Hello")
    star = "([id, on]) => WPP.chat.starMessage(id, on)"
    shown = "([id]) => WPP.chat.getMessageById(id).then(({star}) => star)"
    await linked.call(star, theirs, True)
    assert (await last(phones, OWN, PEER))["starred"] is True
    assert (await last(phones))["starred"] is False
    assert await linked.call(shown, theirs) is True
    await phones.act(OWN, "star", chat=PEER, id=key, starred=False)
    await linked.settled(shown, theirs, wanted=False)
    await linked.call(star, theirs, True)
    await linked.call(star, theirs, False)
    assert (await last(phones, OWN, PEER))["starred"] is False


async def test_messages_are_forwarded_with_what_they_carry(linked: StandIn, phones: Phones) -> None:
    await phones.save(THIRD, "Cici")
    text, _ = await receive(linked, phones, "Hello")
    key = (await phones.act(PEER, "send-media", to=OWN, kind="image", caption="A picture"))["id"]
    picture = f"false_{PEER_CHAT}_{key}"
    await linked.event("chat.new_message", lambda args: args[0]["id"] == picture)
    forward = "([to, ids, o]) => WPP.chat.forwardMessages(to, ids, o)"
    await linked.call(forward, f"{THIRD}@c.us", [text, picture], {"displayCaptionText": True})
    sent = await phones.messages(THIRD, OWN)
    assert [(m["type"], m["body"], m["forwarded"]) for m in sent] == [
        ("chat", "Hello", True),
        ("image", "A picture", True),
    ]
    assert sent[1]["enclosed"]["id"] == (await last(phones))["enclosed"]["id"]


async def test_a_message_is_forwarded_under_an_id_of_our_own(linked: StandIn, phones: Phones) -> None:
    await phones.save(THIRD, "Cici")
    key = (await phones.act(PEER, "send-media", to=OWN, kind="document", caption="A page"))["id"]
    document = f"false_{PEER_CHAT}_{key}"
    await linked.event("chat.new_message")
    sent = await linked.call(
        """async ([to, id, messageId]) => {
          const message = await WPP.chat.getMessageById(id);
          const {type, caption, mimetype, size, filehash, mediaKey, filename} = message;
          const content = {type, caption, mimetype, size, filehash, mediaKey, filename, isForwarded: true};
          return WPP.chat.sendRawMessage(to, content, {messageId, markIsRead: false});
        }""",
        f"{THIRD}@c.us",
        document,
        f"true_{THIRD}@c.us_{KEY}",
    )
    assert (sent["id"], sent["ack"]) == (f"true_{THIRD}@c.us_{KEY}", 1)
    message = await last(phones, THIRD)
    assert (message["id"], message["type"], message["forwarded"]) == (KEY, "document", True)
    assert message["enclosed"] == (await last(phones))["enclosed"]


async def test_what_happened_while_the_line_was_down_is_told(linked: StandIn, phones: Phones) -> None:
    theirs, key = await receive(linked, phones, "Helo")
    await linked.call(HEARD_EDITS)
    before = len(linked.events)
    await phones.switch(dropForMs=600)
    await linked.stream("OFFLINE", since=before)
    await phones.act(PEER, "edit", chat=OWN, id=key, text="Hello")
    await phones.act(PEER, "react", chat=OWN, id=key, emoji="🎉")
    await linked.stream("MAIN", since=before)
    await linked.settled("() => window.edits", wanted=[[f"{OWN}@c.us", theirs, "Hello"]])
    await linked.settled(REACTIONS, theirs, wanted=[None, [["🎉", [PEER_CHAT]]]])
    assert linked.names(since=before).count("chat.new_reaction") == 1


async def test_what_happened_while_the_browser_was_dead_is_told(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    theirs, key = await receive(linked, phones, "Helo")
    await linked.kill()
    await phones.act(PEER, "edit", chat=OWN, id=key, text="Hello")
    await phones.act(PEER, "react", chat=OWN, id=key, emoji="🎉")
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        assert await again.call(BODY, theirs) == ["chat", "Hello"]
        assert await again.call(REACTIONS, theirs) == [None, [["🎉", [PEER_CHAT]]]]
        edited = """([id]) => WPP.chat.getMessageById(id).then((m) =>
          [m.isNewMsg, m.latestEditSenderTimestampMs > 0])"""
        assert await again.call(edited, theirs) == [True, True]
