"""As many sockets that read as sockets that do not, and 200 events a second from a phone.

Those that read get each event once and soon; those that do not are gone in time; afterwards the gateway, a
process of its own, has as many descriptors, tasks and bytes as before: as after one or two rounds of the same
kind, after which the allocator knows what is needed. Latency is from before the phone types to a socket: the
simulator's way and the database's are in it.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.counted_gateway import PROGRAM
from tests.support.linked_gateway import LinkedGateway, linked_gateway
from tests.support.raw_socket import RawSocket, silent_socket, subscription
from tests.support.waiting import until

__all__ = ["GONE_WITHIN_S", "MORE_BYTES", "P99_S", "Report", "prove"]

EVENTS_PER_S: Final = 200
P99_S: Final = 0.2
GONE_WITHIN_S: Final = 10.0
MORE_BYTES: Final = 8 * 1024 * 1024
"""What the allocator may keep of what was needed meanwhile."""

_STAMP: Final = b'"body":"at '
_SETTLE_S: Final = 30.0


@dataclass(frozen=True)
class Holdings:
    """What the gateway has."""

    descriptors: int
    tasks: int
    bytes: int

    def __str__(self) -> str:
        return f"{self.descriptors} descriptors, {self.tasks} tasks, {self.bytes / 2**20:.1f} MiB"


@dataclass
class Report:
    """What was measured, and what was wrong."""

    before: Holdings | None = None
    after: Holdings | None = None
    events: int = 0
    told: int = 0
    latencies_s: list[float] = field(default_factory=list)
    gone_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """What was right, but not in time: a busy machine is enough for that."""

    @property
    def p99_s(self) -> float:
        return _quantile(self.latencies_s, 0.99)

    def __str__(self) -> str:
        return (
            f"{self.events} events, {self.told} told to sockets that read: "
            f"p50 {_quantile(self.latencies_s, 0.5) * 1000:.1f} ms, p99 {self.p99_s * 1000:.1f} ms, "
            f"longest {max(self.latencies_s, default=0) * 1000:.1f} ms; the others gone after "
            f"{', '.join(f'{each:.1f}' for each in self.gone_s)} s; before {self.before}; after {self.after}"
        )


@dataclass
class Reader:
    """Counts what it hears, and how late it was."""

    numbers: list[int] = field(default_factory=list)
    latencies_s: list[float] = field(default_factory=list)

    def on_text(self, text: bytes) -> None:
        at = text.find(_STAMP)
        if at < 0:
            return
        number, typed_ns = text[at + len(_STAMP) : text.index(b'"', at + len(_STAMP))].split(b" ")
        self.numbers.append(int(number))
        self.latencies_s.append((time.monotonic_ns() - int(typed_ns)) / 1e9)


@dataclass
class Run:
    """One gateway, and rounds on it."""

    house: LinkedGateway
    counted: Path
    report: Report = field(default_factory=Report)

    async def round(self, readers: int, silent: int, seconds: float) -> None:
        """Open them, let things happen, and close those that are left."""
        heard = [Reader() for _ in range(readers)]
        sockets = [await RawSocket.open(self.house.url, each.on_text, subscription()) for each in heard]
        deaf = [await asyncio.to_thread(silent_socket, self.house.url) for _ in range(silent)]
        try:
            count = round(EVENTS_PER_S * seconds)
            gone = asyncio.create_task(self._until_gone(readers)) if silent else None
            await self.house.type(count, EVENTS_PER_S, lambda number: f"at {number} {time.monotonic_ns()}")
            await until(lambda: all(len(each.numbers) >= count for each in heard), timeout_s=_SETTLE_S)
            self._judge(heard, count)
            if gone is not None:
                await gone
        finally:
            _leave(sockets, deaf)
        await until(self._nobody_is_left, timeout_s=_SETTLE_S)

    async def holdings(self) -> Holdings:
        """Once it has come to rest: the least tasks within some seconds."""
        process = self.house.gateway.process
        assert process is not None
        seen = []
        for _ in range(8):
            await asyncio.sleep(1)
            self.counted.unlink(missing_ok=True)
            process.send_signal(signal.SIGUSR1)
            await until(self.counted.exists)
            known = psutil.Process(process.pid)
            tasks = int(self.counted.read_text())
            seen.append(Holdings(known.num_fds(), tasks, known.memory_info().rss))
        return min(seen, key=lambda each: (each.tasks, each.descriptors, each.bytes))

    def _judge(self, heard: Sequence[Reader], count: int) -> None:
        self.report.events += count
        for index, reader in enumerate(heard):
            self.report.told += len(reader.numbers)
            self.report.latencies_s += reader.latencies_s
            if sorted(reader.numbers) != list(range(count)):
                self.report.faults.append(f"socket {index} heard {len(reader.numbers)} of {count} events")

    async def _until_gone(self, readers: int) -> None:
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(4 * GONE_WITHIN_S):
                while await self.house.sockets() > readers:
                    await asyncio.sleep(0.1)
        except TimeoutError:
            self.report.faults.append("sockets that do not read stay")
        self.report.gone_s.append(asyncio.get_running_loop().time() - began)

    async def _nobody_is_left(self) -> bool:
        return await self.house.sockets() == 0


def _leave(sockets: Sequence[RawSocket], deaf: Sequence[socket.socket]) -> None:
    for socket_ in sockets:
        socket_.abort()
    for silent in deaf:
        silent.close()


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


async def prove(
    directory: Path,
    *,
    sockets: int = 100,
    seconds: float = 20,
    rounds: int = 3,
    warm_up: int = 2,
    server: str = "hypercorn",
    database: str | None = None,
) -> Report:
    """So many of each kind, for so long, so many times over on one gateway."""
    counted = directory / "tasks"
    async with AsyncExitStack() as stack:
        program = (str(PROGRAM), str(counted))
        # One reader of the database: more are opened when they are needed, and would look like a leak.
        house = await stack.enter_async_context(
            linked_gateway(
                directory,
                database=database,
                pool_size=1,
                program=program,
                config={"server": {"use": server}},
            )
        )
        run = Run(house, counted)
        for _ in range(warm_up):
            await run.round(sockets, sockets, seconds)
        run.report = Report(before=await run.holdings())
        for _ in range(rounds):
            await run.round(sockets, sockets, seconds)
        run.report.after = await run.holdings()
    _compare(run.report)
    return run.report


def _compare(report: Report) -> None:
    before, after = report.before, report.after
    assert before is not None
    assert after is not None
    if report.p99_s >= P99_S:
        report.late.append(f"p99 is {report.p99_s * 1000:.0f} ms")
    report.late += [f"gone only after {each:.1f} s" for each in report.gone_s if each > GONE_WITHIN_S]
    if after.descriptors > before.descriptors or after.tasks > before.tasks:
        report.faults.append(f"left behind: {after}, before: {before}")
    if after.bytes - before.bytes > MORE_BYTES:
        report.faults.append(f"memory grew by {(after.bytes - before.bytes) / 2**20:.1f} MiB")


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=100, help="of each kind")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm-up", type=int, default=2, help="rounds before the first look")
    parser.add_argument("--server", choices=["hypercorn", "uvicorn"], default="hypercorn")
    parser.add_argument("--database", help="a storage URL; SQLite in a temporary directory without it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openwa-proof-") as directory:
        report = asyncio.run(prove(Path(directory), **vars(given)))
    print(report)
    wrong = [*report.faults, *report.late]
    for fault in wrong:
        print(f"  {fault}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
