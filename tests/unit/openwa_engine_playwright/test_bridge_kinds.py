"""How each kind of message is handed to wa-js."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.support.bridge_page import FromPage, in_page

PAGE = """
globalThis.File = class {
  constructor([given], name, { type }) { Object.assign(this, { given, name, type }); }
};
const input = { files: ['bytes'], value: 'C:\\\\fakepath\\\\a' };
Object.assign(document, { getElementById: () => input });
window.WPP = (() => {
  const stored = new Map();
  const calls = [];
  const chat = { id: { toString: () => '628222@c.us' } };
  const hand = (name) => async (...given) => {
    const { messageId } = given.at(-1);
    calls.push([name, ...given]);
    stored.set(messageId, { id: messageId, t: 1, ack: 1 });
    return { id: messageId, ack: 1, sendMsgResult: { messageSendResult: 'OK' } };
  };
  return {
    calls,
    chat: {
      get: (id) => (String(id) === '628222@c.us' ? chat : undefined),
      generateMessageID: async (to) => ({ id: 'FRESH', toString: () => `true_${to.id}_FRESH` }),
      getMessageById: async (id) => stored.get(id),
      sendCreatePollMessage: hand('poll'),
      sendFileMessage: hand('file'),
      sendLocationMessage: hand('location'),
      sendRawMessage: hand('raw'),
      sendTextMessage: hand('text'),
      sendVCardContactMessage: hand('contact'),
    },
    conn: {
      getAuthCode: async () => null,
      getStreamData: () => ({ mode: 'MAIN' }),
      isAuthenticated: () => true,
    },
    contact: { getPnLidEntry: async () => ({}) },
    isInjected: true,
    on: () => {},
    stored,
    whatsapp: { MsgStore: { get: (id) => stored.get(id), on: () => {} } },
  };
})();
"""
QUIET = {
    "messageId": "true_628222@c.us_3EB0AA",
    "detectMentioned": False,
    "linkPreview": False,
    "markIsRead": False,
    "waitForAck": True,
}
TO = "628222@c.us"


async def _call(content: Mapping[str, object], before: str = "") -> FromPage:
    order: dict[str, object] = {
        "to": TO,
        "key": "3EB0AA",
        "content": content,
        "quoted": None,
        "mentioned": [],
    }
    script = f"{before} const answer = await call('send', {json.dumps(order)}); return [answer, WPP.calls];"
    return await in_page(PAGE, script)


@pytest.mark.parametrize(
    ("content", "call"),
    [
        ({"kind": "text", "text": "hi", "preview": None}, ["text", TO, "hi", QUIET]),
        (
            {"kind": "location", "latitude": 1.5, "longitude": 2, "description": "there"},
            ["location", TO, {**QUIET, "lat": 1.5, "lng": 2, "name": "there"}],
        ),
        (
            {"kind": "contact", "id": "628777@c.us", "name": "Ben"},
            ["contact", TO, {"id": "628777@c.us", "name": "Ben"}, QUIET],
        ),
        (
            {"kind": "poll", "question": "Which?", "options": ["a", "b"], "selectable": 0},
            ["poll", TO, "Which?", ["a", "b"], {**QUIET, "selectableCount": 0}],
        ),
    ],
)
async def test_kind_goes_to_the_function_that_sends_it(
    content: dict[str, object], call: list[object]
) -> None:
    answer, calls = await _call(content)
    assert answer["value"]["outcome"] == "sent"
    assert calls == [call]


async def test_preview_of_ours_goes_round_the_one_of_wa_js() -> None:
    preview = {"title": "A", "canonicalUrl": "https://a.test"}
    _, [call] = await _call({"kind": "text", "text": "see https://a.test", "preview": preview})
    link = {**preview, "richPreviewType": 0, "doNotPlayInline": True}
    said = {"type": "chat", "subtype": "url", "body": "see https://a.test", **link}
    assert call == ["raw", TO, said, QUIET]


@pytest.mark.parametrize(
    ("kind", "caption", "looks"),
    [
        ("image", "look", {"caption": "look"}),
        ("image", None, {}),
        ("audio", None, {"isPtt": True, "waveform": True}),
        ("video", None, {"isGif": False}),
        ("document", None, {}),
    ],
)
async def test_file_goes_under_its_name_and_type(
    kind: str, caption: str | None, looks: dict[str, object]
) -> None:
    told = {"kind": "file", "type": kind, "filename": "a.bin", "mimetype": "x/y", "caption": caption}
    _, [[name, to, file, options]] = await _call({**told, "isPtt": True, "waveform": True, "isGif": False})
    assert (name, to) == ("file", TO)
    assert file == {"given": "bytes", "name": "a.bin", "type": "x/y"}
    assert options == {**QUIET, "type": kind, "filename": "a.bin", **looks}


async def test_file_that_did_not_come_is_a_refusal() -> None:
    told = {"kind": "file", "type": "image", "filename": "a", "mimetype": "x/y", "caption": None}
    answer, calls = await _call(told, "document.getElementById().files = [];")
    assert (answer["ok"], answer["code"], calls) == (False, "file_gone", [])


async def test_forwarded_message_keeps_its_content_and_nothing_else() -> None:
    known = """
        WPP.stored.set('false_628222@c.us_B', {
          id: 'false_628222@c.us_B', type: 'image', caption: 'look', filehash: 'abc', mimetype: 'image/png',
          forwardingScore: 2, ack: 3, notifyName: 'Ben', quotedStanzaID: 'C', size: null,
        });
    """
    _, [call] = await _call({"kind": "forward", "id": "false_628222@c.us_B"}, known)
    said = {"type": "image", "caption": "look", "filehash": "abc", "mimetype": "image/png"}
    assert call == ["raw", TO, {**said, "isForwarded": True, "forwardingScore": 3}, QUIET]


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ("", "forwarded_msg_not_found"),
        ("WPP.stored.set('false_628222@c.us_B', { type: 'poll_creation' });", "not_forwardable"),
    ],
)
async def test_what_cannot_be_forwarded_is_a_refusal(known: str, code: str) -> None:
    answer, calls = await _call({"kind": "forward", "id": "false_628222@c.us_B"}, known)
    assert (answer["ok"], answer["code"], calls) == (False, code, [])


async def test_message_to_who_is_blocked_is_a_refusal() -> None:
    blocked = "WPP.blocklist = { isBlocked: () => true };"
    answer, calls = await _call({"kind": "text", "text": "hi", "preview": None}, blocked)
    assert (answer["ok"], answer["code"], calls) == (False, "blocked", [])


async def test_message_to_who_was_let_in_a_moment_ago_is_sent() -> None:
    let_in = "let looks = 0; WPP.blocklist = { isBlocked: () => ++looks < 5 };"
    answer, _ = await _call({"kind": "text", "text": "hi", "preview": None}, let_in)
    assert answer["value"]["outcome"] == "sent"
