"""Hooks that are methods of an extension's service."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from openwa_core.gateway import CannotBuildError
from openwa_hookspecs import hookimpl
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.service import Health
from tests.support.core_world import built_core, core_world, offer_of
from tests.support.scripted_engine import ScriptedEngine


@dataclass
class Guard:
    """Refuses every message, once it has started."""

    fault: Exception | None = None

    async def start(self) -> None:
        if self.fault is not None:
            raise self.fault

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health()

    @hookimpl
    async def before_send(self, message: OutboundMessage) -> None:
        raise GatewayError(ErrorCode.MESSAGE_RATE_LIMITED, "nothing goes out")


class Misspelt(Guard):
    @hookimpl
    async def before_sending(self, message: OutboundMessage) -> None: ...


async def test_hook_of_an_extension_has_a_say(tmp_path: Path) -> None:
    offers = {"extensions": (offer_of("extension", "guard", Guard),)}
    async with core_world(tmp_path, ScriptedEngine(), offers=offers) as world:
        session = await world.session()
        with pytest.raises(GatewayError, match="nothing goes out"):
            await world.send(session)
        assert world.engine.sends == []


async def test_hook_of_an_extension_that_did_not_start_has_none(tmp_path: Path) -> None:
    offer = offer_of("extension", "guard", lambda: Guard(fault=OSError("no such device")), optional=True)
    async with core_world(tmp_path, ScriptedEngine(), offers={"extensions": (offer,)}) as world:
        await world.send(await world.session())
        assert [text for text, _ in world.engine.sends] == ["hello"]


async def test_hook_that_does_not_fit_is_refused_with_the_extensions_name(tmp_path: Path) -> None:
    offers = {"extensions": (offer_of("extension", "guard", Misspelt),)}
    with pytest.raises(CannotBuildError, match=r"extension\.guard.*before_sending: there is no hook"):
        built_core(tmp_path, ScriptedEngine(), offers=offers)
