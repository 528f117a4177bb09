"""Which capabilities the page says WhatsApp cannot give any more."""

from __future__ import annotations

import pytest

from openwa_hookspecs.engine import Capability
from tests.support.bridge_page import in_page

PAGE = """
const found = () => {};
const named = (...names) => Object.fromEntries(names.map((name) => [name, found]));
const functions = named(
  'addAndSendMessageEdit',
  'addAndSendMsgToChat',
  'blockContact',
  'canEditMsg',
  'createGroup',
  'findOrCreateLatestChat',
  'markUnread',
  'msgFindByDirection',
  'queryAllGroups',
  'queryWidExists',
  'removeParticipants',
  'sendAddParticipants',
  'sendReactionToMsg',
  'sendSeen',
  'sendSetGroupSubject',
  'unblockContact',
);
window.WPP = {
  isInjected: true,
  isFullReady: true,
  on: found,
  conn: {
    getAuthCode: async () => null,
    getStreamData: () => ({ mode: 'MAIN' }),
    isAuthenticated: () => false,
    isIdle: () => false,
    isOnline: () => true,
  },
  whatsapp: {
    ...named('BlocklistStore', 'ChatPresence', 'ChatStore', 'ContactStore', 'GroupMetadataStore'),
    ...named('MsgKey', 'OpaqueData', 'VCard'),
    Cmd: named('sendDeleteMsgs', 'sendRevokeMsgs', 'sendStarMsgs', 'sendUnstarMsgs'),
    MediaPrep: named('prepRawMedia'),
    MsgStore: { on: found },
    functions,
  },
};
"""
SENDS = ["forward", "send-contact", "send-location", "send-poll", "send-text"]


async def _lacks(changes: str) -> list[str]:
    answer = await in_page(PAGE + changes, "return call('state');")
    return list(answer["value"]["lacks"])


@pytest.mark.parametrize(
    ("gone", "lacks"),
    [
        ("", []),
        ("delete functions.addAndSendMsgToChat;", SENDS),
        ("delete functions.msgFindByDirection; functions.msgFindQuery = found;", []),
        ("delete functions.msgFindByDirection; delete WPP.whatsapp.MsgKey;", ["history", "lookup"]),
        ("delete WPP.whatsapp.MediaPrep;", ["send-media"]),
        ("delete WPP.whatsapp.OpaqueData;", ["media", "send-media"]),
        ("delete WPP.whatsapp.Cmd.sendStarMsgs;", ["star"]),
        ("delete functions.createGroup; functions.sendCreateGroup = found;", []),
        ("delete functions.createGroup;", ["groups"]),
        ("delete functions.markUnread; delete WPP.whatsapp.ChatPresence;", ["chats", "typing"]),
        ("delete WPP.whatsapp.BlocklistStore; delete WPP.whatsapp.ContactStore;", ["block", "contacts"]),
        ("delete WPP.whatsapp; WPP.isFullReady = false;", []),
        ("delete WPP.whatsapp; WPP.conn.getStreamData = () => ({ mode: 'QR' });", []),
    ],
)
async def test_capability_without_what_it_needs_is_named_once_whatsapp_is_up(
    gone: str, lacks: list[str]
) -> None:
    assert await _lacks(gone) == lacks


async def test_without_whatsapps_modules_all_is_named_that_is_asked_of_them() -> None:
    lacks = await _lacks("delete WPP.whatsapp;")
    assert lacks == sorted(lacks)
    assert {*SENDS, "history", "lookup", "media", "react"} < set(lacks) <= set(Capability)
