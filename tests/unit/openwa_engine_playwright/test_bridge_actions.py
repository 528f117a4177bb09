"""What is done to messages in the page: never something else than was asked for."""

from __future__ import annotations

import json

import pytest

from tests.support.bridge_page import FromPage, in_page

PAGE = """
const slow = setTimeout;
globalThis.setTimeout = (work, ms, ...given) => slow(work, ms / 100, ...given);
const wid = (text) => ({ isGroup: () => text.endsWith('@g.us'), toString: () => text });
const stored = new Map();
const messageOf = (id, more) => {
  const [own, chat] = id.split('_');
  const key = { fromMe: own === 'true', remote: wid(chat), toString: () => id };
  stored.set(id, { id: key, type: 'chat', t: Date.now() / 1000, star: false, ...more });
};
messageOf('true_628222@c.us_A', {});
messageOf('false_628222@c.us_B', {});
messageOf('false_120363000000@g.us_C_628222@c.us', {});
const calls = [];
const asked = (name, result) => async (...given) => {
  calls.push([name, ...given.map(String)]);
  return result;
};
window.WPP = {
  isInjected: true,
  on: () => {},
  conn: {
    getAuthCode: async () => null,
    getStreamData: () => ({ mode: 'MAIN' }),
    isAuthenticated: () => true,
  },
  chat: {
    deleteMessage: async (chat, id, clear, everyone) => {
      calls.push(['delete', id, everyone]);
      if (everyone) stored.get(id).type = 'revoked';
      else stored.delete(id);
    },
    editMessage: asked('edit'),
    get: () => undefined,
    getMessageById: async (id) => stored.get(id),
    getReactions: async () => ({ reactionByMe: undefined, reactions: [] }),
    sendReactionToMessage: asked('react', { sendMsgResult: 'OK' }),
    starMessage: async (id, starred) => {
      calls.push(['star', id, starred]);
      stored.get(id).star = starred;
    },
  },
  contact: { getPnLidEntry: async () => ({}) },
  group: { iAmAdmin: async () => false },
  whatsapp: { MsgStore: { get: (id) => stored.get(id), on: () => {} } },
};
Object.assign(globalThis, { calls, stored });
"""
OWN, THEIRS, IN_GROUP = "true_628222@c.us_A", "false_628222@c.us_B", "false_120363000000@g.us_C_628222@c.us"


async def _do(name: str, before: str = "", **arguments: object) -> FromPage:
    script = f"const answer = await call('{name}', {json.dumps(arguments)}); return [answer, calls];"
    answer, calls = await in_page(PAGE, f"{before} {script}")
    return (None if answer["ok"] else answer["code"]), calls


@pytest.mark.parametrize(
    ("message", "before", "code"),
    [
        (OWN, "", None),
        (THEIRS, "", "not_admin"),
        (IN_GROUP, "", "not_admin"),
        (IN_GROUP, "WPP.group.iAmAdmin = async () => true;", None),
    ],
)
async def test_message_is_deleted_for_everyone_only_by_who_may(
    message: str, before: str, code: str | None
) -> None:
    done, calls = await _do("deleteMessage", before, id=message, forEveryone=True)
    assert done == code
    assert calls == ([] if code else [["delete", message, True]])


async def test_deletion_that_is_repeated_asks_for_nothing() -> None:
    gone = f"stored.get('{OWN}').type = 'revoked';"
    assert await _do("deleteMessage", gone, id=OWN, forEveryone=True) == (None, [])


async def test_deletion_that_does_not_show_is_no_success() -> None:
    code, _ = await _do(
        "deleteMessage", "WPP.chat.deleteMessage = async () => {};", id=OWN, forEveryone=False
    )
    assert code == "delete_refused"


@pytest.mark.parametrize(
    ("message", "before", "code"),
    [
        (OWN, "", None),
        (THEIRS, "", "not_own"),
        (OWN, f"stored.get('{OWN}').t -= 901;", "too_late"),
        (
            OWN,
            "WPP.chat.editMessage = async () => {"
            " throw Object.assign(new Error('no'), { code: 'edit_message_error' }); };",
            "edit_message_error",
        ),
        ("true_628222@c.us_UNKNOWN", "", "msg_not_found"),
        ("nonsense", "", "msg_not_found"),
    ],
)
async def test_text_is_edited_while_that_can_be_done(message: str, before: str, code: str | None) -> None:
    done, calls = await _do("editMessage", before, id=message, text="hello")
    assert done == code
    assert bool(calls) is (code is None)


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("", None),
        (
            "WPP.chat.sendReactionToMessage = async () => ({ sendMsgResult: 'ERROR_UNKNOWN' });",
            "reaction_refused",
        ),
        (
            "WPP.chat.sendReactionToMessage = async () => ({ sendMsgResult: { messageSendResult: 'OK' } });",
            None,
        ),
        (
            "WPP.chat.sendReactionToMessage = async () => ({});"
            " WPP.chat.getReactions = async () => ({ reactionByMe: { reactionText: '👍' } });",
            None,
        ),
    ],
)
async def test_reaction_counts_when_whatsapp_says_or_shows_it(before: str, code: str | None) -> None:
    done, _ = await _do("react", before, id=THEIRS, emoji="👍")
    assert done == code


async def test_star_that_is_there_already_asks_for_nothing() -> None:
    assert await _do("starMessage", id=OWN, starred=False) == (None, [])
    assert await _do("starMessage", id=OWN, starred=True) == (None, [["star", OWN, True]])
    code, _ = await _do("starMessage", "WPP.chat.starMessage = async () => {};", id=OWN, starred=True)
    assert code == "star_refused"
