"""What the page says of a send that did not go as it should: never "not sent" of a message that may be."""

from __future__ import annotations

import pytest

from tests.support.bridge_page import FromPage, in_page

PAGE = """
window.WPP = (() => {
  const stored = new Map();
  const chat = { id: '628222@c.us' };
  const key = (text) => ({ id: 'FRESH', toString: () => text });
  return {
    stored,
    isInjected: true,
    on: () => {},
    conn: {
      getAuthCode: async () => null,
      isAuthenticated: () => true,
      getStreamData: () => ({ mode: 'MAIN' }),
    },
    contact: {
      getPnLidEntry: async () => ({}),
      queryWidExists: async () => null,
    },
    chat: {
      get: (id) => (id === chat.id ? chat : undefined),
      find: async () => chat,
      generateMessageID: async (to) => key(`true_${to.id}_FRESH`),
      getMessageById: async (id) => stored.get(id),
      sendTextMessage: async (to, text, { messageId }) => {
        stored.set(messageId, { id: messageId, t: 1, ack: 1 });
        return { id: messageId, ack: 1, sendMsgResult: { messageSendResult: 'OK' } };
      },
    },
    whatsapp: {
      MsgStore: { get: (id) => stored.get(id) },
      WidFactory: { createWid: (id) => id },
      functions: { queryWidExists: async () => null },
    },
  };
})();
"""
TEXT = "{ kind: 'text', text: 'hello', preview: null }"
ORDER = f"{{ to: '628222@c.us', key: '3EB0AA', content: {TEXT}, quoted: null, mentioned: [] }}"


async def _send(changes: str = "", order: str = ORDER) -> FromPage:
    return await in_page(PAGE + changes, f"return call('send', {order});")


async def test_message_that_whatsapp_has_is_sent() -> None:
    answer = await _send()
    assert answer["value"] == {"outcome": "sent", "id": "true_628222@c.us_3EB0AA", "t": 1, "ack": 1}


@pytest.mark.parametrize("result", ["undefined", "{}", "{ messageSendResult: 'ERROR_UNKNOWN' }"])
async def test_result_that_does_not_say_so_is_not_taken_for_sent(result: str) -> None:
    answer = await _send(f"""
        WPP.chat.sendTextMessage = async (to, text, {{ messageId }}) => {{
          WPP.stored.set(messageId, {{ id: messageId, t: 1, ack: 0 }});
          return {{ id: messageId, ack: 0, sendMsgResult: {result} }};
        }};
    """)
    assert answer["value"]["outcome"] == "unknown"


async def test_answer_of_another_shape_leaves_the_outcome_open() -> None:
    answer = await _send("WPP.chat.sendTextMessage = async () => undefined;")
    assert answer["value"]["outcome"] == "unknown"


async def test_failure_while_the_store_cannot_be_asked_leaves_the_outcome_open() -> None:
    answer = await _send("""
        WPP.chat.sendTextMessage = async () => {
          WPP.whatsapp.MsgStore.get = undefined;
          throw new Error('broken');
        };
    """)
    assert answer["value"]["outcome"] == "unknown"


async def test_failure_before_the_message_is_in_the_store_is_a_refusal() -> None:
    answer = await _send("""
        WPP.chat.sendTextMessage = async () => {
          throw Object.assign(new Error('no'), { code: 'invalid_wid' });
        };
    """)
    assert (answer["ok"], answer["code"]) == (False, "invalid_wid")


async def test_number_is_unknown_only_when_whatsapps_server_says_so() -> None:
    order = ORDER.replace("628222", "628333")
    answer = await _send(order=order)
    assert answer["code"] == "not_on_whatsapp"
    answer = await _send(
        "WPP.whatsapp.functions.queryWidExists = async () => { throw new Error('timed out'); };", order=order
    )
    assert (answer["ok"], answer["code"]) == (False, "error")


async def test_nothing_is_done_about_links_mentions_and_unread_messages() -> None:
    options = await in_page(
        PAGE
        + """
        const send = WPP.chat.sendTextMessage;
        WPP.chat.sendTextMessage = (to, text, options) => send(to, text, (WPP.seen = options));
        """,
        f"await call('send', {ORDER}); return WPP.seen;",
    )
    wanted = {"detectMentioned": False, "linkPreview": False, "markIsRead": False, "waitForAck": True}
    assert options == {"messageId": "true_628222@c.us_3EB0AA", **wanted}
