"""Requests with an Idempotency-Key: one effect, one answer, through crashes and crowds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from openwa_core.services.idempotency import current_attempt
from openwa_hookspecs.errors import ErrorCode, GatewayError, IdempotencyConflictError
from openwa_hookspecs.gateway import NewSession, NewWebhook
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.idempotency import KeyedAnswer, KeyedRequest
from openwa_hookspecs.models.ids import MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome, SentMessage
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine, hang

HELLO = OutboundMessage(chat_id=CHAT, content=Text(text="hello"))
REQUEST = KeyedRequest(route="POST /send", key="order-4711", digest="a" * 64)
SECOND = KeyedRequest(route="POST /send", key="order-4711", digest="b" * 64)
_STATUS = {ErrorCode.SERVICE_UNAVAILABLE: 503, ErrorCode.MESSAGE_SEND_FAILED: 500}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


async def send_once(world: CoreWorld, session: SessionId, request: KeyedRequest = REQUEST) -> KeyedAnswer:
    """What a transport does with a send that carries a key."""

    async def work() -> KeyedAnswer:
        try:
            sent = await world.core.facade.messages.send(ADMIN, session, HELLO)
        except GatewayError as error:
            status = _STATUS.get(error.code, 400)
            return KeyedAnswer(status=status, body=error.code.encode(), is_final=status == 500)
        return KeyedAnswer(status=200, body=sent.message_id.encode(), is_final=True)

    return await world.core.facade.idempotency.once(ADMIN, request, work)


async def test_repetition_gets_the_first_answer_and_sends_nothing(world: CoreWorld) -> None:
    session = await world.session()
    first = await send_once(world, session)
    again = await send_once(world, session)
    assert (again.status, again.body, again.is_replay) == (200, first.body, True)
    assert len(world.engine.sends) == 1


async def test_calls_at_the_same_time_wait_for_one_send(world: CoreWorld) -> None:
    session = await world.session()
    answers = await asyncio.gather(*(send_once(world, session) for _ in range(20)))
    assert len({answer.body for answer in answers}) == 1
    assert sum(not answer.is_replay for answer in answers) == 1
    assert len(world.engine.sends) == 1


async def test_key_of_another_request_is_a_conflict(world: CoreWorld) -> None:
    session = await world.session()
    await send_once(world, session)
    with pytest.raises(IdempotencyConflictError):
        await send_once(world, session, SECOND)
    assert len(world.engine.sends) == 1


async def test_refusal_before_anything_was_done_is_not_kept(world: CoreWorld) -> None:
    session = await world.session()
    await world.core.facade.sessions.stop(ADMIN, session)
    refused = await send_once(world, session)
    assert (refused.status, refused.body) == (400, b"SESSION_NOT_READY")
    await world.core.facade.sessions.start(ADMIN, session)
    await world.control(session).opened()
    assert (await send_once(world, session)).status == 200


async def test_group_that_was_refused_before_the_engine_was_asked_is_not_kept(world: CoreWorld) -> None:
    request = KeyedRequest(route="POST /groups", key="group-1", digest="a" * 64)

    async def work() -> KeyedAnswer:
        try:
            await world.core.facade.groups.create(ADMIN, session, "friends", [CHAT])
        except GatewayError as error:
            return KeyedAnswer(status=400, body=error.code.encode(), is_final=False)
        raise AssertionError("this engine makes no groups")

    session = await world.session()
    await world.core.facade.sessions.stop(ADMIN, session)
    refused = await world.core.facade.idempotency.once(ADMIN, request, work)
    assert refused.body == b"SESSION_NOT_READY"
    await world.core.facade.sessions.start(ADMIN, session)
    await world.control(session).opened()
    again = await world.core.facade.idempotency.once(ADMIN, request, work)
    assert (again.body, again.is_replay) == (b"CAPABILITY_NOT_SUPPORTED", False)


async def test_group_whose_creation_was_cut_off_is_not_made_again(world: CoreWorld) -> None:
    request = KeyedRequest(route="POST /groups", key="group-1", digest="a" * 64)

    async def cut_off() -> KeyedAnswer:
        attempt = current_attempt()
        assert attempt is not None
        await attempt.begin()
        raise asyncio.CancelledError

    async def again() -> KeyedAnswer:
        await world.core.facade.groups.create(ADMIN, session, "friends", [CHAT])
        raise AssertionError("unreachable")

    session = await world.session()
    await world.sessions.stop(ADMIN, session)  # comes second: what became of the first run matters more
    with pytest.raises(asyncio.CancelledError):
        await world.core.facade.idempotency.once(ADMIN, request, cut_off)
    with pytest.raises(IdempotencyConflictError, match="cut off"):
        await world.core.facade.idempotency.once(ADMIN, request, again)


async def test_refusal_by_whatsapp_is_final(world: CoreWorld) -> None:
    async def refuse(message: OutboundMessage, key: MessageKey) -> SentMessage:
        raise GatewayError(ErrorCode.MESSAGE_BLOCKED_CONTACT, "blocked")

    session = await world.session()
    world.engine.answers.append(refuse)
    first, again = await send_once(world, session), await send_once(world, session)
    assert (first.body, again.body, again.is_replay) == (b"MESSAGE_BLOCKED_CONTACT", first.body, True)
    assert len(world.engine.sends) == 1


async def test_key_is_free_again_after_a_day(world: CoreWorld) -> None:
    session = await world.session()
    await send_once(world, session)
    claims = world.core.storage.idempotency
    later = world.core.clock.now() + timedelta(hours=25)
    assert await claims.prune(now=later) == 1
    assert not (await send_once(world, session)).is_replay


@pytest.mark.parametrize("outcome", [SendOutcome.SENT, SendOutcome.ABSENT])
async def test_repetition_after_a_crash_gets_what_became_of_the_message(
    tmp_path: Path, outcome: SendOutcome
) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        session = await world.session()
        world.engine.answers.append(hang)
        lost = asyncio.create_task(send_once(world, session))
        while not world.engine.sends:
            await asyncio.sleep(0.01)
        world.storage.break_down("messages.end_outgoing", "idempotency.put")  # as if it were killed now
        lost.cancel()
        [(_, key)] = world.engine.sends
    engine = ScriptedEngine()
    engine.found.extend([outcome] * 3)
    async with core_world(tmp_path, engine) as world:
        await world.control(session).opened()
        answer = await send_once(world, session)
        assert (answer.status, answer.body.decode()) == (200, f"true_{CHAT}_{key}")
        resent = [sent_key for _, sent_key in engine.sends]
        assert resent == ([] if outcome is SendOutcome.SENT else [key])


async def test_repeated_creation_answers_with_the_session_that_is_there(tmp_path: Path) -> None:
    request = KeyedRequest(route="POST /api/sessions", key="first-bot", digest="c" * 64)

    async def create_once(world: CoreWorld) -> KeyedAnswer:
        async def work() -> KeyedAnswer:
            record = await world.sessions.create(ADMIN, NewSession(name="my-bot"))
            return KeyedAnswer(status=201, body=record.id.encode(), is_final=True)

        return await world.core.facade.idempotency.once(ADMIN, request, work)

    async with core_world(tmp_path, ScriptedEngine()) as world:
        world.storage.break_down("idempotency.put")  # killed before the answer was kept
        created = await create_once(world)
    async with core_world(tmp_path, ScriptedEngine()) as world:
        again = await create_once(world)
        assert (again.body, again.is_replay) == (created.body, False)
        assert (await create_once(world)).is_replay


WEBHOOK = NewWebhook(url="https://example.com/hook", secret="a-secret-of-ours")
_UNCHECKED = "webhooks: {check_reachable: false}"


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine(), more_yaml=_UNCHECKED) as running:
        yield running


async def register_once(world: CoreWorld, session: SessionId, new: NewWebhook = WEBHOOK) -> KeyedAnswer:
    request = KeyedRequest(route="POST /webhooks", key="hook-1", digest="a" * 64)

    async def work() -> KeyedAnswer:
        try:
            created = await world.core.facade.webhooks.create(ADMIN, session, new)
        except GatewayError as error:
            return KeyedAnswer(status=400, body=error.code.encode(), is_final=False)
        return KeyedAnswer(status=201, body=created.webhook.id.encode(), is_final=True)

    return await world.core.facade.idempotency.once(ADMIN, request, work)


async def cut_off_registration(world: CoreWorld, session: SessionId, new: NewWebhook) -> str:
    """The webhook is stored, the answer is not."""
    request = KeyedRequest(route="POST /webhooks", key="hook-1", digest="a" * 64)
    made: list[str] = []

    async def cut_off() -> KeyedAnswer:
        made.append((await world.core.facade.webhooks.create(ADMIN, session, new)).webhook.id)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await world.core.facade.idempotency.once(ADMIN, request, cut_off)
    return made[0]


async def test_webhook_whose_answer_was_lost_is_not_registered_again(told: CoreWorld) -> None:
    session = await told.session()
    made = await cut_off_registration(told, session, WEBHOOK)
    again = await register_once(told, session)
    assert (again.status, again.body.decode()) == (201, made)
    page = await told.core.facade.webhooks.page(ADMIN, session, number=1, limit=10)
    assert [webhook.id for webhook in page.items] == [made]


async def test_secret_that_nobody_was_told_is_not_passed_over(told: CoreWorld) -> None:
    session = await told.session()
    new = NewWebhook(url="https://example.com/hook", generate_secret=True)
    await cut_off_registration(told, session, new)
    again = await register_once(told, session, new)
    assert again.body == b"IDEMPOTENCY_CONFLICT"


async def test_webhook_that_was_refused_may_be_asked_for_again(told: CoreWorld) -> None:
    session = await told.session()
    webhooks = told.core.facade.webhooks
    first = await webhooks.create(ADMIN, session, WEBHOOK)
    assert (await register_once(told, session)).body == b"WEBHOOK_DUPLICATE"
    await webhooks.delete(ADMIN, session, first.webhook.id)
    assert (await register_once(told, session)).status == 201
