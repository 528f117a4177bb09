"""Groups through wa-js: made, changed, joined and left, and what is written in them."""

from pathlib import Path
from typing import Final

import pytest

from tests.support.stand_in_browser import OWN, PEER, FromPage, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

PEER_CHAT: Final = f"{PEER}@c.us"
OWN_CHAT: Final = f"{OWN}@c.us"
THIRD: Final = "6281100000003"
THIRD_CHAT: Final = f"{THIRD}@c.us"
KEY: Final = "3EB0A1B2C3D4E5F60718"
MAKE: Final = """([subject, people]) => WPP.group.create(subject, people).then(({gid, participants}) =>
  [String(gid), Object.fromEntries(Object.entries(participants).map(([id, {code}]) => [id, code]))])"""
MEMBERS: Final = """([gid]) => WPP.group.getParticipants(gid).then((all) =>
  all.map(({id, isAdmin, isSuperAdmin}) => [String(id), isAdmin, isSuperAdmin]).sort())"""
GROUPS: Final = "() => WPP.group.getAllGroups().then((all) => all.map(({id, name}) => [String(id), name]))"


async def make(page: StandIn, *people: str, subject: str = "Friends") -> str:
    """A group of our own with these people: its id."""
    gid, _ = await page.call(MAKE, subject, list(people))
    return str(gid)


async def make_on_phone(page: StandIn, phones: Phones, subject: str = "Friends") -> str:
    """A group that the peer has made with us: its id."""
    before = len(page.events)
    made = await phones.act(PEER, "group-make", subject=subject, participants=[OWN])
    # First that it was made, which says its name; then who was added, which says nothing more.
    await page.event(
        "chat.new_message", lambda args: args[0]["type"] == "gp2" and not args[0].get("body"), since=before
    )
    return str(made["id"])


async def notices(page: StandIn, gid: str) -> FromPage:
    """What happened to the group, as its messages say."""
    script = """([gid]) => WPP.chat.getMessages(gid, {count: -1}).then((all) =>
      all.filter(({type}) => type === 'gp2').map(({subtype}) => subtype))"""
    return await page.call(script, gid)


async def test_a_group_is_made_with_a_result_for_each(linked: StandIn, phones: Phones) -> None:
    await phones.save(THIRD, "Cici")
    await phones.switch(number=THIRD, keepsOutOfGroups=True)
    gid, codes = await linked.call(MAKE, "Friends", [PEER_CHAT, THIRD_CHAT])
    assert codes == {PEER_CHAT: 200, THIRD_CHAT: 403}
    [group] = await phones.look(PEER, "groups")
    assert (group["id"], group["subject"], group["owner"]) == (gid, "Friends", OWN_CHAT)
    assert await linked.call(MEMBERS, gid) == [[OWN_CHAT, True, True], [PEER_CHAT, False, False]]
    assert await linked.call(GROUPS) == [[gid, "Friends"]]
    assert await notices(linked, gid) == ["create", "add"]


async def test_a_group_with_somebody_who_does_not_exist_is_not_made(linked: StandIn, phones: Phones) -> None:
    error = await linked.code_of_error(MAKE, "Friends", ["6281199999999@c.us"])
    assert error[0] == "participant_not_exists"
    assert await phones.look(OWN, "groups") == []


async def test_members_come_rise_fall_and_go(linked: StandIn, phones: Phones) -> None:
    await phones.save(THIRD, "Cici")
    gid = await make(linked, PEER_CHAT)
    add = """([gid, who]) => WPP.group.addParticipants(gid, who).then((done) =>
      Object.values(done).map(({wid, code}) => [wid, code]))"""
    assert await linked.call(add, gid, [THIRD_CHAT]) == [[THIRD_CHAT, 200]]
    assert await linked.call(add, gid, [PEER_CHAT]) == [[PEER_CHAT, 409]]
    await linked.call("([gid, who]) => WPP.group.promoteParticipants(gid, who)", gid, [THIRD_CHAT])
    assert [THIRD_CHAT, True, False] in await linked.call(MEMBERS, gid)
    await linked.call("([gid, who]) => WPP.group.demoteParticipants(gid, who)", gid, [THIRD_CHAT])
    assert [THIRD_CHAT, False, False] in await linked.call(MEMBERS, gid)
    await linked.call("([gid, who]) => WPP.group.removeParticipants(gid, who)", gid, [THIRD_CHAT])
    assert THIRD_CHAT not in [member[0] for member in await linked.call(MEMBERS, gid)]
    assert await phones.look(THIRD, "groups") == []
    told = [event.args[0] for event in linked.events if event.name == "group.participant_changed"]
    assert [(change["action"], change["participants"]) for change in told] == [
        ("add", [PEER_CHAT]),
        ("add", [THIRD_CHAT]),
        ("promote", [THIRD_CHAT]),
        ("demote", [THIRD_CHAT]),
        ("remove", [THIRD_CHAT]),
    ]
    assert {(change["groupId"], change["author"]) for change in told} == {(gid, OWN_CHAT)}


async def test_nobody_is_removed_who_is_not_there(linked: StandIn) -> None:
    gid = await make(linked, PEER_CHAT)
    remove = "([gid, who]) => WPP.group.removeParticipants(gid, who)"
    assert (await linked.code_of_error(remove, gid, [THIRD_CHAT]))[0] == "not_valid_group_participants"


async def test_who_is_no_admin_cannot_change_the_members(linked: StandIn, phones: Phones) -> None:
    gid = await make_on_phone(linked, phones)
    add = "([gid, who]) => WPP.group.addParticipants(gid, who)"
    assert (await linked.code_of_error(add, gid, [PEER_CHAT]))[0] == "group_you_are_not_admin"
    subject = "([gid, text]) => WPP.group.setSubject(gid, text)"
    refused = await linked.code_of_error(subject, gid, "Mine")
    assert refused[0] == "you_are_not_allowed_set_group_subject"


async def test_subject_description_and_rules_are_set(linked: StandIn, phones: Phones) -> None:
    gid = await make(linked, PEER_CHAT)
    await linked.call("([gid, text]) => WPP.group.setSubject(gid, text)", gid, "Family")
    await linked.call("([gid, text]) => WPP.group.setDescription(gid, text)", gid, "Only us")
    await linked.call("([gid]) => WPP.group.setProperty(gid, 'announcement', true)", gid)
    await linked.call("([gid]) => WPP.group.setProperty(gid, 'restrict', false)", gid)
    [group] = await phones.look(PEER, "groups")
    assert (group["subject"], group["description"]) == ("Family", "Only us")
    assert (group["announce"], group["restrict"]) == (True, False)
    known = """([gid]) => WPP.chat.find(gid).then(({name, groupMetadata}) => {
      const {subject, desc, announce, restrict} = groupMetadata;
      return [name, subject, desc, announce, restrict];
    })"""
    assert await linked.call(known, gid) == ["Family", "Family", "Only us", True, False]
    assert await notices(linked, gid) == ["create", "add", "subject", "description", "announce", "restrict"]


async def test_what_the_phone_changes_is_known_and_told(linked: StandIn, phones: Phones) -> None:
    await phones.save(THIRD, "Cici")
    gid = await make_on_phone(linked, phones)
    before = len(linked.events)
    await phones.act(PEER, "group-members", group=gid, change="add", participants=[THIRD])
    await phones.act(PEER, "group-subject", group=gid, subject="Family")
    told = (await linked.event("group.participant_changed", since=before)).args[0]
    assert (told["action"], told["author"], told["participants"]) == ("add", PEER_CHAT, [THIRD_CHAT])
    subject = "([gid]) => WPP.chat.get(gid).name"
    await linked.settled(subject, gid, wanted="Family")
    notice = """([gid]) => WPP.chat.getMessages(gid).then((all) =>
      all.slice(-2).map(({type, subtype, body, recipients, author}) =>
        [type, subtype, body, recipients.map(String), String(author)]))"""
    assert await linked.call(notice, gid) == [
        ["gp2", "add", "", [THIRD_CHAT], PEER_CHAT],
        ["gp2", "subject", "Family", [], PEER_CHAT],
    ]
    [chat] = await linked.call("() => WPP.chat.list().then((all) => all.map((c) => c.unreadCount))")
    assert chat == 0


async def test_an_invitation_is_given_renewed_and_taken(linked: StandIn, phones: Phones) -> None:
    gid = await make(linked, PEER_CHAT)
    code = await linked.call("([gid]) => WPP.group.getInviteCode(gid)", gid)
    assert code == (await phones.act(OWN, "group-invite", group=gid))["code"]
    renewed = await linked.call("([gid]) => WPP.group.revokeInviteCode(gid)", gid)
    assert renewed != code
    info = """([code]) => WPP.group.getGroupInfoFromInviteCode(code).then(({id, subject, participants}) =>
      [id, subject, participants.length])"""
    assert (await linked.code_of_error(info, code))[0] == "invalid_invite_code"
    assert await linked.call(info, renewed) == [gid, "Friends", 2]


async def test_a_group_is_joined_by_its_code_and_left(linked: StandIn, phones: Phones) -> None:
    made = await phones.act(PEER, "group-make", subject="Strangers")
    gid = made["id"]
    code = (await phones.act(PEER, "group-invite", group=gid))["code"]
    join = "([code]) => WPP.group.join(`https://chat.whatsapp.com/${code}`)"
    joined = await linked.call(join, code)
    assert joined["id"] == gid
    told = (await linked.event("group.participant_changed")).args[0]
    assert (told["action"], told["participants"]) == ("join", [OWN_CHAT])
    assert await linked.call(GROUPS) == [[gid, "Strangers"]]
    assert await linked.call(join, code) == {"id": gid, "pendingApproval": False}
    before = len(linked.events)
    await linked.call("([gid]) => WPP.group.leave(gid)", gid)
    told = (await linked.event("group.participant_changed", since=before)).args[0]
    assert (told["action"], told["participants"]) == ("leave", [OWN_CHAT])
    assert await linked.call(GROUPS) == []
    assert await linked.call("([gid]) => WPP.group.iAmMember(gid)", gid) is False
    assert await phones.look(OWN, "groups") == []


async def test_a_group_that_we_are_not_in_has_no_chat(linked: StandIn, phones: Phones) -> None:
    gid = (await phones.act(PEER, "group-make", subject="Strangers"))["id"]
    error = await linked.code_of_error("([gid]) => WPP.chat.find(gid)", gid)
    assert error == [None, f"Failed to find or create chat for {gid}"]
    assert await linked.call("() => WPP.chat.list().then((all) => all.length)") == 0


async def test_a_text_in_a_group_and_its_receipts(linked: StandIn, phones: Phones) -> None:
    await phones.save(THIRD, "Cici")
    for number in (PEER, THIRD):
        await phones.act(number, "receive", mode="manual")
    gid = await make(linked, PEER_CHAT, THIRD_CHAT)
    lid = await linked.call("() => String(WPP.whatsapp.UserPrefs.getMaybeMeLidUser())")
    whole = f"true_{gid}_{KEY}_{lid}"
    send = """([to, id]) => WPP.chat.sendTextMessage(to, 'Hello all',
      {messageId: id, linkPreview: false, markIsRead: false})"""
    sent = await linked.call(send, gid, whole)
    assert (sent["id"], sent["ack"]) == (whole, 1)
    for number in (PEER, THIRD):
        got = (await phones.messages(number, gid))[-1]
        assert (got["id"], got["body"], got["author"]) == (KEY, "Hello all", OWN_CHAT)
    ack = "([id]) => WPP.chat.getMessageById(id).then(({ack}) => ack)"
    before = len(linked.events)
    await phones.act(PEER, "read", chat=gid)
    assert await linked.call(ack, whole) == 1
    await phones.act(THIRD, "read", chat=gid)
    change = await linked.ack(3, since=before)
    assert (change["chat"], change["ids"][0]["id"]) == (gid, KEY)
    assert await linked.call(ack, whole) == 3


async def test_a_members_text_is_answered_reacted_to_and_found_again(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    gid = await make_on_phone(linked, phones)
    key = (await phones.act(PEER, "send", to=gid, text="Who comes?"))["id"]
    theirs = f"false_{gid}_{key}_{PEER_CHAT}"
    await linked.event("chat.new_message", lambda args: args[0]["id"] == theirs)
    who = """([id]) => WPP.chat.getMessageById(id).then(({from, author, notifyName}) =>
      [String(from), String(author), notifyName])"""
    assert await linked.call(who, theirs) == [gid, PEER_CHAT, "Budi"]
    lid = await linked.call("() => String(WPP.whatsapp.UserPrefs.getMaybeMeLidUser())")
    own = f"true_{gid}_{KEY}_{lid}"
    send = """([to, id, quotedMsg, mentioned]) => WPP.chat.sendTextMessage(to, 'I do',
      {messageId: id, quotedMsg, mentionedList: [mentioned], linkPreview: false, markIsRead: false})"""
    await linked.call(send, gid, own, theirs, PEER_CHAT)
    answer = (await phones.messages(PEER, gid))[-1]
    assert answer["quoted"] == {"id": f"true_{gid}_{key}_{PEER_CHAT}"}
    assert answer["mentioned"] == [PEER_CHAT]
    await linked.call("([id]) => WPP.chat.sendReactionToMessage(id, '👍')", theirs)
    await phones.act(PEER, "react", chat=gid, id=KEY, emoji="🎉")
    reacted = """([id]) => WPP.chat.getReactions(id).then(({reactions}) =>
      reactions.map(({aggregateEmoji, senders}) => [aggregateEmoji, String(senders[0].sender)]))"""
    await linked.settled(reacted, own, wanted=[["🎉", PEER_CHAT]])
    assert await linked.call(reacted, theirs) == [["👍", OWN_CHAT]]
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        body = "([id]) => WPP.chat.getMessageById(id).then(({body}) => body)"
        assert await again.call(body, own) == "I do"
        assert await again.call(body, theirs) == "Who comes?"
        quoted = "([id]) => WPP.chat.getQuotedMsg(id).then(({id}) => String(id))"
        assert await again.call(quoted, own) == theirs
        assert await again.call(MEMBERS, gid) == [[OWN_CHAT, False, False], [PEER_CHAT, True, True]]


async def test_an_admin_deletes_the_message_of_a_member(linked: StandIn, phones: Phones) -> None:
    gid = await make(linked, PEER_CHAT)
    key = (await phones.act(PEER, "send", to=gid, text="something rude"))["id"]
    theirs = f"false_{gid}_{key}_{PEER_CHAT}"
    await linked.event("chat.new_message", lambda args: args[0]["id"] == theirs)
    done = await linked.call("([gid, id]) => WPP.chat.deleteMessage(gid, id, false, true)", gid, theirs)
    assert (done["isRevoked"], done["isSentByMe"]) == (True, False)
    assert (await phones.messages(PEER, gid))[-1]["type"] == "revoked"
    told = (await linked.event("chat.msg_revoke")).args[0]
    assert (told["type"], told["refId"]["id"]) == ("admin_revoke", key)


async def test_only_admins_write_where_only_they_may(linked: StandIn, phones: Phones) -> None:
    gid = await make_on_phone(linked, phones)
    await phones.act(PEER, "group-rule", group=gid, rule="announce", on=True)
    sent = await linked.call(
        "([to]) => WPP.chat.sendTextMessage(to, 'Hello', {linkPreview: false, markIsRead: false})", gid
    )
    assert (sent["ack"], sent["sendMsgResult"]["code"]) == (-1, "not_admin")


async def test_a_group_left_elsewhere_while_the_line_was_down_has_no_members(
    linked: StandIn, phones: Phones
) -> None:
    gid = await make_on_phone(linked, phones)
    before = len(linked.events)
    await phones.switch(dropForMs=600)
    await linked.stream("OFFLINE", since=before)
    await phones.act(PEER, "group-members", group=gid, change="remove", participants=[OWN])
    await linked.stream("MAIN", since=before)
    assert await linked.call("([gid]) => WPP.group.iAmMember(gid)", gid) is False
    told = (await linked.event("group.participant_changed", since=before)).args[0]
    assert (told["action"], told["participants"]) == ("remove", [OWN_CHAT])
    assert await linked.call("() => WPP.chat.list({onlyGroups: true}).then((all) => all.length)") == 1
