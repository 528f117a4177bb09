"""A receiver that hangs holds up none that is well, and one that always fails is tried again by the schedule.

`python tests/proof/webhook_slow.py [--events 1500] [--rate 50]`. Ten webhooks of one session get each message
that phones write; one of them never answers. Measured is the time from the event in the gateway, a process of
its own, to its arrival at a receiver. Then the retries of a receiver that always fails are held against the
schedule, on a clock that is so fast that each wait takes two seconds. The suite runs short ones, which do not
measure how late anything is.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle, islice, pairwise
from pathlib import Path
from typing import Final

from aiohttp import web

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from openwa_sink_webhook.config import WebhookConfig
from tests.proof.webhook_world import ME, World, a_world
from tests.support.paced_clock import PacedClock
from tests.support.receiver import Received, a_receiver
from tests.support.waiting import until
from tests.support.webhook_bench import Bench, a_bench

HEALTHY: Final = 9
P99_S: Final = 1.0
TOLERANCE: Final = 0.2
_LATE_S: Final = 0.1
"""What the machine may take for an attempt, in its own time."""
_WAIT_S: Final = 2.0
"""How long a wait of the schedule takes, in the machine's time."""
_WRITERS: Final = 20
_PATIENCE_S: Final = 120.0


@dataclass
class Isolation:
    """How long each healthy receiver waited for each event, and what the hanging one held."""

    waits_s: dict[str, list[float]] = field(default_factory=dict)
    open_at_once: int = 0
    hung: int = 0
    events: int = 0

    @property
    def complete(self) -> bool:
        """Whether every healthy receiver has got each event."""
        return [len(waits) for waits in self.waits_s.values()] == [self.events] * HEALTHY

    def __str__(self) -> str:
        rows = [f"{'receiver':<10}{'events':>8}{'p50':>10}{'p99':>10}{'worst':>10}"]
        for path, waits in sorted(self.waits_s.items()):
            times = "".join(f"{1000 * quantile(waits, part):>7.0f} ms" for part in (0.5, 0.99, 1.0))
            rows.append(f"{path:<10}{len(waits):>8}{times}")
        rows.append(f"hanging: {self.hung} requests, {self.open_at_once} at once")
        return "\n".join(rows)

    def faults(self) -> list[str]:
        slow = [path for path, waits in self.waits_s.items() if quantile(waits, 0.99) >= P99_S]
        missing = [] if self.complete else ["not every healthy receiver got each event"]
        return [*missing, *(f"{path}: p99 is not under {P99_S} s" for path in slow)]


async def isolation(directory: Path, *, events: int, rate: float) -> Isolation:
    """Let phones write that often."""
    seen, release = Isolation(events=events), asyncio.Event()
    seen.waits_s = {f"/well/{number}": [] for number in range(HEALTHY)}
    hanging = 0

    async def answer(request: Received) -> web.StreamResponse:
        nonlocal hanging
        if request.body and request.path == "/hangs":
            hanging += 1
            seen.hung, seen.open_at_once = seen.hung + 1, max(seen.open_at_once, hanging)
            await release.wait()
            hanging -= 1
        elif request.body:
            told = datetime.fromisoformat(request.json["timestamp"])
            seen.waits_s[request.path].append((datetime.now(UTC) - told).total_seconds())
        return web.Response()

    async with a_world(directory, writers=_WRITERS, sink={}) as world:
        world.receiver.answer = answer
        for path in ("/hangs", *seen.waits_s):
            await world.register(path)
        await _write(world, events=events, rate=rate)
        await until(lambda: seen.complete, timeout_s=_PATIENCE_S)
        await world.gateway.kill()  # or it would wait for the one that hangs
        release.set()
    return seen


async def _write(world: World, *, events: int, rate: float) -> None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    writing = []
    for number, writer in enumerate(islice(cycle(world.writers), events)):
        await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
        writing.append(asyncio.create_task(world.phones.send(writer, ME, f"message {number}")))
    await asyncio.gather(*writing)


@dataclass
class Retries:
    """The waits before each attempt but the first, in seconds of the clock that was asked."""

    schedule_s: Sequence[float]
    waits_s: list[list[float]] = field(default_factory=list)
    """By place in the schedule."""
    paces: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [f"{'wait':>10}{'shortest':>12}{'longest':>12}{'shortest':>12}{'longest':>12}"]
        for planned, waits in zip(self.schedule_s[1:], self.waits_s, strict=True):
            ends = (min(waits), max(waits))
            seconds = "".join(f"{wait:>10.1f} s" for wait in ends)
            parts = "".join(f"{wait / planned:>12.3f}" for wait in ends)
            rows.append(f"{planned:>8.0f} s{seconds}{parts}")
        return "\n".join(rows)

    def early(self) -> list[str]:
        return [
            f"a wait of {planned:.0f} s took {min(waits):.1f} s"
            for planned, waits in zip(self.schedule_s[1:], self.waits_s, strict=True)
            if min(waits) < planned * (1 - TOLERANCE)
        ]

    def late(self) -> list[str]:
        return [
            f"a wait of {planned:.0f} s took {max(waits):.1f} s"
            for planned, waits, pace in zip(self.schedule_s[1:], self.waits_s, self.paces, strict=True)
            if max(waits) > planned * (1 + TOLERANCE) + _LATE_S * pace
        ]


async def retries(directory: Path, *, events: int, schedule_s: Sequence[float]) -> Retries:
    """What comes at a receiver that always fails, until the schedule has run out for each event."""
    clock, arrivals = PacedClock(), dict[str, list[float]]()
    paces = [planned / _WAIT_S for planned in schedule_s[1:]]

    async def answer(request: Received) -> web.StreamResponse:
        arrivals.setdefault(request.key, []).append(clock.monotonic())
        step = min(map(len, arrivals.values())) - 1 if len(arrivals) == events else 0
        clock.pace = paces[min(step, len(paces) - 1)]
        return web.Response(status=500)

    async with a_receiver() as receiver, a_bench(f"sqlite://{directory}/retries.db", clock=clock) as bench:
        receiver.answer = answer
        session = await bench.session("retries")
        await bench.webhook(session, receiver.url())
        data = [f'{{"messageId":"false_628222222222@c.us_{number}"}}' for number in range(events)]
        async with bench.sink(schedule_s=tuple(schedule_s)) as sink:
            await sink.deliver(await bench.events(session, data))
            count = events * len(schedule_s)
            await until(lambda: len(receiver.requests) >= count, timeout_s=_PATIENCE_S)
            await until(lambda: _over(bench), timeout_s=_PATIENCE_S)
    waits = [[after - before for before, after in pairwise(times)] for times in arrivals.values()]
    return Retries(
        schedule_s=schedule_s, waits_s=[list(each) for each in zip(*waits, strict=True)], paces=paces
    )


async def _over(bench: Bench) -> bool:
    return not await bench.storage.deliveries.backlog()


def quantile(numbers: Sequence[float], part: float) -> float:
    """The smallest number that so many of them are not above."""
    return sorted(numbers)[min(len(numbers) - 1, int(part * len(numbers)))]


async def _prove(directory: Path, *, events: int, rate: float) -> list[str]:
    seen = await isolation(directory, events=events, rate=rate)
    print(f"{HEALTHY} healthy receivers beside one that hangs, {rate:.0f} events/s:\n{seen}\n")
    schedule = WebhookConfig().schedule_s
    measured = await retries(directory, events=8, schedule_s=schedule)
    print(f"retries of 8 events, allowed ± {TOLERANCE:.0%}:\n{measured}")
    return [*seen.faults(), *measured.early(), *measured.late()]


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_500)
    parser.add_argument("--rate", type=float, default=50.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openwa-slow-") as directory:
        faults = asyncio.run(_prove(Path(directory), events=given.events, rate=given.rate))
    print(*faults or ["no faults"], sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
