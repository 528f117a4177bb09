"""A desk for the tests that send files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.canary import Canary, a_canary, lie_about_names
from tests.support.core_world import core_world
from tests.support.media_desk import (
    ALLOW,
    Desk,
)
from tests.support.media_engine import MediaEngine


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A session that sends files, in a gateway for which every name is at 127.0.0.1."""
    lie_about_names(monkeypatch)
    engine = MediaEngine()
    async with core_world(tmp_path, engine, more_yaml=ALLOW) as world:
        yield Desk(world=world, engine=engine, session=await world.session(), directory=tmp_path)


@pytest.fixture
async def canary() -> AsyncIterator[Canary]:
    """A server on the loopback that counts its visitors."""
    async with a_canary() as canary:
        yield canary
