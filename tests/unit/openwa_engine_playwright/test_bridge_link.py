"""What the page makes of WhatsApp's events about the link."""

from __future__ import annotations

import pytest

from tests.support.bridge_page import in_page

PAGE = """
const slow = setTimeout;
globalThis.setTimeout = (work, ms, ...given) => slow(work, ms / 100, ...given);
window.WPP = (() => {
  const heard = new Map();
  return {
    isInjected: true,
    on: (event, hear) => heard.set(event, [...(heard.get(event) ?? []), hear]),
    off: (event, hear) => heard.set(event, heard.get(event).filter((other) => other !== hear)),
    emit: (event, ...given) => heard.get(event)?.forEach((hear) => hear(...given)),
    count: (event) => heard.get(event)?.length ?? 0,
    conn: {
      getAuthCode: async () => null,
      getStreamData: () => ({ mode: 'QR' }),
      isAuthenticated: () => false,
      isIdle: () => true,
      isOnline: () => true,
      refreshQR: () => new Promise(() => {}),
    },
  };
})();
"""


async def test_refresh_that_brings_no_code_says_so() -> None:
    answer = await in_page(PAGE, "return call('refreshQr');")
    assert (answer["ok"], answer["code"]) == (False, "no_new_code")


async def test_refresh_that_is_refused_says_so() -> None:
    refused = "WPP.conn.refreshQR = async () => { throw new Error('no'); };"
    assert not (await in_page(PAGE + refused, "return call('refreshQr');"))["ok"]


async def test_refresh_is_over_with_the_next_code_and_not_with_the_end_of_the_last() -> None:
    answer, left = await in_page(
        PAGE,
        """
        const before = WPP.count('conn.auth_code_change');
        const refreshing = call('refreshQr');
        await Promise.resolve();
        WPP.emit('conn.auth_code_change', null);
        WPP.emit('conn.auth_code_change', { fullCode: 'another' });
        return [await refreshing, WPP.count('conn.auth_code_change') - before];
        """,
    )
    assert answer["ok"]
    assert left == 0


@pytest.mark.parametrize(("helps", "ok"), [("mode = 'SYNCING'", True), ("", False)])
async def test_takeover_is_over_when_the_conflict_is_and_fails_when_it_stays(helps: str, ok: bool) -> None:
    conflict = f"""
        let mode = 'CONFLICT';
        WPP.conn.getStreamData = () => ({{ mode }});
        WPP.whatsapp = {{ Socket: {{ takeover: () => setTimeout(() => {{ {helps} }}, 500) }} }};
    """
    assert (await in_page(PAGE + conflict, "return call('takeOver');"))["ok"] is ok


async def test_ban_with_a_strange_length_is_told_all_the_same() -> None:
    told = await in_page(
        PAGE,
        """
        WPP.emit('conn.backend_event', 'account_temporarily_banned', { reason: 7, expiresInS: 'soon' });
        while (!told.at(-1)?.state.ban) await settled();
        return told;
        """,
    )
    ban = told[-1]["state"]["ban"]
    assert (ban["reason"], ban["expiresInS"]) == ("7", None)
