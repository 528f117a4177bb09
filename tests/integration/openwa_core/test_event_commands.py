"""`openwa events`: what the operator is told of the log and its sinks."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer

from openwa_core.cli.event_log import dead_letters, replay
from openwa_core.testing.contracts.storage.samples import NOW, an_event
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.models.events import EventFilter
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sinks import DeadLetter
from openwa_hookspecs.storage import Storage
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

SESSION = SessionId("sess_1")
pytestmark = pytest.mark.usefixtures("own_logging")


@dataclass(frozen=True)
class Log:
    """A database, and a configuration that names it and one sink."""

    directory: Path

    @property
    def config(self) -> Path:
        return self.directory / "config.json"

    def storage(self) -> TortoiseStorage:
        url = f"sqlite://{self.directory / 'openwa.db'}"
        return TortoiseStorage(StorageConfig.model_validate({"url": url}), FakeContext())


@pytest.fixture
def log(tmp_path: Path) -> Log:
    config = {
        "data_dir": str(tmp_path),
        "engines": [{"use": "simulator"}],
        "storage": {"use": "tortoise", "config": {"url": f"sqlite://{tmp_path / 'openwa.db'}"}},
        "sinks": [{"use": "webhook"}],
    }
    log = Log(tmp_path)
    log.config.write_text(json.dumps(config))
    return log


async def _fill(storage: Storage, *, pruned: int = 0) -> None:
    """Five events of which the sink has all, the third refused, and the oldest gone."""
    await storage.events.append([an_event(SESSION) for _ in range(5)])
    events = await storage.events.read(after=0, wanted=EventFilter(), limit=5)
    letter = DeadLetter(sink="webhook", event=events[2], error="too large", at=NOW)
    await storage.sinks.begin("webhook", seq=0, at=NOW)
    await storage.sinks.move("webhook", expected=0, to=5, at=NOW, dead=[letter])
    if pruned:
        await storage.events.prune(older_than=NOW, keep=5 - pruned, upto=5)


async def _filled(log: Log, *, pruned: int = 0) -> None:
    storage = log.storage()
    await storage.start()
    await _fill(storage, pruned=pruned)
    await storage.stop()


async def _cursor(log: Log) -> int:
    storage = log.storage()
    await storage.start()
    found = await storage.sinks.cursor("webhook")
    await storage.stop()
    assert found is not None
    return found.seq


def test_replay_says_how_many_events_come_again(log: Log) -> None:
    asyncio.run(_filled(log))
    assert replay(log.config, "webhook", "2") == "webhook gets 3 events again, from 3 on"
    assert asyncio.run(_cursor(log)) == 2


def test_replay_of_what_is_pruned_says_so(log: Log) -> None:
    asyncio.run(_filled(log, pruned=2))
    told = replay(log.config, "webhook", "0")
    assert told == "webhook gets 3 events again, from 1 on; events before 3 are pruned"


def test_replay_since_a_time_that_has_not_come_sends_nothing(log: Log) -> None:
    asyncio.run(_filled(log))
    assert replay(log.config, "webhook", "2999-01-01T00:00:00Z") == "webhook gets 0 events again, from 6 on"


@pytest.mark.parametrize(
    ("sink", "since", "why"),
    [
        ("kafka", "0", "no sink named kafka; it has webhook"),
        ("webhook", "yesterday", "a time such as"),
        ("webhook", "evt_gone", "Event evt_gone not found"),
    ],
)
def test_replay_that_cannot_be_names_the_reason(
    log: Log, sink: str, since: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_filled(log))
    with pytest.raises(typer.Exit):
        replay(log.config, sink, since)
    assert why in capsys.readouterr().err


def test_sink_that_has_never_run_has_nothing_to_replay(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        replay(log.config, "webhook", "0")
    assert "start the gateway once" in capsys.readouterr().err


def test_dead_letters_are_listed_with_the_reason(log: Log) -> None:
    asyncio.run(_filled(log))
    header, row = dead_letters(log.config, "webhook").splitlines()
    assert header.split()[:2] == ["SEQ", "EVENT"]
    assert row.split()[0] == "3"
    assert row.endswith("too large")


def test_no_dead_letters_are_said_to_be_none(log: Log) -> None:
    assert dead_letters(log.config, "webhook") == "webhook has refused no event"
