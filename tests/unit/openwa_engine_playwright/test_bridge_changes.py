"""What the page tells of edits, deletions and reactions."""

from __future__ import annotations

import pytest

from openwa_engine_playwright.wire import EditFact, Missed, ReactionFact, RevokeFact
from tests.support.bridge_page import FromPage, in_page

PAGE = """
const wid = (text) => ({ isLid: () => text.endsWith('@lid'), toString: () => text });
const key = (text) => ({ remote: wid(text.split('_')[1]), toString: () => text });
const messages = [];
const heard = new Map();
const on = (prefix) => (event, hear) => {
  heard.set(prefix + event, [...(heard.get(prefix + event) ?? []), hear]);
};
const emit = (event, ...given) => (heard.get(event) ?? []).forEach((hear) => hear(...given));
const message = (id, more) => ({ id: key(id), type: 'chat', body: 'new', t: 1_700_000_000, ...more });
const reactionOf = (id, more) => ({
  msgId: key(id), sender: wid('628222@c.us'), reactionText: '👍', timestamp: 1_700_000_500, ...more,
});
window.WPP = {
  isInjected: true,
  on: on(''),
  conn: {
    getAuthCode: async () => null,
    getStreamData: () => ({ mode: 'MAIN' }),
    isAuthenticated: () => true,
  },
  chat: {
    list: async () => [],
    getReactions: async (id) => {
      const { reactions } = messages.find((one) => String(one.id) === id);
      return { reactions: [{ senders: reactions ?? [] }] };
    },
  },
  whatsapp: { MsgStore: { getModelsArray: () => messages, on: on('store ') } },
};
Object.assign(globalThis, { emit, key, message, messages, reactionOf, wid });
"""
ID = "false_628222@c.us_A"


async def _told(script: str) -> FromPage:
    facts = await in_page(PAGE, f"emit('loader.injected'); {script} await settled(); return told;")
    return [fact for fact in facts if fact["kind"] != "state"]


async def _missed(script: str, t: int) -> Missed:
    answer = await in_page(PAGE, f"{script} return call('since', {{ t: {t} }});")
    assert answer["ok"], answer
    return Missed.model_validate(answer["value"])


@pytest.mark.parametrize("at", [1_700_000_600, 1_700_000_600_000])
async def test_edit_is_told_with_its_time_in_seconds_however_whatsapp_has_it(at: int) -> None:
    (fact,) = await _told(f"""
        const one = message('{ID}', {{ latestEditMsgKey: 'E' }});
        emit('store change:latestEditMsgKey', one);
        one.latestEditSenderTimestampMs = {at};
    """)
    read = EditFact.model_validate(fact)
    assert (read.id, read.chat, read.body, read.t) == (ID, "628222@c.us", "new", 1_700_000_600)


async def test_deletion_is_told_of_messages_in_memory_and_of_others() -> None:
    facts = await _told(f"""
        emit('store change:type', message('{ID}', {{ type: 'revoked' }}));
        emit('store change:type', message('{ID}', {{ type: 'image' }}));
        emit('chat.msg_revoke', {{ refId: key('false_628222@c.us_B') }});
        emit('chat.msg_revoke', {{ refId: undefined }});
    """)
    assert [RevokeFact.model_validate(fact).id for fact in facts] == [ID, "false_628222@c.us_B"]


async def test_reaction_is_told_and_so_is_its_end() -> None:
    facts = await _told(f"""
        emit('chat.new_reaction', reactionOf('{ID}'));
        emit('chat.new_reaction', reactionOf('{ID}', {{ reactionText: '', timestamp: 1_700_000_501_000 }}));
    """)
    read = [ReactionFact.model_validate(fact) for fact in facts]
    assert [(one.id, one.sender, one.emoji, one.t) for one in read] == [
        (ID, "628222@c.us", "👍", 1_700_000_500),
        (ID, "628222@c.us", "", 1_700_000_501),
    ]


async def test_what_was_missed_is_found_in_the_messages_and_what_is_older_is_not() -> None:
    missed = await _missed(
        f"""
        messages.push(
          message('{ID}', {{ latestEditMsgKey: 'E', latestEditSenderTimestampMs: 1_700_000_600_000 }}),
          message('{ID}1', {{ latestEditMsgKey: 'E', latestEditSenderTimestampMs: 1_700_000_100 }}),
          message('{ID}2', {{ type: 'revoked', revokeTimestamp: 1_700_000_700 }}),
          message('{ID}3', {{
            hasReaction: true, reactions: [reactionOf('{ID}3'), reactionOf('{ID}3', {{ timestamp: 5 }})],
          }}),
          message('{ID}4', {{ hasReaction: false, reactions: [reactionOf('{ID}4')] }}),
          {{ id: null }},
        );
        """,
        1_700_000_400,
    )
    assert [(type(change), change.id) for change in missed.changes] == [
        (EditFact, ID),
        (RevokeFact, f"{ID}2"),
        (ReactionFact, f"{ID}3"),
    ]


async def test_reactions_from_before_wa_js_listens_are_told_once_it_does() -> None:
    facts = await _told(f"""
        const t = Date.now() / 1000 + 1;
        messages.push(message('{ID}', {{ reactions: [reactionOf('{ID}', {{ timestamp: t }})] }}));
        emit('loader.full_ready');
    """)
    assert [fact["kind"] for fact in facts] == ["reaction"]


def test_strange_change_does_not_hold_up_the_others() -> None:
    good = {"kind": "revoke", "id": ID, "t": 1}
    missed = Missed.model_validate({"messages": [], "changes": [7, {"kind": "edit"}, good, {"kind": "ack"}]})
    assert [change.id for change in missed.changes] == [ID]
