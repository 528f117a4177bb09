"""Plugins whose services cannot be built, do not start, do not answer or do not stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from openwa_core.gateway import CannotBuildError
from openwa_core.lifecycle import EXIT_REFUSED, Lifecycle, StartRefusedError
from openwa_hookspecs import hookimpl
from openwa_hookspecs.errors import UnauthorizedError
from openwa_hookspecs.models.keys import Credentials, Principal
from openwa_hookspecs.service import Health, HealthStatus
from tests.support.core_world import ADMIN, built_core, core_world, offer_of
from tests.support.scripted_engine import ScriptedEngine
from tests.support.waiting import until


@dataclass
class Part:
    """A service of any role; notes what happens to it."""

    fault: Exception | None = None
    hangs: bool = False
    seen: list[str] = field(default_factory=list)

    async def start(self) -> None:
        self.seen.append("start")
        if self.fault is not None:
            raise self.fault

    async def stop(self) -> None:
        self.seen.append("stop")

    async def health(self) -> Health:
        if self.hangs:
            await asyncio.Event().wait()
        return Health()

    async def authenticate(self, credentials: Credentials) -> Principal | None:
        self.seen.append("authenticate")
        return ADMIN


def just(part: Part) -> Callable[[], Part]:
    return lambda: part


def refuse() -> object:
    raise ValueError("bind and url exclude each other")


async def test_an_optional_service_that_does_not_start_is_left_out_in_its_role(tmp_path: Path) -> None:
    broken = {role: Part(fault=OSError("no such device")) for role in ("auth", "extension", "transport")}
    offers = {
        f"{role}s" if role != "auth" else role: (offer_of(role, "scripted", just(part), optional=True),)
        for role, part in broken.items()
    }
    async with core_world(tmp_path, ScriptedEngine(), offers=offers) as world:
        await world.send(await world.session())
        assert world.core.transports == []
        report = await world.core.health.report()
        assert report.status is HealthStatus.DEGRADED
        assert report.services["auth.scripted"].details == {"error": "no such device"}
        assert report.services["engine.scripted"].status is HealthStatus.OK
    assert [part.seen for part in broken.values()] == [["start", "stop"]] * 3


async def test_an_auth_plugin_that_did_not_start_is_not_asked(tmp_path: Path) -> None:
    broken, good = Part(fault=OSError("no")), Part()
    offers = {
        "auth": (
            offer_of("auth", "broken", just(broken), optional=True),
            offer_of("auth", "good", just(good)),
        )
    }
    async with core_world(tmp_path, ScriptedEngine(), offers=offers) as world:
        assert await world.core.auth.authenticate(Credentials(address="127.0.0.1")) == ADMIN
    assert "authenticate" not in broken.seen


async def test_nobody_is_let_in_when_no_auth_plugin_is_left(tmp_path: Path) -> None:
    broken = Part(fault=OSError("no"))
    offers = {"auth": (offer_of("auth", "broken", just(broken), optional=True),)}
    async with core_world(tmp_path, ScriptedEngine(), offers=offers) as world:
        with pytest.raises(UnauthorizedError):
            await world.core.auth.authenticate(Credentials(address="127.0.0.1"))


async def test_an_optional_service_that_cannot_be_built_is_left_out(tmp_path: Path) -> None:
    offers = {"extensions": (offer_of("extension", "odd", refuse, optional=True),)}
    async with core_world(tmp_path, ScriptedEngine(), offers=offers) as world:
        report = await world.core.health.report()
        assert report.services["extension.odd"].details == {"error": "bind and url exclude each other"}


async def test_a_service_that_cannot_be_built_is_named_with_its_plugin(tmp_path: Path) -> None:
    offers = {"extensions": (offer_of("extension", "odd", refuse),)}
    with pytest.raises(CannotBuildError, match=r"extension\.odd, odd \(tests 0\), .*exclude each other"):
        built_core(tmp_path, ScriptedEngine(), offers=offers)


async def test_a_start_that_fails_half_way_stops_what_has_started(tmp_path: Path) -> None:
    first, second, third = Part(), Part(fault=KeyError("oops")), Part()
    offers = {
        "extensions": tuple(
            offer_of("extension", name, just(part))
            for name, part in (("first", first), ("second", second), ("third", third))
        )
    }
    lifecycle = Lifecycle(built_core(tmp_path, ScriptedEngine(), offers=offers))
    with pytest.raises(StartRefusedError, match=r"extension\.second, second \(tests 0\)") as caught:
        await lifecycle.start()
    await lifecycle.stop()
    assert caught.value.code == EXIT_REFUSED
    assert [part.seen for part in (first, second, third)] == [["start", "stop"], ["start", "stop"], []]


@pytest.mark.slow
async def test_a_service_that_hangs_in_health_is_failed_and_the_others_answer(tmp_path: Path) -> None:
    offers = {"extensions": (offer_of("extension", "hanging", just(Part(hangs=True))),)}
    async with core_world(tmp_path, ScriptedEngine(), offers=offers) as world:
        report = await world.core.health.report()
        assert report.ready
        assert report.services["extension.hanging"].status is HealthStatus.FAILED
        assert report.services["storage.tortoise"].status is HealthStatus.OK


async def test_a_gateway_on_two_addresses_has_started_once(tmp_path: Path) -> None:
    told: list[str] = []

    @hookimpl
    async def gateway_started() -> None:
        told.append("started")

    plugins = {"watcher": SimpleNamespace(gateway_started=gateway_started)}
    async with core_world(tmp_path, ScriptedEngine(), plugins=plugins) as world:
        with capture_logs() as lines:
            world.core.announce("http://127.0.0.1:2785")
            world.core.announce("http://[::1]:2785")
        await until(lambda: told != [])
        await asyncio.sleep(0)
    assert told == ["started"]
    assert len(lines) == 2
