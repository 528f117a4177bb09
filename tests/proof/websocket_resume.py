"""A client that is cut off and comes back with `since`, 100 times during a burst of 5,000 messages, has each
event of the log once, and in its order.

The connection is broken without a goodbye, by turns in the middle of the live events and in the middle of
what is read from the log; beside it another client stays, and must hear the same. `--kills` lets the gateway
be killed (SIGKILL) so many times, too.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.linked_gateway import LinkedGateway, linked_gateway
from tests.support.raw_socket import RawSocket, subscription
from tests.support.waiting import until

__all__ = ["Report", "prove"]

_SETTLE_S: Final = 60.0
_RETRY_S: Final = 0.05


@dataclass
class Report:
    """What was heard, and what was wrong."""

    events: int = 0
    connections: int = 0
    kills: int = 0
    seconds: float = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.events} events in the log, {self.connections} connections, "
            f"{self.kills} kills of the gateway within {self.seconds:.0f} s, {len(self.faults)} faults"
        )


@dataclass
class Wanderer:
    """Remembers what it heard, and where it was."""

    url: str
    heard: list[int] = field(default_factory=list)
    gaps: int = 0
    connections: int = 0
    since: int = 0
    _socket: RawSocket | None = None

    def on_text(self, text: bytes) -> None:
        message = orjson.loads(text)
        if message["type"] == "event":
            self.heard.append(message["payload"]["seq"])
            self.since = self.heard[-1]
        elif message["type"] == "subscribed":
            self.gaps += message["payload"]["gap"]
        else:
            raise AssertionError(f"heard {message}")

    async def come(self) -> None:
        """Open a socket, for as long as it takes, and go on where it was."""
        while True:
            try:
                first = subscription("*", since=self.since)
                self._socket = await RawSocket.open(self.url, self.on_text, first)
            except OSError:
                await asyncio.sleep(_RETRY_S)
            else:
                self.connections += 1
                return

    async def hear(self, count: int, typed: asyncio.Event) -> None:
        """Wait for so many more events, as long as there are any to come."""
        wanted = len(self.heard) + count
        await until(
            lambda: len(self.heard) >= wanted or self.is_cut_off or typed.is_set(), timeout_s=_SETTLE_S
        )

    def break_off(self) -> None:
        """Leave without a goodbye; what is on its way is lost."""
        if self._socket is not None:
            self._socket.abort()

    @property
    def is_cut_off(self) -> bool:
        return self._socket is None or self._socket.closed.is_set()


async def _wander(wanderer: Wanderer, times: int, per_visit: int, typed: asyncio.Event) -> None:
    """Come and go: after some events, and every third time at once, in the middle of the replay."""
    for visit in range(times):
        await wanderer.come()
        await wanderer.hear(1 if visit % 3 == 0 else per_visit, typed)
        wanderer.break_off()


async def _stay(wanderer: Wanderer) -> None:
    """Come back whenever the gateway was away."""
    while True:
        await wanderer.come()
        await until(lambda: wanderer.is_cut_off, timeout_s=3600)


async def _kill(house: LinkedGateway, times: int, every_s: float) -> None:
    for _ in range(times):
        await asyncio.sleep(every_s)
        await house.gateway.kill()
        await house.gateway.start()


async def prove(
    directory: Path,
    *,
    messages: int = 5000,
    connections: int = 100,
    per_second: float = 250,
    kills: int = 0,
    database: str | None = None,
) -> Report:
    """One burst, and the comparison with the log."""
    report = Report(kills=kills)
    async with linked_gateway(directory, database=database) as house:
        began = asyncio.get_running_loop().time()
        wanderer, stayer = Wanderer(house.url), Wanderer(house.url)
        staying = asyncio.create_task(_stay(stayer))
        every_s = messages / per_second / (kills + 1)
        async with asyncio.TaskGroup() as group:
            typing = group.create_task(house.type(messages, per_second, lambda number: f"message {number}"))
            typed = asyncio.Event()
            typing.add_done_callback(lambda _: typed.set())
            group.create_task(_wander(wanderer, connections, messages // connections, typed))
            group.create_task(_kill(house, kills, every_s))
        await house.client.until_status(house.session, "CONNECTED")
        log = await _whole_log(house, messages)
        await wanderer.come()
        await until(lambda: {wanderer.since, stayer.since} == {log[-1]}, timeout_s=_SETTLE_S)
        staying.cancel()
        wanderer.break_off()
        stayer.break_off()
        report.events, report.connections = len(log), wanderer.connections
        report.seconds = asyncio.get_running_loop().time() - began
    for name, each in (("the client that comes and goes", wanderer), ("the one that stays", stayer)):
        report.faults += [f"{name}: {fault}" for fault in _compare(each, log)]
    return report


def _compare(wanderer: Wanderer, log: Sequence[int]) -> list[str]:
    faults = []
    if missing := sorted(set(log) - set(wanderer.heard)):
        faults.append(f"{len(missing)} events are missing, the first is {missing[0]}")
    if strange := sorted(set(wanderer.heard) - set(log)):
        faults.append(f"{len(strange)} events are not in the log, the first is {strange[0]}")
    if doubled := len(wanderer.heard) - len(set(wanderer.heard)):
        faults.append(f"{doubled} events came more than once")
    if wanderer.heard != sorted(wanderer.heard):
        faults.append("events came out of order")
    if wanderer.gaps:
        faults.append(f"{wanderer.gaps} gaps were told")
    return faults


async def _whole_log(house: LinkedGateway, messages: int) -> list[int]:
    """The `seq` of all events, once all messages are among them."""
    log: list[dict[str, Any]] = []
    since = "0"
    async with asyncio.timeout(_SETTLE_S):
        while sum(event["event"] == "message.received" for event in log) < messages:
            try:
                page = await house.client.data(
                    "GET", f"/sessions/{house.session}/events?since={since}&limit=1000"
                )
            except aiohttp.ClientError:
                page = {"events": [], "next": since}
            log += page["events"]
            since = page["next"]
            if not page["events"]:
                await asyncio.sleep(0.2)
    return [event["seq"] for event in log]


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--per-second", type=float, default=250)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--database", help="a storage URL; SQLite in a temporary directory without it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openwa-proof-") as directory:
        report = asyncio.run(prove(Path(directory), **vars(given)))
    print(report)
    for fault in report.faults:
        print(f"  {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
