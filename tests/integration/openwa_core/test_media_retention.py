"""Files do not stay for ever, but for as long as they are needed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from openwa_core.services.media.retention import Retention
from openwa_core.services.settings import ServiceSettings
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
)
from openwa_hookspecs.models.content import Attachment, MediaKind, MediaPath
from openwa_hookspecs.models.events import MessageSeen
from openwa_hookspecs.models.messages import MediaState, OutboundMessage
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.incoming import PNG, SMALL, media, picture, row_of, until_state
from tests.support.media_engine import MediaEngine
from tests.support.waiting import until


@pytest.fixture
def engine() -> MediaEngine:
    return MediaEngine()


def retention(world: CoreWorld) -> Retention:
    (found,) = (upkeep for upkeep in world.core.upkeep if isinstance(upkeep, Retention))
    return found


async def test_old_files_go_and_come_back_when_asked_for(tmp_path: Path, engine: MediaEngine) -> None:
    settings = ServiceSettings(media_age_s=0.001)
    async with core_world(tmp_path, engine, settings=settings) as world:
        session, message = await world.session(), picture(world)
        engine.remote[message.id] = PNG
        await engine.emit(session, MessageSeen(message=message))
        await until_state(world, session, message, MediaState.STORED)
        await asyncio.sleep(0.01)
        assert await retention(world).sweep() == 1
        row = await row_of(world, session, message)
        assert (row.facts.state, row.due_at) == (MediaState.REMOTE, None)
        assert [file async for file in world.core.media.list()] == []
        assert await media(world, session, message.id) == PNG


async def test_of_too_many_the_oldest_go(tmp_path: Path, engine: MediaEngine) -> None:
    settings = ServiceSettings(media_total_bytes=2 * len(PNG) + 1)
    async with core_world(tmp_path, engine, settings=settings) as world:
        session = await world.session()
        messages = [picture(world, number) for number in range(1, 6)]
        for message in messages:
            engine.remote[message.id] = PNG
            await engine.emit(session, MessageSeen(message=message))
            await until_state(world, session, message, MediaState.STORED)
        assert await retention(world).sweep() == 3
        states = [(await row_of(world, session, message)).facts.state for message in messages]
        assert states == [MediaState.REMOTE] * 3 + [MediaState.STORED] * 2
        assert await retention(world).sweep() == 0


async def test_file_that_a_send_still_needs_stays(tmp_path: Path, engine: MediaEngine) -> None:
    settings = ServiceSettings(media_age_s=0.001, media_total_bytes=0)
    async with core_world(tmp_path, engine, settings=settings) as world:
        session = await world.session()
        (tmp_path / "uploads" / "x.png").write_bytes(PNG)
        may_go_on = asyncio.Event()

        async def slowly(message: OutboundMessage, key: Any) -> Any:  # noqa: ANN401 - as the engine
            await may_go_on.wait()
            raise GatewayError(ErrorCode.MESSAGE_SEND_FAILED, "no")

        engine.answers.append(slowly)
        attachment = Attachment(kind=MediaKind.IMAGE, source=MediaPath(path="x.png"))
        message = OutboundMessage(chat_id=CHAT, content=attachment)
        sending = asyncio.create_task(world.core.facade.messages.send(ADMIN, session, message))
        await until(lambda: len(engine.sends) == 1)
        await asyncio.sleep(0.01)
        assert await retention(world).sweep() == 0
        may_go_on.set()
        with pytest.raises(GatewayError):
            await sending
        assert await retention(world).sweep() == 1


async def test_file_that_no_message_has_goes_after_a_while(tmp_path: Path, engine: MediaEngine) -> None:
    async with core_world(tmp_path, engine, settings=ServiceSettings()) as world:
        for _ in range(2):
            orphan = await world.core.media.scratch()
            await asyncio.to_thread(orphan.write_bytes, PNG)
            await world.core.media.put(orphan, mimetype="image/png")
        assert await retention(world).sweep() == 0
        await _make_older(tmp_path, seconds=3700)
        assert await retention(world).sweep() == 2


async def test_files_go_with_their_session(tmp_path: Path, engine: MediaEngine) -> None:
    async with core_world(tmp_path, engine, settings=ServiceSettings()) as world:
        session, message = await world.session(), picture(world)
        engine.remote[message.id] = PNG
        await engine.emit(session, MessageSeen(message=message))
        await until_state(world, session, message, MediaState.STORED)
        await world.sessions.delete(ADMIN, session)
        await _make_older(tmp_path, seconds=3700)
        assert await retention(world).sweep() == 1


async def test_row_whose_file_is_gone_is_fetched_again(tmp_path: Path, engine: MediaEngine) -> None:
    async with core_world(tmp_path, engine, settings=SMALL) as world:
        session, message = await world.session(), picture(world)
        engine.remote[message.id] = PNG
        await engine.emit(session, MessageSeen(message=message))
        row = await until_state(world, session, message, MediaState.STORED)
        assert row.name is not None
        await world.core.media.remove(row.name)
        assert await media(world, session, message.id) == PNG
        assert engine.fetched == [message.id] * 2


async def _make_older(folder: Path, *, seconds: float) -> None:
    for path in (folder / "media" / "files").rglob("*"):
        if path.is_file():
            then = path.stat().st_mtime - seconds
            os.utime(path, (then, then))
