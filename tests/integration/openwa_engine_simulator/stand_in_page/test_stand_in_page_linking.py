"""How wa-js sees a device come to an account, stay, and lose it."""

from pathlib import Path

import pytest

from openwa_engine_simulator.network.lobby import QrSettings
from tests.support.stand_in_browser import OWN, PEER, Phones, StandIn, StandInBrowser

pytestmark = pytest.mark.browser

READ_TOKEN = """() => new Promise((resolve) => {
  const open = indexedDB.open('stand-in');
  open.onsuccess = () => {
    const read = open.result.transaction('profile').objectStore('profile').get('token');
    read.onsuccess = () => resolve(read.result ?? null);
  };
})"""
SAY_HELLO = """([token]) => {
  const socket = new WebSocket('/device');
  socket.onopen = () => socket.send(JSON.stringify({t: 'hello', token}));
}"""
LET_LINES_END_LATE = """() => {
  window.lateEnd = new Promise((told) => {
    window.WebSocket = class extends WebSocket {
      set onclose(listener) {
        super.onclose = (event) => setTimeout(() => { listener(event); told(); }, 1000);
      }
    };
  });
}"""
IS_AUTHENTICATED = "() => WPP.conn.isAuthenticated()"


def in_order(names: list[str], wanted: list[str]) -> bool:
    rest = iter(names)
    return all(name in rest for name in wanted)


async def test_a_fresh_profile_shows_a_code_and_asks_to_be_linked(fresh: StandIn) -> None:
    wanted = [
        "loader.injected",
        "conn.auth_code_change",
        "conn.require_auth",
        "conn.stream_mode_changed",
        "conn.main_ready",
        "conn.main_init",
        "loader.ready",
        "loader.full_ready",
    ]
    assert in_order(fresh.names(), wanted)
    assert await fresh.call("() => [WPP.isInjected, WPP.isReady, WPP.isFullReady]") == [True, True, True]
    code = await fresh.call("() => WPP.conn.getAuthCode()")
    assert code["fullCode"] == await fresh.qr()
    assert code["fullCode"].startswith("2@")
    assert len(code["fullCode"].split(",")) == 4
    assert await fresh.call(IS_AUTHENTICATED) is False


async def test_scanning_links_the_account_and_tells_who_it_is(fresh: StandIn, phones: Phones) -> None:
    code = await fresh.qr()
    before = len(fresh.events)
    await phones.act(OWN, "scan", qr=code)
    await fresh.stream("MAIN")
    told = [(event.name, *event.args) for event in fresh.events[before:]]
    names = [entry[0] if entry[0] != "conn.stream_mode_changed" else entry[1] for entry in told]
    assert in_order(names, ["conn.auth_code_change", "SYNCING", "conn.authenticated", "MAIN"])
    assert ("conn.auth_code_change", None) in told
    assert "conn.main_loaded" in names
    me = "() => [String(WPP.conn.getMyUserId()), String(WPP.conn.getMyDeviceId())]"
    assert await fresh.call(me) == [f"{OWN}@c.us", f"{OWN}@c.us"]
    assert await fresh.call("() => [WPP.whatsapp.Conn.pushname, WPP.conn.getPlatform()]") == [
        "Anna",
        "android",
    ]
    assert await fresh.call(IS_AUTHENTICATED) is True
    assert await fresh.call("() => WPP.conn.getAuthCode()") is None


async def test_a_linked_profile_comes_back_without_a_scan(
    browser: StandInBrowser, profile: Path, linked: StandIn
) -> None:
    await linked.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")
        await again.event("loader.full_ready")
        assert "conn.authenticated" not in again.names()
        assert "conn.main_loaded" in again.names()
        assert [event.args for event in again.events if event.name == "conn.auth_code_change"] == [[None]]
        assert await again.call(IS_AUTHENTICATED) is True
        assert await again.call("() => String(WPP.conn.getMyUserId())") == f"{OWN}@c.us"


async def test_a_profile_killed_right_after_the_scan_is_linked(
    browser: StandInBrowser, profile: Path, fresh: StandIn, phones: Phones
) -> None:
    await phones.act(OWN, "scan", qr=await fresh.qr())
    await fresh.event("conn.auth_code_change", lambda args: args == [None])
    await fresh.kill()
    async with browser.open(profile) as again:
        await again.stream("MAIN")


async def test_a_dropped_line_is_told_and_comes_back(linked: StandIn, phones: Phones) -> None:
    before = len(linked.events)
    await phones.switch(dropForMs=600)
    await linked.stream("OFFLINE", since=before)
    await linked.stream("MAIN", since=before)
    told = [event.args[0] for event in linked.events[before:] if event.name != "conn.stream_info_changed"]
    assert [entry for entry in told if entry in (True, False, "OFFLINE", "SYNCING", "MAIN")] == [
        False,
        "OFFLINE",
        True,
        "SYNCING",
        "MAIN",
    ]
    assert "conn.authenticated" not in linked.names(since=before)


@pytest.mark.parametrize("reason", ["device_removed", "banned"])
async def test_a_device_removed_at_the_phone_starts_again_with_a_new_code(
    linked: StandIn, phones: Phones, reason: str
) -> None:
    old_code = await linked.qr()
    before = len(linked.events)
    await phones.act(OWN, "unlink", reason=reason)
    await linked.event("loader.full_ready", since=before)
    names = linked.names(since=before)
    assert in_order(names, ["conn.logout_reason", "conn.logout", "conn.require_auth", "loader.injected"])
    assert (await linked.event("conn.logout_reason", since=before)).args == [reason]
    new_code = await linked.call("() => WPP.conn.getAuthCode().then((code) => code.fullCode)")
    assert new_code.split(",")[1:] != old_code.split(",")[1:]
    assert await linked.call(IS_AUTHENTICATED) is False


async def test_logging_out_here_resolves_and_forgets_the_profile(
    browser: StandInBrowser, profile: Path, linked: StandIn, phones: Phones
) -> None:
    before = len(linked.events)
    assert await linked.call("() => WPP.conn.logout()") is True
    assert (await linked.event("conn.logout_reason", since=before)).args == ["user_initiated"]
    await linked.event("conn.require_auth", since=before)
    await linked.kill()
    async with browser.open(profile) as again:
        assert await again.qr()


async def test_logging_out_without_a_network_forgets_the_profile_too(linked: StandIn, phones: Phones) -> None:
    before = len(linked.events)
    await phones.switch(dropForMs=20_000)
    await linked.stream("OFFLINE", since=before)
    assert await linked.call("() => WPP.conn.logout()") is True
    assert await linked.call(READ_TOKEN) is None


class TestQrBudget:
    @pytest.fixture
    def qr_settings(self) -> QrSettings:
        return QrSettings(ttl_s=0.5, refs=4)

    async def test_codes_change_run_out_and_are_refreshed(self, fresh: StandIn) -> None:
        await fresh.event("conn.qrcode_idle")
        codes = [event.args[0] for event in fresh.events if event.name == "conn.auth_code_change"]
        assert codes[-1] is None
        assert len({code["ref"] for code in codes if code}) > 1
        before = len(fresh.events)
        renewed = await fresh.call("() => WPP.conn.refreshQR()")
        assert renewed["ref"] not in {code["ref"] for code in codes if code}
        await fresh.event("conn.auth_code_change", lambda args: args[0] == renewed, since=before)


async def test_a_phone_links_by_code(fresh: StandIn, phones: Phones) -> None:
    code = await fresh.call("([phone]) => WPP.conn.startLinkDeviceCodeForPhoneNumber(phone)", OWN)
    assert len(code) == 8
    await fresh.event("conn.link_code_change", lambda args: args == [code])
    await phones.act(OWN, "enter-code", code=code)
    await fresh.stream("MAIN")


async def test_a_plain_link_code_works_too_and_not_once_linked(fresh: StandIn, phones: Phones) -> None:
    ask = "([phone]) => WPP.conn.genLinkDeviceCodeForPhoneNumber(phone)"
    await phones.act(OWN, "enter-code", code=await fresh.call(ask, OWN))
    await fresh.stream("MAIN")
    error = await fresh.code_of_error(ask, OWN)
    assert error[0] == "cannot_get_code_for_already_authenticated"


async def test_a_temporary_ban_comes_as_a_backend_event(linked: StandIn, phones: Phones) -> None:
    before = len(linked.events)
    await phones.act(OWN, "ban", reason="spam", expiresInS=1)
    ban = await linked.event("conn.backend_event", since=before)
    assert ban.args[0] == "account_temporarily_banned"
    assert ban.args[1]["reason"] == "spam"
    await linked.stream("OFFLINE", since=before)
    await linked.stream("MAIN", since=before)


async def test_a_second_client_of_the_link_takes_it_over(
    linked: StandIn, browser: StandInBrowser, tmp_path: Path
) -> None:
    token = await linked.call(READ_TOKEN)
    async with browser.open(tmp_path / "copy") as other:
        await other.event("loader.full_ready")
        await other.call(SAY_HELLO, token)
        await linked.stream("CONFLICT")
        before = len(linked.events)
        await linked.page.get_by_role("button", name="Use here").click()
        await linked.stream("MAIN", since=before)


async def test_a_replaced_line_that_ends_late_does_not_end_the_new_one(
    linked: StandIn, browser: StandInBrowser, phones: Phones, tmp_path: Path
) -> None:
    await linked.call(LET_LINES_END_LATE)
    before = len(linked.events)
    await phones.switch(dropForMs=1)  # the line after this one ends late
    await linked.stream("OFFLINE", since=before)
    await linked.stream("MAIN", since=before)
    before = len(linked.events)
    token = await linked.call(READ_TOKEN)
    async with browser.open(tmp_path / "copy") as other:
        await other.event("loader.full_ready")
        await other.call(SAY_HELLO, token)
        await linked.stream("CONFLICT", since=before)
        await linked.page.get_by_role("button", name="Use here").click()
        await linked.stream("MAIN", since=before)
        await linked.call("() => window.lateEnd")
        sent = await linked.send_text(f"{PEER}@c.us", "Hello", "3EB0A1B2C3D4E5F60718")
        assert sent["ack"] == 1
        assert ["OFFLINE"] not in [
            event.args for event in linked.events[before:] if event.name == "conn.stream_mode_changed"
        ]


async def test_a_device_that_is_not_taken_in_starts_again(fresh: StandIn, phones: Phones) -> None:
    await phones.switch(number=OWN, authFails=True)
    before = len(fresh.events)
    await phones.act(OWN, "scan", qr=await fresh.qr())
    await fresh.event("conn.logout", since=before)
    await fresh.event("conn.auth_code_change", lambda args: args[0] is not None, since=before)
    assert "conn.authenticated" not in fresh.names(since=before)
