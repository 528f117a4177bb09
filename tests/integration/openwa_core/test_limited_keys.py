"""What a caller may do whose key is limited to sessions, beyond those sessions: nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from openwa_hookspecs.errors import CapabilityNotSupportedError, ForbiddenError
from openwa_hookspecs.gateway import NewSession
from openwa_hookspecs.models.ids import ApiKeyId, SessionId
from openwa_hookspecs.models.keys import ApiKeySpec, Role
from tests.support.core_world import ADMIN, CoreWorld, core_world
from tests.support.scripted_engine import ScriptedEngine

LIMITED = replace(ADMIN, sessions=frozenset({SessionId("sess_1")}))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, ScriptedEngine()) as running:
        yield running


async def test_it_makes_no_sessions_and_learns_no_names(world: CoreWorld) -> None:
    await world.sessions.create(ADMIN, NewSession(name="taken"))
    for name in ("taken", "free"):
        with pytest.raises(ForbiddenError) as refused:
            await world.sessions.create(LIMITED, NewSession(name=name))
        assert "taken" not in refused.value.message
    assert (await world.sessions.page(ADMIN, status=None, number=1, limit=10)).total == 1


async def test_it_manages_no_keys_not_even_an_admins(world: CoreWorld) -> None:
    """An admin key that makes one without the limit has no limit."""
    keys = world.core.facade.keys
    for call in (
        keys.create(LIMITED, ApiKeySpec(name="more", role=Role.ADMIN)),
        keys.list(LIMITED),
        keys.revoke(LIMITED, ApiKeyId("key_1")),
    ):
        with pytest.raises(ForbiddenError):
            await call
    with pytest.raises(CapabilityNotSupportedError):
        await keys.list(ADMIN)


async def test_it_counts_no_other_sessions(world: CoreWorld) -> None:
    mine, _ = await world.session("mine"), await world.session("other")
    limited = replace(ADMIN, sessions=frozenset({mine}))
    for principal, total in ((limited, 1), (LIMITED, 0), (ADMIN, 2), (None, 2)):
        counted = (await world.core.facade.health.report(principal)).sessions
        assert (counted.total, counted.connected, counted.disconnected) == (total, total, 0)
