"""What plugins' hooks may do to messages and events, through the whole core."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from openwa_hookspecs import hookimpl
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.content import Text, text_of
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import EventId, SessionId
from openwa_hookspecs.models.messages import OutboundMessage, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.pipes import DropEvent
from tests.support.core_world import ADMIN, CHAT, core_world
from tests.support.scripted_engine import ScriptedEngine
from tests.support.waiting import until


async def test_before_send_refuses_and_nothing_is_stored_or_sent(tmp_path: Path) -> None:
    @hookimpl
    async def before_send(message: OutboundMessage) -> None:
        raise GatewayError(ErrorCode.MESSAGE_RATE_LIMITED, "slow down")

    plugins = {"limit": SimpleNamespace(before_send=before_send)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        with pytest.raises(GatewayError, match="slow down"):
            await world.send(session)
        assert world.engine.sends == []
        assert "messages.add_outgoing" not in world.storage.calls


async def test_what_before_send_makes_of_a_message_is_checked_as_the_callers(tmp_path: Path) -> None:
    @hookimpl
    async def before_send(message: OutboundMessage) -> OutboundMessage:
        return replace(message, content=Text(text=f"{text_of(message.content)}\0"))

    plugins = {"odd": SimpleNamespace(before_send=before_send)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        with pytest.raises(GatewayError) as caught:
            await world.send(session)
        assert caught.value.code is ErrorCode.VALIDATION_ERROR


async def test_a_hook_that_returns_something_else_has_no_say(tmp_path: Path) -> None:
    @hookimpl
    async def before_send(message: OutboundMessage) -> OutboundMessage:
        return cast(OutboundMessage, {"text": "not a message"})

    @hookimpl
    async def before_publish(event: Event) -> Event:
        return cast(Event, event.data)

    plugins = {"garbage": SimpleNamespace(before_send=before_send, before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        await world.send(await world.session())
        assert [text for text, _ in world.engine.sends] == ["hello"]
        assert len(await world.events("message.sent")) == 1


async def test_before_publish_drops_the_event_and_the_change_stays(tmp_path: Path) -> None:
    @hookimpl
    async def before_publish(event: Event) -> None:
        if event.type is EventType.MESSAGE_SENT:
            raise DropEvent

    plugins = {"quiet": SimpleNamespace(before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        await world.send(session)
        assert await world.events("message") == []
        history = await world.core.facade.messages.history(ADMIN, session, CHAT, limit=10, before=None)
        assert [message.body for message in history] == ["hello"]


async def test_before_publish_cannot_make_a_failure_of_what_has_happened(tmp_path: Path) -> None:
    @hookimpl
    async def before_publish(event: Event) -> None:
        raise GatewayError(ErrorCode.FORBIDDEN, "I do not like events")

    plugins = {"grumpy": SimpleNamespace(before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        sent = await world.send(session)
        assert sent.message_id == f"true_{CHAT}_{world.engine.sends[0][1]}"
        assert len(await world.events("message.sent")) == 1


async def test_an_event_keeps_its_id_type_and_session(tmp_path: Path) -> None:
    @hookimpl
    async def before_publish(event: Event) -> Event:
        return replace(
            event, id=EventId("evt_other"), session_id=SessionId("sess_other"), data='{"changed":true}'
        )

    plugins = {"forger": SimpleNamespace(before_publish=before_publish)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        session = await world.session()
        log = await world.events()
        assert len({event.id for event in log}) == len(log) > 1
        assert {event.session_id for event in log} == {session}
        assert {event.data for event in log} == {'{"changed":true}'}


def watching(told: list[str]) -> SimpleNamespace:
    @hookimpl
    async def on_event(event: Event) -> None:
        told.append(f"{event.type} {event.seq > 0}")

    @hookimpl
    async def after_send(message: OutboundMessage, sent: SentMessage) -> None:
        told.append(f"after_send {text_of(message.content)} {sent.ack.name}")

    @hookimpl
    async def send_failed(error: GatewayError) -> None:
        told.append(f"send_failed {error.code}")

    @hookimpl
    async def session_changed(session: SessionRecord) -> None:
        told.append(f"session_changed {session.status}")

    return SimpleNamespace(
        on_event=on_event, after_send=after_send, send_failed=send_failed, session_changed=session_changed
    )


async def test_plugins_are_told_what_happened(tmp_path: Path) -> None:
    async def refuse(*_: object) -> SentMessage:
        raise GatewayError(ErrorCode.MESSAGE_BLOCKED_CONTACT, "blocked")

    told: list[str] = []
    engine = ScriptedEngine()
    async with core_world(tmp_path, engine, plugins={"watcher": watching(told)}) as world:
        session = await world.session()
        await world.send(session)
        engine.answers.append(refuse)
        with pytest.raises(GatewayError, match="blocked"):
            await world.send(session)
        expected = {
            "session.status True",
            "session_changed ready",
            "message.sent True",
            "after_send hello SENT",
            "message.failed True",
            "send_failed MESSAGE_BLOCKED_CONTACT",
        }
        await until(lambda: expected <= set(told))


async def test_a_hook_that_hangs_holds_up_no_other_plugin(tmp_path: Path) -> None:
    told: list[str] = []

    @hookimpl
    async def hanging(event: Event) -> None:
        await asyncio.Event().wait()

    @hookimpl
    async def quick(event: Event) -> None:
        told.append(event.type)

    plugins = {"hanging": SimpleNamespace(on_event=hanging), "quick": SimpleNamespace(on_event=quick)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        await world.session()
        await until(lambda: len(told) >= 2)


async def test_plugins_hear_of_the_end_while_the_gateway_still_works(tmp_path: Path) -> None:
    told: list[str] = []

    @hookimpl
    async def gateway_stopping() -> None:
        page = await world.sessions.page(ADMIN, status=None, number=1, limit=10)
        told.extend(record.name for record in page.items)

    plugins = {"watcher": SimpleNamespace(gateway_stopping=gateway_stopping)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        await world.session()
        await world.lifecycle.drain()
    assert told == ["my-bot"]
