"""How a session comes up, goes down and comes back."""

from __future__ import annotations

import asyncio

import pytest

from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession
from openwa_hookspecs.engine import Capability, SupportsPairingCode
from openwa_hookspecs.errors import SessionNotReadyError
from openwa_hookspecs.models.events import QrChanged, StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import Account, SessionStatus, StatusReason
from openwa_hookspecs.service import HealthStatus

__all__ = ["EngineLinking"]


class EngineLinking:
    async def test_open_shows_a_qr_code_and_returns(self, session: LinkedSession) -> None:
        await session.open()
        assert any(isinstance(event, QrChanged) for event in session.watcher.events)
        assert await session.current_qr() == await session.shows_qr()

    async def test_scan_connects_with_the_facts_of_the_account(self, session: LinkedSession) -> None:
        ready = await session.link()
        assert ready.account is not None
        facts = (ready.account.phone_number, ready.account.push_name, ready.account.platform)
        assert facts == (session.phone, "Ann", "android")
        assert await session.current_qr() is None

    async def test_statuses_come_in_their_order(self, session: LinkedSession) -> None:
        await session.link()
        reported = [event.status for event in session.watcher.events if isinstance(event, StatusChanged)]
        assert reported[-2:] == [SessionStatus.CONNECTING, SessionStatus.READY]

    async def test_pairing_code_links_instead_of_a_scan(self, session: LinkedSession, rig: EngineRig) -> None:
        if Capability.PAIRING_CODE not in rig.engine.capabilities:
            pytest.skip("the engine has no pairing codes")
        assert isinstance(rig.engine, SupportsPairingCode)
        await rig.world.has_phone(session.phone)
        await session.open()
        await session.shows_qr()
        async with asyncio.timeout(rig.patience_s):
            pairing = await rig.engine.pairing_code(session.record.id, session.phone)
        assert len(pairing.code) == 8
        await rig.world.enters_code(session.phone, pairing.code)
        ready = await session.watcher.status(SessionStatus.READY)
        assert isinstance(ready.account, Account)
        assert ready.account.phone_number == session.phone

    async def test_reopened_session_is_connected_without_a_scan(self, session: LinkedSession) -> None:
        await session.link()
        await session.close()
        since = len(session.watcher.events)
        await session.open()
        ready = await session.watcher.status(SessionStatus.READY, since=since)
        assert ready.account is not None
        assert ready.account.phone_number == session.phone
        assert not any(isinstance(event, QrChanged) for event in session.watcher.events[since:])

    async def test_closed_session_emits_nothing(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        await session.close()
        since = len(session.watcher.events)
        await rig.world.sends(session.peer, session.phone, "anybody there?")
        await asyncio.sleep(rig.quiet_s)
        assert session.watcher.events[since:] == []

    async def test_logout_by_the_gateway_removes_the_device_from_the_phone(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        assert await rig.world.devices(session.phone) == 1
        await session.close(logout=True)
        assert await rig.world.devices(session.phone) == 0
        since = len(session.watcher.events)
        await session.open()
        await session.shows_qr(since=since)

    async def test_logout_on_the_phone_ends_the_link(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        await rig.world.unlinks(session.phone)
        await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.LOGGED_OUT)
        await session.close()
        since = len(session.watcher.events)
        await session.open()
        await session.shows_qr(since=since)

    async def test_close_of_a_session_that_is_not_open_is_no_error(self, rig: EngineRig) -> None:
        await rig.engine.close_session(SessionId("sess_unknown"), logout=False)
        await rig.engine.close_session(SessionId("sess_unknown"), logout=True)
        assert (await rig.engine.health()).status is not HealthStatus.FAILED

    async def test_open_can_be_cancelled_at_any_moment(self, session: LinkedSession, rig: EngineRig) -> None:
        opening = asyncio.ensure_future(session.open())
        await asyncio.sleep(0)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        await session.close()
        await session.link()

    async def test_send_before_the_scan_is_refused(self, session: LinkedSession) -> None:
        await session.open()
        with pytest.raises(SessionNotReadyError):
            await session.send("too early")

    async def test_two_sessions_of_one_account_live_side_by_side(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        other = LinkedSession(rig, phone=session.phone)
        try:
            await other.link()
            assert await rig.world.devices(session.phone) == 2
            sent = await session.send("from the first")
            key = sent.message_id.split("_")[2]
            assert (await other.watcher.message(key)).from_me
        finally:
            await other.close(logout=True)
        assert await rig.world.devices(session.phone) == 1
