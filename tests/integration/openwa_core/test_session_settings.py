"""Settings and proxies of single sessions, from the caller through the database to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from openwa_hookspecs.engine import Capability, Emit
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    FieldError,
    JsonValue,
    ValidationFailedError,
)
from openwa_hookspecs.gateway import NewSession
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.sessions import Proxy, SessionRecord, SessionStatus
from tests.support.core_world import ADMIN, core_world
from tests.support.scripted_engine import ME, ScriptedEngine
from tests.support.waiting import until

PROXY = Proxy(server="http://proxy.example:3128", username="ann", password="planted-proxy-word")


class ConfigurableEngine(ScriptedEngine):
    """Takes a device's name and a proxy."""

    def __init__(self) -> None:
        super().__init__()
        self.capabilities = self.capabilities | {Capability.SESSION_CONFIG, Capability.SESSION_PROXY}
        self.given: list[tuple[Mapping[str, JsonValue], Proxy | None]] = []

    def check_session_config(self, config: Mapping[str, JsonValue], proxy: Proxy | None) -> None:
        if set(config) - {"device_name"}:
            raise ValidationFailedError(FieldError(path="config.color", message="is not an option"))


def files_with(text: bytes, directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file() and text in path.read_bytes()]


def configurable() -> ConfigurableEngine:
    engine = ConfigurableEngine()

    async def opening(record: SessionRecord, emit: Emit) -> None:
        engine.given.append((record.config, record.proxy))
        await emit(StatusChanged(status=SessionStatus.READY, account=ME))

    engine.opening = opening
    return engine


async def test_engine_gets_them_now_and_after_a_restart(tmp_path: Path) -> None:
    new = NewSession(name="my-bot", config={"device_name": "Büro"}, proxy=PROXY)
    async with core_world(tmp_path, engine := configurable()) as world:
        session = (await world.sessions.create(ADMIN, new)).id
        await world.control(session).opened()
        assert engine.given == [({"device_name": "Büro"}, PROXY)]
    async with core_world(tmp_path, engine := configurable()) as world:
        await until(lambda: engine.given != [])
        assert engine.given == [({"device_name": "Büro"}, PROXY)]


async def test_password_is_in_no_file_of_the_gateway_but_encrypted(tmp_path: Path) -> None:
    async with core_world(tmp_path, configurable()) as world:
        record = await world.sessions.create(ADMIN, NewSession(name="my-bot", proxy=PROXY))
        assert record.proxy is None
        assert "planted" not in repr(record)
    assert files_with(b"planted", tmp_path) == []


async def test_session_whose_proxy_cannot_be_decrypted_fails_and_says_why(tmp_path: Path) -> None:
    async with core_world(tmp_path, configurable()) as world:
        session = (await world.sessions.create(ADMIN, NewSession(name="my-bot", proxy=PROXY))).id
    (tmp_path / "secret.key").unlink()
    async with core_world(tmp_path, engine := configurable()) as world:
        await until(lambda: world.status(session) is SessionStatus.ERROR)
        assert "another key" in (world.control(session).live.record.detail or "")
        assert engine.given == []


async def test_wrong_setting_is_named_and_nothing_is_created(tmp_path: Path) -> None:
    async with core_world(tmp_path, configurable()) as world:
        with pytest.raises(ValidationFailedError) as refused:
            await world.sessions.create(ADMIN, NewSession(name="my-bot", config={"color": "red"}))
        assert [fault.path for fault in refused.value.fields] == ["config.color"]
        page = await world.sessions.page(ADMIN, status=None, number=1, limit=10)
        assert page.total == 0


@pytest.mark.parametrize(
    "new", [NewSession(name="my-bot", config={"x": 1}), NewSession(name="my-bot", proxy=PROXY)]
)
async def test_engine_that_takes_none_answers_so(tmp_path: Path, new: NewSession) -> None:
    async with core_world(tmp_path, ScriptedEngine()) as world:
        with pytest.raises(CapabilityNotSupportedError):
            await world.sessions.create(ADMIN, new)
