"""Kills and hangs in cycles while messages flow both ways: nothing lost, nothing doubled, no process left
behind.

`python tests/proof/kill_cycles.py [--cycles 50] [--engine playwright] [--database URL]`. Gateway and
simulator are processes of their own; the simulator's append-only send log is the judge. The suite runs one
cycle of each fault.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.proof.faults import FAULTS, Fault, marked_processes
from tests.support.rest_client import Phones, RestClient, callers
from tests.support.served import ServedGateway, served_simulator
from tests.support.waiting import until

ME, PEER = "628111111111", "628222222222"
PEER_CHAT = f"{PEER}@c.us"
USABLE_WITHIN_S = 15.0
_SENDS_BEFORE, _SENDS_AFTER = 3, 2
_PAUSE_S = 0.05
_STABLE_S = 1.2
"""Longer than `stable_after_s` in the configuration below."""


@dataclass
class Report:
    """What happened, and what went wrong."""

    cycles: int = 0
    told: dict[str, str] = field(default_factory=dict)
    """By text: `sent`, an error code, `unknown`, or `no answer`."""
    back_s: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        times = "; ".join(
            f"{name} {max(seconds):.1f} s" for name, seconds in sorted(self.back_s.items()) if seconds
        )
        return (
            f"{self.cycles} cycles, {len(self.told)} sends {dict(Counter(self.told.values()))}, "
            f"usable again within (worst) {times}; {len(self.faults)} faults"
        )


@dataclass
class Cycles:
    """One session on one gateway, through many faults."""

    gateway: ServedGateway
    client: RestClient
    phones: Phones
    session: str
    report: Report = field(default_factory=Report)
    typed: list[str] = field(default_factory=list)

    async def run(self, fault: Fault) -> None:
        """Send, break something in the middle of it, and wait until a send goes through again."""
        number = self.report.cycles = self.report.cycles + 1
        for index in range(_SENDS_BEFORE):
            await self._send(f"{number} before {index}")
        under_way = asyncio.create_task(self._send(f"{number} during"))
        await asyncio.sleep(_PAUSE_S * (number % 5) / 5)
        broken_at = asyncio.get_running_loop().time()
        await fault.strike(self.gateway)
        await self._type_on_the_phone(f"{number} meanwhile")
        await under_way
        await self._until_usable(number)
        back = asyncio.get_running_loop().time() - broken_at
        self.report.back_s.setdefault(fault.name, []).append(back)
        if back > USABLE_WITHIN_S:
            self.report.faults.append(f"cycle {number}: {fault.name}: usable again after {back:.1f} s")
        for index in range(_SENDS_AFTER):
            await self._send(f"{number} after {index}")
        await asyncio.sleep(_STABLE_S)

    async def judge(self) -> None:
        """Compare what was told with what the network saw."""
        await until(self._all_typed_arrived, timeout_s=30)
        seen = Counter(
            entry["body"]
            for entry in await self.phones.call("GET", "/log?since=0&limit=10000")
            if entry["outcome"] == "stored" and entry["from"].startswith(ME)
        )
        for text, told in self.report.told.items():
            if seen[text] > 1:
                self.report.faults.append(f"{text!r} was sent {seen[text]} times")
            if told == "sent" and seen[text] != 1:
                self.report.faults.append(f"{text!r} was told sent and was not")
            if told not in {"sent", "unknown", "no answer"} and seen[text]:
                self.report.faults.append(f"{text!r} was told {told} and was sent")

    async def _send(self, text: str) -> bool:
        body = {"chatId": PEER_CHAT, "text": text}
        try:
            status, answer = await self.client.call(
                "POST", f"/sessions/{self.session}/messages/send-text", body
            )
        except (aiohttp.ClientError, OSError):
            self.report.told[text] = "no answer"
            return False
        self.report.told[text] = "sent" if status == 200 else _told(answer)
        return status == 200

    async def _until_usable(self, number: int) -> None:
        attempt = 0
        async with asyncio.timeout(120):
            while not await self._send(f"{number} probe {attempt}"):
                attempt += 1
                await asyncio.sleep(0.1)

    async def _type_on_the_phone(self, text: str) -> None:
        await self.phones.send(PEER, ME, text)
        self.typed.append(text)

    async def _all_typed_arrived(self) -> bool:
        shown = await self.client.history(self.session, PEER_CHAT, "?limit=1000")
        got = Counter(each["body"] for each in shown if not each["fromMe"])
        doubled = [text for text, count in got.items() if count > 1]
        if doubled:
            self.report.faults.append(f"incoming messages doubled: {doubled}")
            return True
        return all(got[text] == 1 for text in self.typed)


def _told(answer: dict[str, Any]) -> str:
    outcome = answer["error"]["details"].get("outcome")
    return "unknown" if outcome == "unknown" else str(answer["error"]["code"])


async def prove(directory: Path, *, engine: str, database: str | None, cycles: int) -> Report:
    """Run the cycles; the faults take turns."""
    async with served_simulator(directory) as simulator:
        gateway = ServedGateway(directory=directory, config=_config(directory, engine, simulator, database))
        await gateway.start()
        try:
            async with callers(gateway.url, simulator) as (client, phones):
                session = await _linked(client, phones, engine)
                running = Cycles(gateway=gateway, client=client, phones=phones, session=session)
                faults = [fault for fault in FAULTS if engine in fault.engines]
                for number in range(cycles):
                    await running.run(faults[number % len(faults)])
                await running.judge()
        finally:
            await gateway.stop()
        if left := marked_processes(session):
            running.report.faults.append(f"processes left behind: {left}")
    return running.report


async def _linked(client: RestClient, phones: Phones, engine: str) -> str:
    session = await client.create("proof", engine)
    await client.until_status(session, "SCAN_QR")
    await phones.call("POST", "/phones", {"number": PEER, "pushName": "Peer", "platform": "iphone"})
    await phones.scan(ME, (await client.data("GET", f"/sessions/{session}/qr"))["code"])
    await client.until_status(session, "CONNECTED")
    return session


def _config(directory: Path, engine: str, simulator: str, database: str | None) -> dict[str, Any]:
    options: dict[str, Any] = {"url": simulator}
    if engine == "playwright":
        # The back-off grows with each crash until five stable minutes are over: here a second is enough.
        options = {
            "url": f"{simulator}/",
            "profiles_dir": str(directory / "profiles"),
            "reconnect": {"stable_after_s": 1.0},
        }
    return {
        "engines": [{"use": engine, "config": options}],
        "storage": {"use": "tortoise", "config": {"url": database or f"sqlite://{directory}/openwa.db"}},
        "log": {"level": "info", "format": "json"},
    }


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=50)
    parser.add_argument("--engine", choices=["playwright", "simulator"], default="playwright")
    parser.add_argument("--database", help="a storage URL; SQLite in a temporary directory without it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openwa-proof-") as directory:
        report = asyncio.run(
            prove(Path(directory), engine=given.engine, database=given.database, cycles=given.cycles)
        )
    print(report)
    for fault in report.faults:
        print(f"  {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
