"""Kills a process that writes, at random moments, and looks at what it left in the database.

`python tests/proof/storage_kills.py [--database URL] [--cycles 50]`. Every write that was acknowledged must
be there, and no event without its change, nor a change without its event. The database must be the program's
own. The suite runs a few cycles on each database.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

import asyncpg

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    NOW,
    OWNER,
    add_session,
    an_event,
    an_incoming,
    an_outgoing,
    sent,
)
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.models.events import EventFilter
from openwa_hookspecs.models.ids import EventId, SessionId
from openwa_hookspecs.models.messages import Message
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

SESSION: Final = SessionId("sess_kills")
_WRITERS: Final = 24
_PAGE: Final = 500
_LONGEST_RUN_S: Final = 0.5
_PATIENCE_S: Final = 30.0


@dataclass
class Report:
    """What was written, and what is wrong with it."""

    kills: int = 0
    acknowledged: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.kills} kills, {len(self.acknowledged)} acknowledged writes, {len(self.faults)} faults"


def storage_at(url: str) -> TortoiseStorage:
    return TortoiseStorage(StorageConfig.model_validate({"url": url}), FakeContext())


async def write_for_ever(url: str, first: int) -> None:
    """The victim: writes with many callers, and prints each write once it is acknowledged."""
    storage = storage_at(url)
    await storage.start()
    session = await storage.sessions.claim(SESSION, owner=OWNER, now=NOW, lease_until=NOW)
    assert session is not None
    numbers = count(first)
    print("ready", flush=True)
    await asyncio.gather(*(_receive_and_send(storage, session, numbers) for _ in range(_WRITERS)))


async def _receive_and_send(storage: TortoiseStorage, session: SessionRecord, numbers: Iterable[int]) -> None:
    messages = storage.messages
    for number in numbers:
        received, accepted, done = (
            an_event(SESSION, id=EventId(f"{what}-{number}")) for what in ("received", "accepted", "sent")
        )
        incoming, row = an_incoming(number), an_outgoing(session, number)
        assert await messages.record(SESSION, epoch=session.epoch, message=incoming, events=[received])
        print(received.id, flush=True)
        assert await messages.add_outgoing(row, [accepted])
        print(accepted.id, flush=True)
        end = sent(row, wa_timestamp=incoming.wa_timestamp)
        assert await messages.end_outgoing(SESSION, row.key, epoch=session.epoch, end=end, events=[done])
        print(done.id, flush=True)


async def prove(url: str, *, cycles: int, chance: random.Random) -> Report:
    """Kill that often, and look after each kill."""
    storage = storage_at(url)
    await storage.start()
    await add_session(storage, "kills")
    await storage.stop()
    report = Report()
    for cycle in range(cycles):
        report.acknowledged |= await _run_and_kill(url, cycle * 10**6, chance.random() * _LONGEST_RUN_S)
        report.kills += 1
        await _wait_for_the_server(url)
        await _look(url, report)
    return report


async def _run_and_kill(url: str, first: int, after_s: float) -> set[str]:
    """The writes that the victim had acknowledged when it was killed."""
    victim = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, "--database", url, "--write-from", str(first)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert victim.stdout is not None
    async with asyncio.timeout(_PATIENCE_S):
        assert await victim.stdout.readline() == b"ready\n"
        reading = asyncio.create_task(victim.stdout.read())
        await asyncio.sleep(after_s)
        victim.kill()
        printed = await reading
        await victim.wait()
    whole, _, _ = printed.rpartition(b"\n")
    return set(whole.decode().split())


async def _wait_for_the_server(url: str) -> None:
    """Until PostgreSQL has noticed that its client is gone."""
    if url.startswith("sqlite"):
        return
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while await connection.fetch("SELECT 1 FROM pg_stat_activity WHERE application_name = 'openwa'"):
                await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def _look(url: str, report: Report) -> None:
    storage = storage_at(url)
    await storage.start()
    try:
        told = await _events(storage)
        stored = await _changes(storage)
    finally:
        await storage.stop()
    if len(told) != len(set(told)):
        report.faults.append(f"kill {report.kills}: an event is there twice")
    for fault, names in (
        ("acknowledged and lost", report.acknowledged - stored),
        ("event without its change", set(told) - stored),
        ("change without its event", stored - set(told)),
    ):
        report.faults += [f"kill {report.kills}: {fault}: {name}" for name in sorted(names)[:5]]


async def _events(storage: TortoiseStorage) -> list[str]:
    found: list[str] = []
    place = 0
    while page := await storage.events.read(after=place, wanted=EventFilter(), limit=_PAGE):
        found += [event.id for event in page]
        place = page[-1].seq
    return found


async def _changes(storage: TortoiseStorage) -> set[str]:
    """What the messages say has happened, in the words of the events."""
    found = {f"accepted-{int(row.key[4:], 16)}" for row in await storage.messages.unsettled(SESSION)}
    before = None
    while page := await storage.messages.history(SESSION, [CHAT], limit=_PAGE, before=before):
        before = page[-1].id
        for message in page:
            found |= _steps_of(message)
    return found


def _steps_of(message: Message) -> set[str]:
    if not message.from_me:
        return {f"received-{int(message.key[2:], 16)}"}
    number = int(message.key[4:], 16)
    return {f"accepted-{number}", f"sent-{number}"}


async def _main(options: argparse.Namespace) -> int:
    if options.write_from is not None:
        await write_for_ever(options.database, options.write_from)
    seed = random.randrange(10**6) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory() as directory:
        url = options.database or f"sqlite://{directory}/openwa.db"
        report = await prove(url, cycles=options.cycles, chance=random.Random(seed))
    print(report, f"(seed {seed})", *report.faults, sep="\n")
    return 1 if report.faults else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database")
    parser.add_argument("--cycles", type=int, default=50)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--write-from", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(_options())))
