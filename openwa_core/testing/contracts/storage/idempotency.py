"""Requests with an Idempotency-Key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from openwa_core.testing.contracts.storage.samples import (
    NOW,
    a_session,
    add_session,
    an_event,
    an_outgoing,
    events_of,
)
from openwa_hookspecs.errors import SessionExistsError
from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedAnswer, KeyedRequest
from openwa_hookspecs.storage import Storage

__all__ = ["IdempotencyContract"]

_CALLER = "key_1"
_REQUEST = KeyedRequest(route="POST /api/sessions", key="order-4711", digest="a" * 64)
_CLAIM = IdempotencyClaim(
    caller=_CALLER, request=_REQUEST, created_at=NOW, expires_at=NOW + timedelta(hours=24)
)


class IdempotencyContract:
    """`IdempotencyRepository`, and the claims that are written with an effect."""

    async def test_claim_comes_back_as_it_was_put(self, storage: Storage) -> None:
        await storage.idempotency.put(_CLAIM)
        assert await storage.idempotency.get(_CALLER, _REQUEST) == _CLAIM

    async def test_answer_comes_back_byte_for_byte_as_a_replay(self, storage: Storage) -> None:
        answer = KeyedAnswer(status=201, body='{"x":"☂ \\u00e9"}'.encode(), is_final=True)
        await storage.idempotency.put(_CLAIM)
        await storage.idempotency.put(replace(_CLAIM, target="sess_1", answer=answer))
        found = await storage.idempotency.get(_CALLER, _REQUEST)
        assert found is not None
        assert found.target == "sess_1"
        assert found.answer == replace(answer, is_replay=True)

    async def test_callers_and_routes_do_not_meet(self, storage: Storage) -> None:
        await storage.idempotency.put(_CLAIM)
        assert await storage.idempotency.get("key_2", _REQUEST) is None
        assert await storage.idempotency.get(_CALLER, replace(_REQUEST, route="POST /other")) is None

    async def test_digest_of_another_body_finds_the_claim_too(self, storage: Storage) -> None:
        await storage.idempotency.put(_CLAIM)
        found = await storage.idempotency.get(_CALLER, replace(_REQUEST, digest="b" * 64))
        assert found == _CLAIM

    async def test_removed_claim_is_gone(self, storage: Storage) -> None:
        await storage.idempotency.put(_CLAIM)
        await storage.idempotency.remove(_CALLER, _REQUEST)
        await storage.idempotency.remove(_CALLER, _REQUEST)
        assert await storage.idempotency.get(_CALLER, _REQUEST) is None

    async def test_prune_takes_what_has_expired(self, storage: Storage) -> None:
        young = replace(_CLAIM, request=replace(_REQUEST, key="young"), expires_at=NOW + timedelta(hours=25))
        await storage.idempotency.put(_CLAIM)
        await storage.idempotency.put(young)
        assert await storage.idempotency.prune(now=NOW + timedelta(hours=24)) == 1
        assert await storage.idempotency.get(_CALLER, _REQUEST) is None
        assert await storage.idempotency.get(_CALLER, young.request) == young

    async def test_message_and_its_claim_are_written_as_one(self, storage: Storage) -> None:
        session = await add_session(storage)
        row = an_outgoing(session)
        claim = replace(_CLAIM, target=row.key)
        assert await storage.messages.add_outgoing(row, [an_event(session.id)], claim)
        assert await storage.idempotency.get(_CALLER, _REQUEST) == claim

    async def test_message_of_a_stale_owner_leaves_no_claim(self, storage: Storage) -> None:
        session = await add_session(storage)
        row = replace(an_outgoing(session), epoch=session.epoch + 1)
        assert not await storage.messages.add_outgoing(row, [], replace(_CLAIM, target=row.key))
        assert await storage.idempotency.get(_CALLER, _REQUEST) is None

    async def test_session_and_its_claim_are_written_as_one(self, storage: Storage) -> None:
        claim = replace(_CLAIM, target=a_session().id)
        await storage.sessions.add(a_session(), [], claim)
        assert await storage.idempotency.get(_CALLER, _REQUEST) == claim

    async def test_session_whose_name_is_taken_leaves_no_claim(self, storage: Storage) -> None:
        first = await add_session(storage)
        with pytest.raises(SessionExistsError):
            await storage.sessions.add(replace(first, id=type(first.id)("sess_other")), [], _CLAIM)
        assert await storage.idempotency.get(_CALLER, _REQUEST) is None
        assert len(await events_of(storage)) == len(await events_of(storage))
