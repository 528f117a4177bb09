"""The engine in real Chromium on the stand-in page, under the suite for all engines."""

from __future__ import annotations

import pytest

from openwa_core.testing.contracts import EngineContract, EngineRig, Talk
from openwa_core.testing.contracts.engine_rig import LinkedSession

pytestmark = pytest.mark.asyncio(loop_scope="module")


class TestPlaywrightEngine(EngineContract):
    """One engine for all tests, whose event loop is therefore the module's: the fixtures of `conftest.py`."""

    @pytest.fixture
    def rig(self, rig: EngineRig) -> EngineRig:
        return rig

    @pytest.fixture
    def session(self, session: LinkedSession) -> LinkedSession:
        return session

    @pytest.fixture
    def linked(self, linked: LinkedSession) -> LinkedSession:
        return linked

    @pytest.fixture
    def talk(self, talk: Talk) -> Talk:
        return talk
