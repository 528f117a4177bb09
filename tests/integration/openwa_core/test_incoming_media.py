"""Files of incoming messages: told at once, fetched in the background, given out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from openwa_core.services.settings import ServiceSettings
from openwa_core.testing.contracts.storage.samples import an_incoming, an_own
from openwa_hookspecs.engine import Capability, FetchedMedia
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    ErrorCode,
    GatewayError,
    MediaNotFoundError,
    MediaTooLargeError,
    ServiceUnavailableError,
    SessionNotFoundError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.events import MessageRevoked, MessageSeen, StatusChanged
from openwa_hookspecs.models.ids import MessageId, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import MediaState, Message
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.incoming import FACTS, PNG, SMALL, media, picture, row_of, until_state
from tests.support.media_engine import MediaEngine
from tests.support.waiting import until

DOWN = StatusChanged(status=SessionStatus.DISCONNECTED, reason=StatusReason.CONNECTION_LOST)
UP = StatusChanged(status=SessionStatus.READY)


@pytest.fixture
def engine() -> MediaEngine:
    return MediaEngine()


@pytest.fixture
async def world(tmp_path: Path, engine: MediaEngine) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, engine, settings=SMALL) as running:
        yield running


async def test_message_is_told_before_its_file_is_here(world: CoreWorld, engine: MediaEngine) -> None:
    session, message = await world.session(), picture(world)
    may_go_on = asyncio.Event()

    async def slowly(target: Path) -> FetchedMedia:
        await may_go_on.wait()
        await asyncio.to_thread(target.write_bytes, PNG)
        return FetchedMedia(mimetype="image/png")

    engine.remote[message.id] = slowly
    await engine.emit(session, MessageSeen(message=message))
    (event,) = await world.events("message.received")
    assert '"state":"remote"' in event.data
    await until(lambda: engine.fetching == 1)
    shown = await world.core.facade.messages.get(ADMIN, session, message.id)
    assert shown.media == FACTS
    may_go_on.set()
    row = await until_state(world, session, message, MediaState.STORED)
    wanted = replace(FACTS, mimetype="image/png", size=len(PNG), state=MediaState.STORED)
    assert (row.facts, row.due_at, row.error) == (wanted, None, None)
    assert (await world.core.facade.messages.get(ADMIN, session, message.id)).media == wanted
    assert await media(world, session, message.id) == PNG
    assert engine.fetched == [message.id]


async def test_file_is_there_after_a_restart_and_what_was_due_is_fetched(tmp_path: Path) -> None:
    engine = MediaEngine()
    async with core_world(tmp_path, engine, settings=SMALL) as world:
        session, here, due = await world.session(), picture(world, 1), picture(world, 2)
        engine.remote[here.id] = PNG
        await engine.emit(session, MessageSeen(message=here))
        await until_state(world, session, here, MediaState.STORED)
        await engine.emit(session, DOWN)
        await engine.emit(session, MessageSeen(message=due))
    engine = MediaEngine(remote={due.id: PNG})
    async with core_world(tmp_path, engine, settings=SMALL) as world:
        await until_state(world, session, due, MediaState.STORED)
        assert await media(world, session, here.id) == PNG
    assert engine.fetched == [due.id]


async def test_few_are_fetched_at_once_and_no_session_alone(world: CoreWorld, engine: MediaEngine) -> None:
    busy, calm = await world.session("busy"), await world.session("calm")
    may_go_on = asyncio.Event()

    async def slowly(target: Path) -> FetchedMedia:
        await may_go_on.wait()
        await asyncio.to_thread(target.write_bytes, PNG)
        return FetchedMedia(mimetype="image/png")

    messages = [picture(world, number) for number in range(1, 41)]
    last = picture(world, 41)
    for message in (*messages, last):
        engine.remote[message.id] = slowly
    for message in messages:
        await engine.emit(busy, MessageSeen(message=message))
    await engine.emit(calm, MessageSeen(message=last))
    await until(lambda: engine.fetching == 3)
    assert last.id in engine.fetched
    may_go_on.set()
    for message in messages:
        await until_state(world, busy, message, MediaState.STORED)
    assert engine.most_fetching == 3
    assert sorted(engine.fetched) == sorted(message.id for message in (*messages, last))


async def test_what_fails_is_tried_again_later(world: CoreWorld, engine: MediaEngine) -> None:
    session, message = await world.session(), picture(world)
    tries = 0

    async def fail_twice(target: Path) -> FetchedMedia:
        nonlocal tries
        tries += 1
        if tries < 3:
            target.write_bytes(b"half")  # noqa: ASYNC240 - four bytes
            raise RuntimeError("page crashed")
        target.write_bytes(PNG)  # noqa: ASYNC240 - a few bytes
        return FetchedMedia(mimetype="image/png")

    engine.remote[message.id] = fail_twice
    await engine.emit(session, MessageSeen(message=message))
    for attempts in (1, 2):
        row = await _after(world, session, message, attempts)
        assert row.due_at is not None
        assert row.due_at > world.core.clock.now()
        await _make_due(world, row)
    row = await until_state(world, session, message, MediaState.STORED)
    assert (tries, row.attempts, row.error) == (3, 2, None)
    assert list((await world.core.media.scratch()).parent.iterdir()) == []


async def test_what_fails_for_good_is_failed_and_may_be_asked_for(
    world: CoreWorld, engine: MediaEngine
) -> None:
    session, message = await world.session(), picture(world)
    await engine.emit(session, MessageSeen(message=message))
    row = await until_state(world, session, message, MediaState.FAILED)
    assert (row.due_at, row.attempts) == (None, 1)
    with pytest.raises(MediaNotFoundError):
        await media(world, session, message.id)
    engine.remote[message.id] = PNG
    assert await media(world, session, message.id) == PNG
    assert (await row_of(world, session, message)).facts.state is MediaState.STORED


async def test_tries_come_to_an_end(world: CoreWorld, engine: MediaEngine) -> None:
    session, message = await world.session(), picture(world)

    async def never(target: Path) -> FetchedMedia:
        raise RuntimeError("no")

    engine.remote[message.id] = never
    await engine.emit(session, MessageSeen(message=message))
    await until(lambda: len(engine.fetched) == 1)
    for attempts in range(2, 7):
        row = await _after(world, session, message, attempts - 1)
        assert row.due_at is not None
        await _make_due(world, row)
    row = await until_state(world, session, message, MediaState.FAILED)
    assert (row.attempts, row.due_at) == (6, None)
    assert row.error == "The engine could not bring the file"


async def _after(world: CoreWorld, session: SessionId, message: Message, attempts: int) -> MediaRow:
    async def tried() -> bool:
        return (await row_of(world, session, message)).attempts == attempts

    await until(tried)
    return await row_of(world, session, message)


async def _make_due(world: CoreWorld, row: MediaRow) -> None:
    epoch = world.control(row.session_id).live.record.epoch
    await world.core.storage.media.save(replace(row, due_at=world.core.clock.now()), epoch=epoch)


@pytest.mark.parametrize("announced", [True, False])
async def test_file_that_is_too_large_stays_out(
    world: CoreWorld, engine: MediaEngine, announced: bool
) -> None:
    session = await world.session()
    message = picture(world, media=replace(FACTS, size=1001 if announced else None))
    exact = picture(world, 2, media=replace(FACTS, size=1000))

    async def endless(target: Path) -> FetchedMedia:
        with target.open("wb") as file:
            while True:
                file.write(bytes(100))
                file.flush()
                await asyncio.sleep(0.01)

    engine.remote = {message.id: endless, exact.id: bytes(1000)}
    for seen in (message, exact):
        await engine.emit(session, MessageSeen(message=seen))
    await until_state(world, session, exact, MediaState.STORED)
    if announced:
        assert (await row_of(world, session, message)).due_at is None
    else:
        assert (await until_state(world, session, message, MediaState.FAILED)).attempts == 1
    with pytest.raises(MediaTooLargeError) as caught:
        await media(world, session, message.id)
    assert caught.value.details == {"field": "media", "limit": 1000}
    assert (message.id in engine.fetched) is not announced
    assert list((await world.core.media.scratch()).parent.iterdir()) == []


async def test_fetching_may_be_switched_off(tmp_path: Path, engine: MediaEngine) -> None:
    settings = ServiceSettings(media_fetch=False)
    async with core_world(tmp_path, engine, settings=settings) as world:
        session, message = await world.session(), picture(world)
        engine.remote[message.id] = PNG
        await engine.emit(session, MessageSeen(message=message))
        row = await row_of(world, session, message)
        assert (row.facts.state, row.due_at) == (MediaState.REMOTE, None)
        assert await media(world, session, message.id) == PNG


async def test_own_and_old_files_wait_until_somebody_asks(world: CoreWorld, engine: MediaEngine) -> None:
    session = await world.session()
    own = an_own(type="image", has_media=True, media=FACTS)
    old = picture(world, 2, wa_timestamp=1_500_000_000)
    for message in (own, old):
        engine.remote[message.id] = PNG
        await engine.emit(session, MessageSeen(message=message))
        assert (await row_of(world, session, message)).due_at is None
        assert await media(world, session, message.id) == PNG


async def test_message_with_a_file_of_which_nothing_is_known_gets_facts(
    world: CoreWorld, engine: MediaEngine
) -> None:
    session, message = await world.session(), picture(world, media=None)
    engine.remote[message.id] = PNG
    await engine.emit(session, MessageSeen(message=message))
    row = await until_state(world, session, message, MediaState.STORED)
    assert (row.facts.mimetype, row.facts.filename) == ("image/png", "photo.png")


async def test_file_of_a_message_that_only_whatsapp_knows_is_fetched(
    world: CoreWorld, engine: MediaEngine
) -> None:
    session = await world.session()
    message_id = MessageId(f"false_{CHAT}_3A00ABC")
    engine.remote[message_id] = PNG
    assert await media(world, session, message_id) == PNG
    assert await media(world, session, message_id) == PNG
    assert engine.fetched == [message_id]
    with pytest.raises(MediaNotFoundError):
        await media(world, session, MessageId(f"false_{CHAT}_3A00DEF"))
    with pytest.raises(MediaNotFoundError):
        await media(world, session, MessageId("nonsense"))


async def test_text_has_no_file(world: CoreWorld, engine: MediaEngine) -> None:
    session = await world.session()
    await engine.emit(session, MessageSeen(message=an_incoming()))
    with pytest.raises(MediaNotFoundError):
        await media(world, session, an_incoming().id)
    assert engine.fetched == []


async def test_those_who_ask_at_once_get_one_fetch(tmp_path: Path, engine: MediaEngine) -> None:
    async with core_world(tmp_path, engine, settings=ServiceSettings(media_fetch=False)) as world:
        session, message = await world.session(), picture(world)
        engine.remote[message.id] = PNG
        await engine.emit(session, MessageSeen(message=message))
        found = await asyncio.gather(*(media(world, session, message.id) for _ in range(10)))
        assert found == [PNG] * 10
        assert engine.fetched == [message.id]


async def test_caller_that_leaves_does_not_stop_the_fetch(world: CoreWorld, engine: MediaEngine) -> None:
    session, message = await world.session(), picture(world, wa_timestamp=1_500_000_000)
    may_go_on = asyncio.Event()

    async def slowly(target: Path) -> FetchedMedia:
        await may_go_on.wait()
        await asyncio.to_thread(target.write_bytes, PNG)
        return FetchedMedia(mimetype="image/png")

    engine.remote[message.id] = slowly
    await engine.emit(session, MessageSeen(message=message))
    asking = asyncio.create_task(media(world, session, message.id))
    await until(lambda: engine.fetching == 1)
    asking.cancel()
    may_go_on.set()
    await until_state(world, session, message, MediaState.STORED)


async def test_file_of_a_revoked_message_goes_at_once(
    world: CoreWorld, engine: MediaEngine, tmp_path: Path
) -> None:
    session, message = await world.session(), picture(world)
    engine.remote[message.id] = PNG
    await engine.emit(session, MessageSeen(message=message))
    await until_state(world, session, message, MediaState.STORED)
    assert len(_kept(tmp_path)) == 1
    await engine.emit(session, _revocation(message))
    assert _kept(tmp_path) == []
    with pytest.raises(MediaNotFoundError):
        await media(world, session, message.id)


async def test_file_that_comes_after_the_revocation_is_given_to_nobody(
    world: CoreWorld, engine: MediaEngine, tmp_path: Path
) -> None:
    session, message = await world.session(), picture(world)
    may_go_on = asyncio.Event()

    async def slowly(target: Path) -> FetchedMedia:
        await may_go_on.wait()
        await asyncio.to_thread(target.write_bytes, PNG)
        return FetchedMedia(mimetype="image/png")

    engine.remote[message.id] = slowly
    await engine.emit(session, MessageSeen(message=message))
    await until(lambda: engine.fetching == 1)
    asking = asyncio.create_task(media(world, session, message.id))
    await engine.emit(session, _revocation(message))
    may_go_on.set()
    with pytest.raises(MediaNotFoundError):
        await asking
    with pytest.raises(MediaNotFoundError):
        await media(world, session, message.id)
    assert await world.core.storage.media.get(session, message.id) is None
    assert _kept(tmp_path) == []


def _revocation(message: Message) -> MessageRevoked:
    return MessageRevoked(
        message_id=message.id, chat_id=message.chat_id, wa_timestamp=message.wa_timestamp + 1
    )


def _kept(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("media/files/*/*") if path.is_file()]


async def test_who_may_have_it_and_when(world: CoreWorld, engine: MediaEngine) -> None:
    session, message = await world.session(), picture(world)
    engine.remote[message.id] = PNG
    await engine.emit(session, MessageSeen(message=message))
    await until_state(world, session, message, MediaState.STORED)
    viewer = Principal(name="v", role=Role.VIEWER)
    assert await media(world, session, message.id, viewer) == PNG
    elsewhere = Principal(name="x", role=Role.ADMIN, sessions=frozenset({SessionId("sess_other")}))
    with pytest.raises(SessionNotFoundError):
        await media(world, session, message.id, elsewhere)
    await engine.emit(session, DOWN)
    assert await media(world, session, message.id) == PNG
    with pytest.raises(SessionNotReadyError):
        await media(world, session, MessageId(f"false_{CHAT}_3A00ABC"))
    await engine.emit(session, UP)
    engine.capabilities = frozenset({Capability.SEND_TEXT})
    with pytest.raises(CapabilityNotSupportedError):
        await media(world, session, MessageId(f"false_{CHAT}_3A00ABC"))


async def test_silent_engine_is_left_in_time(world: CoreWorld, engine: MediaEngine) -> None:
    session = await world.session()
    message_id = MessageId(f"false_{CHAT}_3A00ABC")

    async def never(target: Path) -> FetchedMedia:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    engine.remote[message_id] = never
    with pytest.raises(ServiceUnavailableError, match="in time"):
        await media(world, session, message_id)


async def test_error_that_the_engine_raises_for_callers_reaches_them(
    world: CoreWorld, engine: MediaEngine
) -> None:
    session = await world.session()
    message_id = MessageId(f"false_{CHAT}_3A00ABC")

    async def refuse(target: Path) -> FetchedMedia:
        raise GatewayError(ErrorCode.MESSAGE_NOT_FOUND, "no such message")

    engine.remote[message_id] = refuse
    with pytest.raises(GatewayError, match="no such message"):
        await media(world, session, message_id)
