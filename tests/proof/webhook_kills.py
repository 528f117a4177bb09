"""The gateway killed again and again while a receiver misbehaves: no event is lost, and the order holds.

`python tests/proof/webhook_kills.py [--events 2000] [--kills 20] [--database URL] [--seed N]`. Gateway and
simulator are processes of their own. Phones write all the time, also while the gateway is away; the receiver
answers 200, 500 or 429, breaks the connection off, or hangs, by chance. The judges are the phones, the event
log and what arrived. Without a URL it runs on SQLite and on the PostgreSQL that set-up found. The suite runs
a short one on each.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Any, Final

from aiohttp import web

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.steps import services
from scripts.steps.tree import Tree
from tests.proof.webhook_world import ME, World, a_world
from tests.support.databases import own_postgres_database
from tests.support.receiver import Received
from tests.support.source import ROOT
from tests.support.waiting import until

SECRET: Final = "a secret of this proof"
BEHAVIOURS: Final = {"200": 60, "500": 15, "429": 8, "reset": 12, "hang": 5}
"""What the receiver does, and how often in a hundred."""
SINK: Final = {
    "schedule_s": [0.0, *([0.3] * 5), *([1.0] * 50)],
    "slow_wait_s": 0.5,
    "timeout_s": 0.5,
    "sockets": 8,
}
TEST: Final = {"enabled": True, "time_scale": 10.0}
_WRITERS: Final = 20
_PER_SECOND: Final = 40.0
_UP_S: Final = (0.2, 2.5)
_PATIENCE_S: Final = 300.0


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One request, and what the receiver did."""

    request: Received
    behaviour: str

    @property
    def event_id(self) -> str:
        return self.request.headers["webhook-id"]


@dataclass
class Report:
    """What happened, and what went wrong."""

    events: int = 0
    kills: int = 0
    arrivals: list[Arrival] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        did = Counter(arrival.behaviour for arrival in self.arrivals)
        again = len(self.arrivals) - len({arrival.event_id for arrival in self.arrivals})
        taken_again = did["200"] - len({one.event_id for one in self.arrivals if one.behaviour == "200"})
        came = f"{len(self.arrivals)} requests {dict(sorted(did.items()))}"
        repeats = f"{again} repeats, {taken_again} of them after a success"
        return f"{self.events} events, {self.kills} kills, {came}, {repeats}; {len(self.faults)} faults"


async def prove(
    directory: Path, *, events: int, kills: int, seed: int, database: str | None = None
) -> Report:
    """Write, kill, wait, and judge."""
    chance, report = random.Random(seed), Report(events=events)
    async with a_world(directory, writers=_WRITERS, sink=SINK, database=database, test=TEST) as world:
        await world.register("/hook", secret=SECRET)
        world.receiver.answer = _misbehaviour(report, chance)
        writing = asyncio.create_task(_write(world, events))
        while report.kills < kills:
            await asyncio.sleep(chance.uniform(*_UP_S))
            await world.gateway.kill()
            await world.gateway.start()
            report.kills += 1
        texts = await writing
        await world.client.until_status(world.session, "CONNECTED")
        told = await _all_told(world, texts, report)
        await _all_taken(told, report)
    judge(told, report)
    return report


def _misbehaviour(report: Report, chance: random.Random) -> Any:  # noqa: ANN401 - a receiver's answer
    async def answer(request: Received) -> web.StreamResponse:
        (behaviour,) = chance.choices(list(BEHAVIOURS), list(BEHAVIOURS.values()))
        report.arrivals.append(Arrival(request=request, behaviour=behaviour))
        match behaviour:
            case "reset":
                request.cut()
            case "hang":
                await asyncio.sleep(_PATIENCE_S)
            case "429":
                return web.Response(status=429, headers={"Retry-After": "1"})
        return web.Response(status=500 if behaviour == "500" else 200)

    return answer


async def _write(world: World, events: int) -> list[str]:
    """Each phone writes in its turn; what was written."""
    texts = []
    for number, writer in enumerate(islice(cycle(world.writers), events)):
        texts.append(f"message {number}")
        await world.phones.send(writer, ME, texts[-1])
        await asyncio.sleep(1 / _PER_SECOND)
    return texts


async def _all_told(world: World, texts: Sequence[str], report: Report) -> list[dict[str, Any]]:
    """The log's events, once each text has one."""
    log: list[dict[str, Any]] = []

    async def told() -> bool:
        log.extend(await _since(world, log[-1]["seq"] if log else 0))
        return {event["data"]["body"] for event in log} >= set(texts)

    try:
        await until(told, timeout_s=_PATIENCE_S)
    except TimeoutError:
        missing = set(texts) - {event["data"]["body"] for event in log}
        report.faults.append(f"{len(missing)} messages have no event, such as {sorted(missing)[:3]}")
    return log


async def _since(world: World, seq: int) -> list[dict[str, Any]]:
    """What the session was told of after that, read over REST."""
    query = f"types=message.received&limit=1000&since={seq}"
    page = await world.client.data("GET", f"/sessions/{world.session}/events?{query}")
    events: list[dict[str, Any]] = page["events"]
    return events


async def _all_taken(told: Sequence[dict[str, Any]], report: Report) -> None:
    wanted = {event["id"] for event in told}

    def taken() -> bool:
        return wanted <= {one.event_id for one in report.arrivals if one.behaviour == "200"}

    try:
        await until(taken, timeout_s=_PATIENCE_S)
    except TimeoutError:
        missing = wanted - {one.event_id for one in report.arrivals if one.behaviour == "200"}
        report.faults.append(f"{len(missing)} events never arrived, such as {sorted(missing)[:3]}")


def judge(told: Sequence[dict[str, Any]], report: Report) -> None:
    """What the requests and the log say of each other."""
    report.faults += [*_judge_repeats(report.arrivals), *_judge_order(told, report.arrivals)]
    bodies = Counter(event["data"]["body"] for event in told)
    report.faults += [f"{body!r} has {count} events" for body, count in bodies.items() if count > 1]


def _judge_repeats(arrivals: Sequence[Arrival]) -> Iterator[str]:
    """The same key, a new delivery id, and a count that grows."""
    seen = Counter(arrival.request.json["deliveryId"] for arrival in arrivals)
    yield from (f"delivery id {name} came {count} times" for name, count in seen.items() if count > 1)
    by_event: dict[str, list[Received]] = {}
    for arrival in arrivals:
        by_event.setdefault(arrival.event_id, []).append(arrival.request)
    for event_id, requests in by_event.items():
        keys = {(request.key, request.json["idempotencyKey"]) for request in requests}
        if len(keys) != 1:
            yield f"event {event_id} came under several keys: {keys}"
        counts = [int(request.headers["x-openwa-retry-count"]) for request in requests]
        if any(after <= before for before, after in pairwise(counts)):
            yield f"event {event_id}: the counts of retries are {counts}"


def _judge_order(told: Sequence[dict[str, Any]], arrivals: Sequence[Arrival]) -> Iterator[str]:
    """First arrivals of a chat come as the log has them."""
    places = {event["id"]: event["seq"] for event in told}
    last: dict[str, int] = {}
    for event_id, chat in {one.event_id: one.request.json["data"]["chatId"] for one in arrivals}.items():
        if places[event_id] < last.get(chat, 0):
            yield f"the first attempt of event {event_id} came after one that is younger"
        last[chat] = max(places[event_id], last.get(chat, 0))


@contextmanager
def _databases(given: str | None) -> Iterator[Sequence[str | None]]:
    """That which was asked for; else SQLite, and PostgreSQL where there is one."""
    server = services.read(Tree(root=ROOT)).get("postgres")
    if given is not None or server is None or server.url is None:
        yield [given]
        return
    with own_postgres_database(server.url) as url:
        yield [None, url]


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--database", help="a storage URL")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    faults = 0
    with _databases(given.database) as databases:
        for database in databases:
            with tempfile.TemporaryDirectory(prefix="openwa-kills-") as directory:
                proof = prove(
                    Path(directory),
                    events=given.events,
                    kills=given.kills,
                    seed=given.seed,
                    database=database,
                )
                report = asyncio.run(proof)
            print(f"{(database or 'sqlite').partition(':')[0]}: {report} (seed {given.seed})")
            for fault in report.faults[:20]:
                print(f"  {fault}")
            faults += len(report.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
