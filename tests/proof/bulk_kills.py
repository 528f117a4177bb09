"""Batches while the gateway is killed again and again: every message once, and numbers that add up.

`python tests/proof/bulk_kills.py [--messages 3000] [--kills 200] [--engine simulator] [--database URL]
[--redis URL]`. Gateway and simulator are processes of their own; the simulator's append-only send log is the
judge. The clock is scaled, so that a batch takes seconds instead of hours. With Redis the queue is Dramatiq.
The suite runs a few kills.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.support.rest_client import Phones, RestClient, callers
from tests.support.served import ServedGateway, served_simulator
from tests.support.waiting import until

ME, PEER = "628111111111", "628222222222"
PEER_CHAT: Final = f"{PEER}@c.us"
_PER_BATCH: Final = 100
_SCALE: Final = 10
_LONGEST_LIFE_S: Final = 1.5
_PARTS: Final = ("sent", "failed", "pending", "cancelled")


@dataclass
class Report:
    """What happened, and what went wrong."""

    messages: int = 0
    kills: int = 0
    polls: int = 0
    told: Counter[str] = field(default_factory=Counter)
    """Results by status, `unknown` for those of which nobody can tell."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.messages} messages, {self.kills} kills, {self.polls} looks at the numbers, "
            f"told {dict(self.told)}; {len(self.faults)} faults"
        )


@dataclass
class Run:
    """One session with its batches on a gateway that is killed."""

    gateway: ServedGateway
    client: RestClient
    phones: Phones
    session: str
    chance: random.Random
    report: Report = field(default_factory=Report)
    sent: Counter[str] = field(default_factory=Counter)
    """By batch, the most that was ever told."""

    @property
    def messages(self) -> str:
        return f"/sessions/{self.session}/messages"

    async def submit(self, texts: Sequence[str], number: int) -> None:
        """Until it is known to be on record: a caller whose answer was lost asks again."""
        body = {
            "batchId": f"batch-{number}",
            "messages": [{"chatId": PEER_CHAT, "type": "text", "content": {"text": text}} for text in texts],
            "options": {"delayBetweenMessages": 1000, "randomizeDelay": False},
        }
        async with asyncio.timeout(120):
            while True:
                with suppress(aiohttp.ClientError, OSError):
                    status, answer = await self.client.call("POST", f"{self.messages}/send-bulk", body)
                    if status in {202, 409}:
                        return
                    if answer["error"]["code"].startswith(("SESSION_", "SERVICE_")):
                        await asyncio.sleep(0.05)
                        continue
                    raise AssertionError(f"batch {number} is refused: {answer}")
                await asyncio.sleep(0.05)

    async def kill(self, times: int) -> None:
        """At random moments, for as long as there is something to send."""
        for _ in range(times):
            await asyncio.sleep(self.chance.uniform(0.0, _LONGEST_LIFE_S))
            if await self.is_over():
                return
            await self.gateway.kill()
            self.report.kills += 1
            await self.gateway.start()

    async def watch(self) -> None:
        """Ten times a second, until cancelled."""
        while True:
            with suppress(aiohttp.ClientError, OSError, KeyError):
                self._look(await self.client.data("GET", f"{self.messages}/batch?limit=1000"))
            await asyncio.sleep(0.1)

    async def is_over(self) -> bool:
        with suppress(aiohttp.ClientError, OSError):
            batches = await self.client.data("GET", f"{self.messages}/batch?limit=1000")
            ended = [batch for batch in batches if batch["status"] != "processing"]
            return len(ended) == -(-self.report.messages // _PER_BATCH)
        return False

    def _look(self, batches: Sequence[dict[str, Any]]) -> None:
        self.report.polls += 1
        for batch in batches:
            name, parts = batch["batchId"], batch["progress"]
            if parts["total"] != sum(parts[part] for part in _PARTS):
                self.report.faults.append(f"{name}: {parts} does not add up")
            if parts["sent"] < self.sent[name]:
                self.report.faults.append(f"{name}: {self.sent[name]} sent, then {parts['sent']}")
            self.sent[name] = max(self.sent[name], parts["sent"])

    async def judge(self, texts: Sequence[str]) -> None:
        """Compare what is told with what the network saw."""
        seen = Counter(
            entry["body"]
            for entry in await self.phones.call("GET", "/log?since=0&limit=10000")
            if entry["outcome"] == "stored" and entry["from"].startswith(ME)
        )
        told = await self._results(texts)
        self.report.told.update(told.values())
        for text in texts:
            status = told.get(text, "lost")
            if seen[text] > 1:
                self.report.faults.append(f"{text!r} was sent {seen[text]} times")
            if status == "sent" and not seen[text]:
                self.report.faults.append(f"{text!r} is told sent and was not")
            if status not in {"sent", "unknown"}:
                self.report.faults.append(f"{text!r} is told {status}; it was sent {seen[text]} times")

    async def _results(self, texts: Sequence[str]) -> dict[str, str]:
        told: dict[str, str] = {}
        for first in range(0, len(texts), _PER_BATCH):
            name = f"batch-{first // _PER_BATCH}"
            batch = await self.client.data("GET", f"{self.messages}/batch/{name}")
            for text, result in zip(texts[first : first + _PER_BATCH], batch["results"], strict=True):
                details = result.get("error", {}).get("details", {})
                told[text] = "unknown" if details.get("outcome") == "unknown" else result["status"]
        return told


async def prove(
    directory: Path,
    *,
    engine: str,
    messages: int,
    kills: int,
    database: str | None = None,
    redis: str | None = None,
    seed: int = 0,
) -> Report:
    """Send so many messages in batches while the gateway is killed so often."""
    async with served_simulator(directory) as simulator:
        config = _config(directory, engine, simulator, database)
        if redis is not None:
            config["queue"] = {"use": "dramatiq", "config": {"broker": redis}}
        gateway = ServedGateway(directory=directory, config=config)
        await gateway.start()
        try:
            async with callers(gateway.url, simulator) as (client, phones):
                session = await _linked(client, phones, engine)
                run = Run(
                    gateway=gateway,
                    client=client,
                    phones=phones,
                    session=session,
                    chance=random.Random(seed),
                )
                await _through(run, [f"message {number}" for number in range(messages)], kills)
        finally:
            await gateway.stop()
    return run.report


async def _through(run: Run, texts: Sequence[str], kills: int) -> None:
    run.report.messages = len(texts)
    watching = asyncio.create_task(run.watch())
    killing = asyncio.create_task(run.kill(kills))
    for first in range(0, len(texts), _PER_BATCH):
        await run.submit(texts[first : first + _PER_BATCH], first // _PER_BATCH)
    await killing
    await until(run.is_over, timeout_s=60 + len(texts))
    watching.cancel()
    await run.judge(texts)


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
        options = {"url": f"{simulator}/", "profiles_dir": str(directory / "profiles")}
    return {
        "engines": [{"use": engine, "config": options}],
        "storage": {"use": "tortoise", "config": {"url": database or f"sqlite://{directory}/openwa.db"}},
        "log": {"level": "info", "format": "json"},
        "test": {"enabled": True, "time_scale": _SCALE},
    }


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", choices=["playwright", "simulator"], default="simulator")
    parser.add_argument("--database", help="a storage URL; SQLite in a temporary directory without it")
    parser.add_argument("--redis", help="a Redis for Dramatiq; timers of the gateway without it")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openwa-proof-") as directory:
        report = asyncio.run(
            prove(
                Path(directory),
                engine=given.engine,
                database=given.database,
                redis=given.redis,
                messages=given.messages,
                kills=given.kills,
                seed=given.seed,
            )
        )
    print(report)
    for fault in report.faults[:50]:
        print(f"  {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
