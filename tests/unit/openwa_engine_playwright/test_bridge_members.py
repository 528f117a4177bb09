"""A result for each member of a group, whatever WhatsApp says of it."""

from __future__ import annotations

import json

import pytest

from tests.support.bridge_page import FromPage, in_page

PAGE = """
const slow = setTimeout;
globalThis.setTimeout = (work, ms, ...given) => slow(work, ms / 100, ...given);
const clock = Date.now;
Date.now = () => clock() * 100;
const wid = (text) => ({
  _serialized: text,
  isGroup: () => text.endsWith('@g.us'),
  isLid: () => text.endsWith('@lid'),
  toString: () => text,
});
const members = new Map();
const put = (id, more) => members.set(id, { id: wid(id), isAdmin: false, ...more });
put('628111@c.us', { isAdmin: true, isSuperAdmin: true });
put('628222@c.us');
put('628333@c.us', { isAdmin: true });
const participants = {
  canDemote: (one) => one.isAdmin && !one.isSuperAdmin,
  canRemove: (one) => !one.isSuperAdmin,
  get: (id) => members.get(String(id)),
  getModelsArray: () => [...members.values()],
  iAmAdmin: () => true,
  iAmMember: () => true,
};
const metadata = { participants, stale: false, subject: 'Friends' };
const group = { id: wid('120363000000@g.us'), groupMetadata: metadata };
const calls = [];
const each = (name, work) => async (chat, ids) => {
  calls.push([name, ids]);
  return work(ids.map(String));
};
window.WPP = {
  isInjected: true,
  on: () => {},
  conn: {
    getAuthCode: async () => null,
    getMyUserLid: () => null,
    getStreamData: () => ({ mode: 'MAIN' }),
    isAuthenticated: () => true,
  },
  chat: { get: (id) => (String(id) === '120363000000@g.us' ? group : undefined) },
  contact: {
    getPnLidEntry: async (id) => (id === '77777@lid' ? { phoneNumber: wid('628222@c.us') } : {}),
    queryWidExists: async (id) => (id.startsWith('999') ? null : { wid: wid(id) }),
  },
  group: {
    addParticipants: each('add', (ids) => {
      const answers = ids.map((id) => [id, { code: id === '628555@c.us' ? 403 : 200 }]);
      return Object.fromEntries(answers);
    }),
    create: async (subject, ids) => {
      calls.push(['create', ids]);
      ids.forEach((id) => put(id));
      return { gid: group.id, participants: {} };
    },
    removeParticipants: each('remove', (ids) => ids.forEach((id) => members.delete(id))),
    promoteParticipants: each('promote', (ids) => ids.forEach((id) => put(id, { isAdmin: true }))),
    demoteParticipants: each('demote', (ids) => ids.forEach((id) => put(id))),
  },
  whatsapp: {
    MsgStore: { on: () => {} },
    WidFactory: { createWid: wid },
    functions: { queryWidExists: async () => null },
    lidPnCache: {
      getCurrentLid: () => undefined,
      getPhoneNumber: (id) => (String(id) === '77777@lid' ? wid('628222@c.us') : undefined),
    },
  },
};
Object.assign(globalThis, { calls, metadata, participants });
"""


async def _change(change: str, *ids: str, before: str = "") -> FromPage:
    order = json.dumps({"group": "120363000000@g.us", "change": change, "ids": ids})
    answer, calls = await in_page(
        PAGE, f"{before} const answer = await call('changeMembers', {order}); return [answer, calls];"
    )
    if not answer["ok"]:
        return answer["code"], calls
    return [(result["id"], result["code"]) for result in answer["value"]["results"]], calls


async def test_who_is_added_gets_the_code_that_whatsapp_gives() -> None:
    codes, calls = await _change("add", "628222@c.us", "628444@c.us", "99900@c.us", "628555@c.us")
    assert codes == [
        ("628222@c.us", 409),
        ("628444@c.us", 200),
        ("99900@c.us", 404),
        ("628555@c.us", 403),
    ]
    assert calls == [["add", ["628444@c.us", "628555@c.us"]]]


@pytest.mark.parametrize(
    ("change", "codes", "asked"),
    [
        ("remove", [200, 403, 404, 200], ["628222@c.us", "628333@c.us"]),
        ("promote", [200, 200, 404, 200], ["628222@c.us"]),
        ("demote", [200, 403, 404, 200], ["628333@c.us"]),
    ],
)
async def test_members_tell_what_whatsapp_does_not(change: str, codes: list[int], asked: list[str]) -> None:
    ids = ("628222@c.us", "628111@c.us", "628444@c.us", "628333@c.us")
    results, calls = await _change(change, *ids)
    assert results == list(zip(ids, codes, strict=True))
    assert calls == [[change, asked]]


async def test_nothing_is_asked_when_nothing_is_to_be_done() -> None:
    assert await _change("remove", "628444@c.us") == ([("628444@c.us", 404)], [])


async def test_one_who_is_refused_does_not_stop_the_others() -> None:
    strict = """
        const { removeParticipants } = WPP.group;
        WPP.group.removeParticipants = (chat, ids) => {
          if (ids.includes('628333@c.us')) throw Object.assign(new Error('no'), { code: 'refused' });
          return removeParticipants(chat, ids);
        };
    """
    codes, calls = await _change("remove", "628333@c.us", "628222@c.us", before=strict)
    assert codes == [("628333@c.us", 500), ("628222@c.us", 200)]
    assert calls == [["remove", ["628222@c.us"]]]


async def test_change_that_does_not_show_is_no_success() -> None:
    lazy = "WPP.group.promoteParticipants = async () => {};"
    codes, _ = await _change("promote", "628222@c.us", before=lazy)
    assert codes == [("628222@c.us", 500)]


async def test_member_is_found_under_his_other_id() -> None:
    codes, calls = await _change("add", "77777@lid")
    assert (codes, calls) == ([("77777@lid", 409)], [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ("participants.iAmAdmin = () => false;", "group_you_are_not_admin"),
        ("participants.iAmMember = () => false;", "not_a_member"),
        ("WPP.conn.getStreamData = () => ({ mode: 'OFFLINE' });", "not_connected"),
    ],
)
async def test_who_may_not_change_members_is_told_so(changes: str, code: str) -> None:
    assert await _change("remove", "628222@c.us", before=changes) == (code, [])


async def test_everybody_may_add_where_the_group_says_so() -> None:
    anyone = "participants.iAmAdmin = () => false; metadata.memberAddMode = 'all_member_add';"
    codes, _ = await _change("add", "628444@c.us", before=anyone)
    assert codes == [("628444@c.us", 200)]


async def test_group_is_made_without_those_who_are_not_on_whatsapp() -> None:
    wanted = json.dumps({"subject": "Friends", "participants": ["99900@c.us", "628444@c.us"]})
    answer, calls = await in_page(
        PAGE, f"const answer = await call('createGroup', {wanted}); return [answer, calls];"
    )
    assert calls == [["create", ["628444@c.us"]]]
    assert answer["value"]["results"] == [
        {"id": "99900@c.us", "code": 404},
        {"id": "628444@c.us", "code": 200},
    ]
    assert answer["value"]["group"]["name"] == "Friends"
