"""What `openwa serve` must not load on SQLite and the simulator: each import is paid for at every start.

Only sys.modules is looked at, never a clock. Times are for `benchmarks/first_message.py`."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.served import ServedGateway
from tests.support.source import package_files

NOT_NEEDED = {
    "aiohttp": "loaded with the first request to the outside",
    "aiosqlite": "Tortoise's way to SQLite",
    "asyncpg": "PostgreSQL only",
    "av": "sounds only",
    "cryptography": "loaded with the first medium",
    "httptools": "uvicorn only",
    "openwa_core.cli.doctor": "another command",
    "openwa_core.cli.schema": "another command",
    "openwa_core.outgoing.client": "loaded with the first request to the outside",
    "openwa_core.server.uvicorn_server": "another server",
    "openwa_core.testing": "tests only",
    "openwa_engine_playwright": "another engine",
    "openwa_engine_simulator.engine.socket_carrier": "a simulator in another process only",
    "openwa_engine_simulator.network.codec": "a simulator in another process only",
    "openwa_engine_simulator.server": "served only where `control` says",
    "openwa_transport_http.documentation": "loaded with the first request below /api/",
    "openwa_transport_http.openapi": "loaded when the description of the API is asked for",
    "openwa_transport_http.registry": "loaded with the first request below /api/",
    "openwa_transport_websocket.door": "loaded with the first socket",
    "openwa_sink_webhook.post_office": "loaded with the first webhook that has something to get",
    "openwa_storage_tortoise.migrate": "a database that is older than this version",
    "openwa_storage_tortoise.models": "a database that is older than this version",
    "openwa_storage_tortoise.postgres": "PostgreSQL only",
    "phonenumbers": "loaded with the first number to check",
    "PIL": "pictures only",
    "playwright": "another engine",
    "psutil": "another engine",
    "pygments": "rich only",
    "pytest": "tests only",
    "redis": "only where the YAML names one",
    "rich": "Typer and structlog would paint with it",
    "segno": "drawn only when somebody has to scan",
    "tortoise": "a database that is older than this version",
    "uvicorn": "another server",
    "yarl": "aiohttp only",
}

RECORDER = """
import atexit, json, sys
from pathlib import Path

def record():
    report.write_text("\\n".join(sys.modules))

report = Path(sys.argv.pop(1))
atexit.register(record)
from openwa_core.cli import main
main()
"""


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, frozenset[str]]:
    """On a new database, and again on the same."""
    directory = tmp_path_factory.mktemp("start-up")
    return {which: asyncio.run(_started(directory)) for which in ("new", "again")}


@pytest.mark.parametrize("name", NOT_NEEDED)
@pytest.mark.parametrize("database", ["new", "again"])
def test_serve_does_not_load(starts: dict[str, frozenset[str]], database: str, name: str) -> None:
    loaded = {module for module in starts[database] if f"{module}.".startswith(f"{name}.")}
    assert not loaded, f"{NOT_NEEDED[name]}: import it there, or say here why each start needs it"


@pytest.mark.parametrize("database", ["new", "again"])
def test_serve_loads_what_it_uses(starts: dict[str, frozenset[str]], database: str) -> None:
    assert {"quart", "openwa_storage_tortoise", "openwa_engine_simulator"} <= starts[database]


@pytest.mark.parametrize("name", [name for name in NOT_NEEDED if name.startswith("openwa_")])
def test_what_is_left_out_is_still_called_so(name: str) -> None:
    assert find_spec(name) is not None


def test_no_model_reads_its_own_source() -> None:
    readers = [file.name for file in package_files() if "use_attribute_docstrings" in file.path.read_text()]
    assert not readers, "pydantic would parse these files at each start: use Field(description=…)"


async def _started(directory: Path) -> frozenset[str]:
    """What a gateway has loaded that was stopped once it was ready."""
    report = directory / "modules"
    gateway = ServedGateway(
        directory=directory,
        program=("-c", RECORDER, str(report)),
        config={
            "engines": [
                {
                    "use": "simulator",
                    "config": {"control": None, "state_file": str(directory / "simulator.json")},
                }
            ],
            "storage": {"use": "tortoise", "config": {"url": f"sqlite://{directory}/openwa.db"}},
        },
    )
    try:
        await gateway.start()
        assert await gateway.stop() == 0
    finally:
        await gateway.kill()
    return frozenset(report.read_text().splitlines())
