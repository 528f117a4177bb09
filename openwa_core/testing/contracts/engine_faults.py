"""What the network does to a connected session."""

from __future__ import annotations

import asyncio

import pytest

from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession, fresh_key, fresh_number
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    OutcomeUnknownError,
    QuotedMessageNotFoundError,
    SendFailedError,
)
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason

__all__ = ["EngineFaults"]


class EngineFaults:
    async def test_dropped_connection_comes_back_by_itself(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        since = len(session.watcher.events)
        await rig.world.drops_connections(session.phone, rig.quiet_s)
        await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST, since=since)
        await session.watcher.status(SessionStatus.READY, since=since)
        await session.send("back again")

    async def test_text_that_came_meanwhile_is_reported_after_a_drop(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        await rig.world.drops_connections(session.phone, rig.quiet_s)
        key = await rig.world.sends(session.peer, session.phone, "are you there?")
        assert (await session.watcher.message(key)).body == "are you there?"

    async def test_text_that_came_meanwhile_is_reported_after_a_reopening(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        await session.close()
        key = await rig.world.sends(session.peer, session.phone, "while you slept")
        await session.open()
        assert (await session.watcher.message(key)).body == "while you slept"

    async def test_number_that_is_not_on_whatsapp_is_named_so(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        with pytest.raises(GatewayError) as refused:
            await session.send("hello?", to=ChatId(f"{fresh_number()}@c.us"))
        assert refused.value.code is ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP

    async def test_quote_of_an_unknown_message_is_refused(self, session: LinkedSession) -> None:
        await session.link()
        await session.send("first")
        unknown = MessageId(f"false_{session.chat}_3EB0FFFFFFFFFFFFFFFFFF")
        with pytest.raises(QuotedMessageNotFoundError):
            await session.send("as you said", quoted=unknown)

    async def test_refused_send_fails_for_certain(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        await rig.world.refuses_sends(session.phone)
        with pytest.raises(SendFailedError) as refused:
            await session.send("not today")
        assert refused.value.details.get("outcome") != "unknown"
        await rig.world.behaves(session.phone)
        await session.send("but now")
        arrived = await rig.world.messages(session.peer, session.phone)
        assert [message.text for message in arrived] == ["but now"]

    async def test_send_that_gets_no_answer_can_be_given_up_and_sent_again(
        self, session: LinkedSession, rig: EngineRig
    ) -> None:
        await session.link()
        await rig.world.swallows_sends(session.phone)
        key, text = fresh_key(), "into the void"
        message = OutboundMessage(chat_id=session.chat, content=Text(text=text))
        with pytest.raises((TimeoutError, OutcomeUnknownError)):
            async with asyncio.timeout(rig.quiet_s):
                await rig.engine.send(session.record.id, message, key)
        if Capability.LOOKUP in rig.engine.capabilities:
            found = await rig.engine.lookup(session.record.id, key, session.chat)
            assert found.outcome is not SendOutcome.SENT
        await rig.world.behaves(session.phone)
        await session.send(text, key=key)
        arrived = await rig.world.messages(session.peer, session.phone)
        assert [message.key for message in arrived] == [key]

    async def test_ban_is_reported_with_its_reason(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        await rig.world.is_banned(session.phone)
        await session.watcher.status(SessionStatus.DISCONNECTED, StatusReason.BANNED)
        await session.close()
        await rig.world.is_unbanned(session.phone)
        since = len(session.watcher.events)
        await session.open()
        await session.watcher.status(SessionStatus.READY, since=since)

    async def test_every_hand_over_is_in_the_log(self, session: LinkedSession, rig: EngineRig) -> None:
        await session.link()
        keys = [fresh_key() for _ in range(3)]
        for key in keys:
            await session.send("count me", key=key)
        log = await rig.world.hand_overs(session.phone)
        assert [entry.key for entry in log if entry.outcome == "stored"] == keys
