"""The suite that every engine passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from openwa_core.testing.contracts.engine_actions import EngineActions
from openwa_core.testing.contracts.engine_changes import EngineChanges
from openwa_core.testing.contracts.engine_chats import EngineChats
from openwa_core.testing.contracts.engine_contacts import EngineContacts
from openwa_core.testing.contracts.engine_faults import EngineFaults
from openwa_core.testing.contracts.engine_group_messages import EngineGroupMessages
from openwa_core.testing.contracts.engine_group_notices import EngineGroupNotices
from openwa_core.testing.contracts.engine_groups import EngineGroups
from openwa_core.testing.contracts.engine_history import EngineHistory
from openwa_core.testing.contracts.engine_identities import EngineIdentities
from openwa_core.testing.contracts.engine_kinds import EngineKinds
from openwa_core.testing.contracts.engine_linking import EngineLinking
from openwa_core.testing.contracts.engine_media import EngineMedia
from openwa_core.testing.contracts.engine_members import EngineMembers
from openwa_core.testing.contracts.engine_messages import EngineMessages
from openwa_core.testing.contracts.engine_receiving import EngineReceiving
from openwa_core.testing.contracts.engine_refusals import EngineRefusals
from openwa_core.testing.contracts.engine_rig import EngineRig, LinkedSession
from openwa_core.testing.contracts.engine_talk import Talk

__all__ = ["EngineContract"]


class EngineContract(
    EngineLinking,
    EngineMessages,
    EngineFaults,
    EngineKinds,
    EngineMedia,
    EngineReceiving,
    EngineRefusals,
    EngineActions,
    EngineChanges,
    EngineHistory,
    EngineChats,
    EngineContacts,
    EngineGroups,
    EngineMembers,
    EngineGroupMessages,
    EngineGroupNotices,
    EngineIdentities,
):
    """Subclass it as `Test…` and give it one fixture, `rig`:

    class TestMyEngine(EngineContract):
        @pytest.fixture
        async def rig(self) -> AsyncIterator[EngineRig]:
            ...
            yield EngineRig(engine=engine, world=world)

    What the engine does not claim is skipped. If linking takes long, give it `linked` as well: a fixture of
    a wider scope, whose session is shared; each test meets somebody of its own there (`talk`).
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

    @pytest.fixture
    async def linked(self, rig: EngineRig) -> AsyncIterator[LinkedSession]:
        """A session that is connected, and still is at the end of a test."""
        session = LinkedSession(rig)
        await session.link()
        yield session
        await session.close()

    @pytest.fixture
    async def talk(self, linked: LinkedSession, tmp_path: Path) -> AsyncIterator[Talk]:
        """Somebody to write to, whom no other test knows."""
        talk = Talk(linked, tmp_path)
        await talk.begin()
        yield talk
        await talk.end()
