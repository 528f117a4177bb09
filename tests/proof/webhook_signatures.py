"""Deliveries with hostile contents, and forged ones: all of these are refused, all of those are taken.

`python tests/proof/webhook_signatures.py [--events 5000] [--forged 10000] [--seed N]`. The real sink sends
each event over loopback to the specification's example (6.5) in Express 4 and in Express 5; PyPI's
`standardwebhooks` and `svix` verify the bytes that arrived there. Then each verifier gets as many forged ones
as are asked for, each of which it can see (see `tampering.py`). The suite runs a short one.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Final, Literal

import aiohttp

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from openwa_hookspecs.canonical_json import js_text
from openwa_hookspecs.errors import JsonValue
from tests.proof.tampering import SPECIFICATION, STANDARD, WAYS, Delivery, Way, forged, wrong_secrets
from tests.support.express_receivers import EXPRESS, ExpressApp, served
from tests.support.hostile.contents import hostile_values
from tests.support.receiving_page import specification_example
from tests.support.verifiers import LIBRARIES
from tests.support.waiting import until
from tests.support.webhook_bench import Bench, a_bench

BASE64: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()
PLAIN: Final = "correct horse battery staple"
SECRETS: Final[Sequence[Sequence[str]]] = ((BASE64,), (PLAIN, BASE64))
"""Those that are live, of each session; the receivers have the first."""
_AT_A_TIME: Final = 250
_PATIENCE_S: Final = 120.0
_SENDERS: Final = 8
_OF_THE_CONNECTION: Final = frozenset(
    {"host", "connection", "content-length", "accept-encoding", "user-agent"}
)
VERIFIERS: Final = (*EXPRESS, *LIBRARIES)


@dataclass
class Report:
    """Counts, and what went wrong."""

    taken: Counter[str] = field(default_factory=Counter)
    """Genuine ones, by verifier."""
    refused: dict[str, Counter[str]] = field(default_factory=dict)
    """Forged ones, by way and verifier."""
    arrived: int = 0
    cut: int = 0
    drawn_again: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        total = sum(self.refused.values(), Counter[str]())
        rows = [
            _row("", dict(zip(VERIFIERS, VERIFIERS, strict=True))),
            _row("genuine, taken", self.taken),
            *(_row(f"forged, refused: {way}", counts) for way, counts in self.refused.items()),
            _row("forged, refused, in all", total),
        ]
        arrived = f"{self.arrived:,} deliveries, {self.cut:,} of them cut"
        again = f"{self.drawn_again:,} draws left the value as it was and were made again"
        return "\n".join([*rows, f"{arrived}; {again}; {len(self.faults)} faults"])


async def prove(directory: Path, *, events: int, forgeries: int, seed: int) -> Report:
    """Send, verify, forge."""
    report, chance = Report(), random.Random(seed)
    apps = [_app(express, secrets[0]) for secrets in SECRETS for express in EXPRESS]
    async with (
        served(apps, log=directory / "requests.jsonl") as urls,
        a_bench(f"sqlite://{directory}/openwa.db") as bench,
    ):
        arrived = await _send(bench, urls, directory / "requests.jsonl", report, events=events, chance=chance)
    report.arrived, report.cut = len(arrived), sum(b'"truncated":true' in one.body for one in arrived)
    await _forge(arrived, report, count=forgeries, chance=chance)
    return report


async def _send(
    bench: Bench, urls: Sequence[str], log: Path, report: Report, *, events: int, chance: random.Random
) -> list[Delivery]:
    """What the receivers got and took for genuine."""
    sessions = [await bench.session(f"session-{number}") for number in range(len(SECRETS))]
    for number, url in enumerate(urls):
        which = number // len(EXPRESS)
        await bench.webhook(sessions[which], url, SECRETS[which])
    data, arrived = _data(chance), list[Delivery]()
    async with bench.sink() as sink:
        for first in range(0, events, _AT_A_TIME):
            session = sessions[first // _AT_A_TIME % len(sessions)]
            size = min(_AT_A_TIME, events - first)
            await sink.deliver(await bench.events(session, islice(data, size)))
            expected = len(EXPRESS) * (first + size)
            await until(lambda: _lines(log) >= expected, timeout_s=_PATIENCE_S)  # noqa: B023 - awaited here
            arrived += _judged(log, report, skip=len(arrived))
    return arrived


def _data(chance: random.Random) -> Iterator[str]:
    """Payloads; a few are what a plugin might make of them."""
    for number, value in enumerate(hostile_values(chance)):
        members: dict[str, JsonValue] = {
            "messageId": f"false_628222222222@c.us_3EB0{number:018X}",
            "body": value,
        }
        yield js_text(value if number % 50 == 49 else members)


def _judged(log: Path, report: Report, *, skip: int) -> Iterator[Delivery]:
    """The requests since then, after each verifier has said what it thinks of them."""
    for line in log.read_text().splitlines()[skip:]:
        entry = json.loads(line)
        number = entry["app"]
        secret = SECRETS[number // len(EXPRESS)][0]
        delivery = Delivery(headers=entry["headers"], body=base64.b64decode(entry["body"]), secret=secret)
        verdicts = {EXPRESS[number % len(EXPRESS)]: entry["status"] == 200}
        for name, takes in LIBRARIES.items():
            live = SECRETS[number // len(EXPRESS)]
            verdicts[name] = all(takes(one, delivery.headers, delivery.body) for one in live)
        report.taken.update(name for name, is_taken in verdicts.items() if is_taken)
        refused = [name for name, is_taken in verdicts.items() if not is_taken]
        if refused:
            report.faults.append(f"{refused} refused a genuine delivery: {delivery.body[:2000]!r}")
        yield delivery


async def _forge(genuine: Sequence[Delivery], report: Report, *, count: int, chance: random.Random) -> None:
    """Forge until each kind of verifier has had so many that it can see."""
    secrets = [one for live in SECRETS for one in (live[0], *wrong_secrets(live[0]))]
    apps = [_app(express, secret) for express in EXPRESS for secret in secrets]
    by_secret = {live[0]: [one for one in genuine if one.secret == live[0]] for live in SECRETS}
    async with served(apps) as urls, aiohttp.ClientSession() as http:
        places: dict[tuple[str, str], str] = {
            (app.express, app.secret): url for app, url in zip(apps, urls, strict=True)
        }
        judge = _Judge(http=http, urls=places, report=report)
        due = list(_forgeries(list(by_secret.values()), report, count=count, chance=chance))
        for first in range(0, len(due), _SENDERS):
            await asyncio.gather(*(judge.judge(way, one) for way, one in due[first : first + _SENDERS]))


def _forgeries(
    genuine: Sequence[Sequence[Delivery]], report: Report, *, count: int, chance: random.Random
) -> Iterator[tuple[Way, Delivery]]:
    """The ways in turn; one that only one kind of verifier sees does not count for the other."""
    left = dict.fromkeys((STANDARD, SPECIFICATION), count)
    for way in cycle(WAYS):
        if not any(left.values()):
            return
        if not all(left[kind] for kind in way.seen_by):
            continue
        one, other = chance.sample(chance.choice(genuine), 2)
        *in_vain, last = forged(way, one, other, chance)
        report.drawn_again += len(in_vain)
        for kind in way.seen_by:
            left[kind] -= 1
        yield way, last


@dataclass(frozen=True, kw_only=True)
class _Judge:
    """Shows a forged delivery to every verifier that can see that it is."""

    http: aiohttp.ClientSession
    urls: Mapping[tuple[str, str], str]
    report: Report

    async def judge(self, way: Way, one: Delivery) -> None:
        verdicts: dict[str, bool] = {}
        if SPECIFICATION in way.seen_by:
            verdicts |= {express: await self._express_takes(express, one) for express in EXPRESS}
        if STANDARD in way.seen_by:
            verdicts |= {name: takes(one.secret, one.headers, one.body) for name, takes in LIBRARIES.items()}
        for name, is_taken in verdicts.items():
            if is_taken:
                self.report.faults.append(f"{name} took a forged delivery ({way.name}): {one}")
            else:
                self.report.refused.setdefault(way.name, Counter())[name] += 1

    async def _express_takes(self, express: str, one: Delivery) -> bool:
        headers = {name: text for name, text in one.headers.items() if name not in _OF_THE_CONNECTION}
        async with self.http.post(self.urls[express, one.secret], data=one.body, headers=headers) as answer:
            return answer.status == 200


def _app(express: Literal["express4", "express5"], secret: str) -> ExpressApp:
    return ExpressApp(express=express, code=specification_example(), secret=secret)


def _lines(log: Path) -> int:
    return log.read_bytes().count(b"\n") if log.exists() else 0


def _row(name: str, cells: Mapping[str, int | str]) -> str:
    shown = (cells.get(verifier, 0) for verifier in VERIFIERS)
    return f"{name:<48}" + "".join(f"{cell if isinstance(cell, str) else f'{cell:,}':>18}" for cell in shown)


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--forged", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="openwa-signatures-") as directory:
        report = asyncio.run(
            prove(Path(directory), events=given.events, forgeries=given.forged, seed=given.seed)
        )
    print(report, f"(seed {given.seed})")
    for fault in report.faults[:20]:
        print(f"  {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
