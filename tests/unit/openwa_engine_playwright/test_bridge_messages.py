"""What the page tells of messages."""

from __future__ import annotations

from openwa_engine_playwright.messages import as_message
from openwa_engine_playwright.wire import Found
from openwa_hookspecs.models.messages import Message
from tests.support.bridge_page import FromPage, in_page

PAGE = """
class Wid {
  constructor(text) { this.text = text; }
  isLid() { return this.text.endsWith('@lid'); }
  toString() { return this.text; }
}
globalThis.wid = (text) => new Wid(text);
globalThis.messageOf = (chat, n, more) => {
  const id = { remote: wid(chat), fromMe: false, toString: () => `false_${chat}_${n}` };
  return { id, from: wid(chat), to: wid('628111@c.us'), type: 'chat', body: 'hello', t: n, ...more };
};
window.WPP = (() => {
  const heard = new Map();
  const phones = new Map([['77@lid', wid('628222@c.us')]]);
  const lids = new Map([['628222@c.us', wid('77@lid')]]);
  const chats = [];
  return {
    isInjected: true,
    on: (event, hear) => heard.set(event, hear),
    emit: (event, ...given) => heard.get(event)?.(...given),
    conn: {
      getAuthCode: async () => null,
      getStreamData: () => ({ mode: 'MAIN' }),
      isAuthenticated: () => true,
      isIdle: () => false,
      isOnline: () => true,
    },
    chats,
    contact: {
      getPnLidEntry: async (id) => ({
        lid: lids.has(id) ? { _serialized: String(lids.get(id)) } : undefined,
        phoneNumber: phones.has(id) ? { _serialized: String(phones.get(id)) } : undefined,
      }),
    },
    chat: {
      get: (id) => chats.find((chat) => String(chat.id) === String(id)),
      list: async () => chats,
      getMessages: async (id, { count }) => {
        const { all } = chats.find((chat) => String(chat.id) === String(id));
        return all.slice(-count);
      },
    },
    whatsapp: {
      MsgStore: { on: (event, hear) => heard.set(`store ${event}`, hear) },
      lidPnCache: {
        getPhoneNumber: (given) => phones.get(String(given)),
        getCurrentLid: (given) => lids.get(String(given)),
      },
    },
  };
})();
"""


async def _found(script: str) -> Found:
    answer = await in_page(PAGE, script)
    assert answer["ok"], answer
    return Found.model_validate(answer["value"])


def _told(facts: FromPage) -> Message | None:
    (fact,) = (fact for fact in facts if fact["kind"] == "message")
    return as_message(Found.model_validate({"messages": [fact["message"]]}).messages[0])


async def test_all_that_was_missed_is_found_however_much_it_is() -> None:
    found = await _found("""
        const all = Array.from({ length: 3_000 }, (_, n) => messageOf('628222@c.us', n));
        WPP.chats.push({ id: wid('628222@c.us'), t: 2_999, all });
        return call('since', { t: 100 });
    """)
    assert [message.t for message in found.messages] == list(range(100, 3_000))


async def test_message_that_cannot_be_read_holds_up_no_other() -> None:
    found = await _found("""
        const all = [messageOf('628222@c.us', 1), { t: 2, type: 'chat' }, messageOf('628222@c.us', 3)];
        WPP.chats.push({ id: wid('628222@c.us'), t: 3, all });
        return call('since', { t: 1 });
    """)
    assert [message.t for message in found.messages] == [1, 3]
    assert found.strange == 1


async def test_message_that_is_decrypted_after_it_was_missed_is_told_then() -> None:
    found, told = await in_page(
        PAGE,
        """
        let decrypt;
        const late = messageOf('628222@c.us', 2, { type: 'ciphertext', once: (_, hear) => (decrypt = hear) });
        WPP.chats.push({ id: wid('628222@c.us'), t: 2, all: [messageOf('628222@c.us', 1), late] });
        const found = await call('since', { t: 1 });
        late.type = 'chat';
        decrypt();
        await settled();
        return [found.value.messages.map((message) => message.id), told];
        """,
    )
    assert found == ["false_628222@c.us_1"]
    message = _told(told)
    assert message is not None
    assert message.id == "false_628222@c.us_2"


async def test_what_happened_to_a_group_is_found_though_its_chat_did_not_move() -> None:
    found = await _found("""
        const chat = '120363000000000001@g.us';
        const all = [messageOf(chat, 1), messageOf(chat, 5, { type: 'gp2', subtype: 'picture', body: '' })];
        WPP.chats.push({ id: wid(chat), t: 1, all, msgs: { getModelsArray: () => all } });
        return call('since', { t: 4 });
    """)
    assert [(message.t, message.type) for message in found.messages] == [(5, "gp2")]


async def test_what_happened_to_a_group_is_told_with_those_who_are_known() -> None:
    told = await in_page(
        PAGE,
        """
        const recipients = [wid('77@lid'), undefined, wid('88@lid')];
        const notice = { type: 'gp2', subtype: 'add', body: '', author: wid('628222@c.us'), recipients };
        WPP.emit('chat.new_message', messageOf('120363000000000001@g.us', 1, notice));
        WPP.emit('chat.new_message', messageOf('120363000000000001@g.us', 2, { type: 'gp2' }));
        await settled();
        return told;
        """,
    )
    added, bare = (fact["message"] for fact in told if fact["kind"] == "message")
    assert added["notice"] == {"action": "add", "participants": ["628222@c.us", "88@lid"], "text": ""}
    assert added["identities"] == [["77@lid", "628222@c.us"], ["77@lid", "628222@c.us"]]
    assert bare["notice"] == {"action": None, "participants": [], "text": "hello"}


async def test_chat_that_moved_to_its_lid_goes_by_the_phone_number() -> None:
    told = await in_page(
        PAGE,
        """
        WPP.emit('chat.new_message', messageOf('77@lid', 1, { mentionedJidList: [wid('77@lid')] }));
        await settled();
        return told;
        """,
    )
    message = _told(told)
    assert message is not None
    assert (message.chat_id, message.sender, message.lid) == ("628222@c.us", "628222@c.us", "77@lid")
    assert message.mentioned_ids == ("628222@c.us",)
    assert message.id == "false_77@lid_1"


async def test_lid_of_a_number_is_told_where_it_is_known() -> None:
    told = await in_page(
        PAGE, "WPP.emit('chat.new_message', messageOf('628222@c.us', 1)); await settled(); return told;"
    )
    message = _told(told)
    assert message is not None
    assert (message.chat_id, message.lid) == ("628222@c.us", "77@lid")


async def test_lid_without_a_known_number_stays() -> None:
    told = await in_page(
        PAGE, "WPP.emit('chat.new_message', messageOf('88@lid', 1)); await settled(); return told;"
    )
    fact = next(fact for fact in told if fact["kind"] == "message")
    assert (fact["message"]["chat"], fact["message"]["lid"]) == ("88@lid", "88@lid")


async def test_ack_goes_by_the_phone_number_too() -> None:
    told = await in_page(
        PAGE,
        """
        const id = { remote: wid('77@lid'), toString: () => 'true_77@lid_A' };
        WPP.emit('chat.msg_ack_change', { ack: 2, chat: wid('77@lid'), ids: [id] });
        await settled();
        return told;
        """,
    )
    (ack,) = (fact for fact in told if fact["kind"] == "ack")
    assert (ack["ids"], ack["chat"]) == (["true_77@lid_A"], "628222@c.us")


async def test_history_takes_either_id_of_a_chat() -> None:
    for known, asked in (("77@lid", "628222@c.us"), ("628222@c.us", "77@lid")):
        found = await _found(f"""
            WPP.chats.push({{ id: wid('{known}'), t: 1, all: [messageOf('{known}', 1)] }});
            return call('history', {{ chat: '{asked}', limit: 10, before: null }});
        """)
        assert [message.chat for message in found.messages] == ["628222@c.us"]
