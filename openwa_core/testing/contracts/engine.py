"""The suite that every engine passes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from openwa_core.testing.contracts.engine_faults import EngineFaults
from openwa_core.testing.contracts.engine_linking import EngineLinking
from openwa_core.testing.contracts.engine_messages import EngineMessages
from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession

__all__ = ["EngineContract"]


class EngineContract(EngineLinking, EngineMessages, EngineFaults):
    """Subclass it as `Test…` and give it one fixture, `rig`:

    class TestMyEngine(EngineContract):
        @pytest.fixture
        async def rig(self) -> AsyncIterator[EngineRig]:
            ...
            yield EngineRig(engine=engine, world=world)
    """

    @pytest.fixture
    def rig(self) -> EngineRig:
        """The engine under test, started, and its world; stop the engine after the `yield`."""
        raise NotImplementedError(f"{type(self).__name__} needs a fixture `rig`")

    @pytest.fixture
    async def session(self, rig: EngineRig) -> AsyncIterator[LinkedSession]:
        """A session with fresh numbers, closed at the end."""
        session = LinkedSession(rig)
        yield session
        await session.close()
