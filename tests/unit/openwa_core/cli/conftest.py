from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from openwa_core.cli import main
from tests.support.distributions import Distributions, plugin_source

COMMANDS = '''
from enum import StrEnum

class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"

async def paint(
    config, context, what: str, /, *, colour: Colour, times: int = 1, dry: bool = False, tag: list[str] = []
):
    """Paint something.

    More of it."""
    lent = type(context).__name__
    return f"{context.name} {what} {colour.value} {times} {dry} {tag} {config.servers} {lent}"

async def stored(config, context):
    """Say whether the storage runs."""
    return f"storage running: {context.storage.running}"

async def broken(config, context):
    """Fail."""
    raise RuntimeError("the wall is wet")

async def watch(config, context):
    """Wait for ever."""
    import asyncio
    print("watching", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        print("cleaned up", flush=True)

@hookimpl
def register_commands(cli):
    cli.add("paint", paint)
    cli.add("wall watch", watch)
    cli.add("wall state", stored, storage=True)
    cli.add("wall break", broken)
'''

BOX = """
class Box(Silent):
    running = False
    async def start(self): self.running = True
    async def stop(self): self.running = False

@hookimpl
def register_storage():
    return Provider(name="box", config=Empty, create=lambda config, context: Box())
"""

YAML = """
data_dir: "{directory}"
server: {{bind: "127.0.0.1:0"}}
engines: [{{use: motor}}]
storage: {{use: box}}
transports: []
auth: []
extensions: [{{use: painter, config: {{servers: [a], password: "${{WORD:-hush}}"}}}}]
"""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a run of the command line ended."""

    code: int
    out: str
    err: str


Openwa = Callable[..., Ended]


@pytest.fixture
def openwa(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own_logging: None) -> Openwa:
    monkeypatch.delenv("OPENWA_CONFIG", raising=False)

    def run(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        said = capsys.readouterr()
        code = caught.value.code
        return Ended(code=code if isinstance(code, int) else 0, out=said.out, err=said.err)

    return run


@pytest.fixture
def config(tmp_path: Path, distributions: Distributions) -> Path:
    """A YAML whose plugins are thrown away afterwards."""
    for name, role, more in (("motor", "engine", ""), ("box", "storage", BOX)):
        source = plugin_source(name=name, role=role, section="Empty", more=more)
        distributions.add(f"openwa-{name}", {name: f"openwa_t_{name}"}, modules={f"openwa_t_{name}": source})
    painter = plugin_source(name="painter", role="extension", more=COMMANDS)
    distributions.add(
        "openwa-painter", {"painter": "openwa_t_painter"}, modules={"openwa_t_painter": painter}
    )
    path = tmp_path / "openwa.yaml"
    path.write_text(YAML.format(directory=tmp_path))
    return path


@pytest.fixture
def broken_config(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text("serverr: {}\nengines: [{use: nowhere}]\n")
    return path
