"""URLs that are made to get past the guard, through webhooks: none reaches a server on loopback.

`python tests/proof/webhook_bypass.py`. Hundreds of spellings of the loopback (ours, and those of SSRF-Testing
where they are there), addresses with a verdict (ours, and those of svix and Smokescreen), names that resolve
otherwise at the second look, and redirects: registered over REST with a gateway, and, as if they had been
registered before somebody changed them, in the storage, from which the real sink delivers. Every name is at
127.0.0.1 unless a case says otherwise, and no connection leaves the loopback. The suite runs all of it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
import structlog

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from openwa_core.testing.running import running_gateway
from openwa_hookspecs.models.webhooks import DeliveryAttempt, Webhook
from tests.support.canary import Canary, a_canary
from tests.support.corpora import published
from tests.support.lying_network import LyingNetwork, lying_network
from tests.support.outgoing_targets import METADATA, PUBLIC, SPECIAL, SPELLINGS, STRICTER_THAN_THE_VECTORS
from tests.support.rest_client import KEY, RestClient, callers
from tests.support.waiting import until
from tests.support.webhook_bench import Bench, a_bench

INVALID, UNREACHABLE = "WEBHOOK_URL_INVALID", "WEBHOOK_URL_UNREACHABLE"
FRIEND: Final = "127.0.0.2"
"""Stands for the public internet: the operator allows it. The canary is at 127.0.0.1, which he does not."""
NOBODY: Final = "127.0.0.3"
"""Allowed, too; nobody listens there."""
ALLOWED: Final = (FRIEND, NOBODY)
REDIRECTS: Final = (301, 302, 303, 307, 308)
_NAMES: Final = 20
_NAMES_ARE_KNOWN_S: Final = 10.5
"""For how long aiohttp does not ask for a name again, and more."""
_PATIENCE_S: Final = 120.0


@dataclass
class Report:
    """By case, what became of it."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    hits: int = 0
    sings: int = 0
    """Requests that the canary got when the guard let everything through: else the zero says nothing."""
    faults: list[str] = field(default_factory=list)

    def note(self, case: str, subject: str, outcome: str, *expected: str) -> None:
        self.outcomes.setdefault(case, Counter())[outcome] += 1
        if outcome not in expected:
            self.faults.append(f"{case}: {subject}: {outcome}")

    def __str__(self) -> str:
        rows = []
        for case, outcomes in self.outcomes.items():
            shown = ", ".join(f"{outcome} {count}" for outcome, count in outcomes.items())
            rows.append(f"{case:<58}{outcomes.total():>5}  {shown}")
        tried = sum(outcomes.total() for outcomes in self.outcomes.values())
        hits = f"{self.hits} hits on the canary (without the guard it gets {self.sings})"
        return "\n".join([*rows, f"{tried} tried, {hits}; {len(self.faults)} faults"])


def spellings(port: int) -> list[str]:
    """URLs of the loopback on that port."""
    path = published("ssrf_urls_127.0.0.1_18099.txt")
    lines = path.read_text().splitlines() if path else []
    ours = [spelling.format(port=port) for spelling in SPELLINGS]
    return list(dict.fromkeys([*ours, *(line.replace("18099", str(port)) for line in lines)]))


def verdicts() -> dict[str, bool]:
    """Addresses, and whether they may be reached."""
    path = published("ip_vectors.json")
    theirs = {entry["ip"]: entry["allowed"] for entry in json.loads(path.read_text())} if path else {}
    stricter = dict.fromkeys(STRICTER_THAN_THE_VECTORS, False)
    ours = dict.fromkeys(PUBLIC, True) | dict.fromkeys((*SPECIAL, *METADATA), False)
    return {**ours, **theirs, **stricter}


async def prove(directory: Path) -> Report:
    """All cases."""
    report = Report()
    with lying_network() as network, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENWA_API_KEY", KEY)
        async with a_canary() as canary, a_canary(canary.port, host=FRIEND) as friend:
            stage = Stage(
                directory=directory, network=network, friend=friend, port=canary.port, report=report
            )
            await stage.register()
            await stage.deliver()
            report.hits = canary.hits
        async with a_canary() as canary:
            await _control(directory, canary)
            report.sings = canary.hits
    if report.hits:
        report.faults.append(f"the canary was reached {report.hits} times")
    if not report.sings:
        report.faults.append("the canary does not sing: this proves nothing")
    return report


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where the cases are played."""

    directory: Path
    network: LyingNetwork
    friend: Canary
    """At an address that is allowed, on the port of the canary."""
    port: int
    report: Report

    async def register(self) -> None:
        """Over REST: what is refused, and what a name that changed its mind can do afterwards."""
        self.friend.page("/", b"", "connection: close")
        directory = self.directory / "gateway"
        directory.mkdir()
        config = {
            "engines": [{"use": "simulator"}],
            "outgoing": {"allow": list(ALLOWED)},
            "webhooks": {"per_session": 1000},
        }
        async with (
            running_gateway(config, directory=directory) as gateway,
            callers(gateway.url, "") as (client, _),
        ):
            hooks = f"/sessions/{await client.create('bypass', 'simulator')}/webhooks"
            await self._ask_for_each(client, hooks)
            await self._change_minds(client, hooks)
            await self._redirect(client, hooks)

    async def _ask_for_each(self, client: RestClient, hooks: str) -> None:
        good = {"url": f"http://{FRIEND}:{self.port}/", "events": ["message.received"]}
        own = f"{hooks}/{(await client.data('POST', hooks, good))['id']}"
        for url in spellings(self.port):
            for what, method, path in (("registered", "POST", hooks), ("changed", "PUT", own)):
                case = f"{what}: spellings of the loopback"
                await self._refused(client, method, path, case=case, url=url, expected=INVALID)
        for address, is_allowed in verdicts().items():
            for kind, url in self._of_address(address):
                expected = UNREACHABLE if is_allowed else INVALID
                case = f"registered: {kind}"
                await self._refused(client, "POST", hooks, case=case, url=url, expected=expected)
        second = "registered: the second address of a name"
        await self._refused(client, "POST", hooks, case=second, url=self._second(), expected=INVALID)

    async def _refused(
        self, client: RestClient, method: str, path: str, *, case: str, url: str, expected: str
    ) -> None:
        before = len(self.network.beyond)
        status, answer = await client.call(method, path, {"url": url, "events": ["message.received"]})
        outcome = "taken" if status < 300 else str(answer["error"]["code"])
        self.report.note(case, url, outcome, expected)
        if expected == INVALID and len(self.network.beyond) > before:
            self.report.faults.append(f"{case}: {url}: a connection to {self.network.beyond[-1]} was tried")

    async def _change_minds(self, client: RestClient, hooks: str) -> None:
        """Names that are fine when they are registered, and at the canary's address from then on."""
        now = [FRIEND]
        webhooks = []
        for number in range(_NAMES):
            self.network.names[f"rebound-{number}.example"] = lambda: now
            url = f"http://rebound-{number}.example:{self.port}/"
            webhooks.append((await client.data("POST", hooks, {"url": url, "events": ["*"]}))["id"])
        now[:] = ["127.0.0.1"]
        await asyncio.sleep(_NAMES_ARE_KNOWN_S)
        for webhook in webhooks:
            error = (await client.data("POST", f"{hooks}/{webhook}/test"))["error"]
            self.report.note("tested: names that resolve otherwise by then", webhook, error, "blocked")

    async def _redirect(self, client: RestClient, hooks: str) -> None:
        for path in self._redirects():
            url = f"http://{FRIEND}:{self.port}{path}"
            webhook = (await client.data("POST", hooks, {"url": url, "events": ["*"]}))["id"]
            error = (await client.data("POST", f"{hooks}/{webhook}/test"))["error"]
            self.report.note("tested: redirects to the canary", path, error, "redirect")

    async def deliver(self) -> None:
        """What is in the storage already."""
        async with a_bench(f"sqlite://{self.directory}/deliveries.db", allow=ALLOWED) as bench:
            cases: dict[str, tuple[str, Sequence[str]]] = {}
            for url in spellings(self.port):
                cases[url] = ("spellings of the loopback", ["blocked", "url"])
            for address, is_allowed in verdicts().items():
                expected = ["connection" if is_allowed else "blocked"]
                for case, url in self._of_address(address):
                    cases[url] = (case, expected)
            cases[self._second()] = ("the second address of a name", ("blocked", "connection"))
            for path in self._redirects():
                cases[f"http://{FRIEND}:{self.port}{path}"] = ("redirects to the canary", ("redirect",))
            for url, attempt in (await _attempts(bench, list(cases))).items():
                case, allowed = cases[url]
                self.report.note(f"delivered: {case}", url, str(attempt.error), *allowed)

    def _of_address(self, address: str) -> Iterator[tuple[str, str]]:
        """URLs that lead there, as a number and by a name."""
        plain = address.partition("%")[0]
        name = f"at-{plain.replace('.', '-').replace(':', '-')}.example"
        self.network.names[name] = lambda: [plain]
        yield "addresses with a verdict", f"http://{f'[{plain}]' if ':' in plain else plain}:{self.port}/"
        yield "names at addresses with a verdict", f"http://{name}:{self.port}/"

    def _second(self) -> str:
        """Where the first address of a name is allowed, and nobody is there."""
        self.network.names["two.example"] = lambda: [NOBODY, "127.0.0.1"]
        return f"http://two.example:{self.port}/"

    def _redirects(self) -> Sequence[str]:
        """Paths at the friend."""
        targets = (
            f"http://127.0.0.1:{self.port}/",
            f"//127.0.0.1:{self.port}/",
            f"http://x.example:{self.port}/",
        )
        for number, status in enumerate(REDIRECTS):
            for place, target in enumerate((*targets, "file:///etc/passwd", "http://[::1]/")):
                self.friend.page(f"/{number}/{place}", b"", f"location: {target}", status=f"{status} Away")
        return sorted(path for path in self.friend.pages if path != "/")


async def _attempts(
    bench: Bench, urls: Sequence[str], timeout_s: float = 10.0
) -> Mapping[str, DeliveryAttempt]:
    """What became of the first attempt at each of these."""
    session = await bench.session("bypass")
    webhooks = [await bench.webhook(session, url) for url in urls]

    async with bench.sink(schedule_s=(0.0, 3600.0), timeout_s=timeout_s) as sink:
        await sink.deliver(await bench.events(session, ['{"messageId":"false_628222222222@c.us_3EB0"}']))
        await until(lambda: _logged(bench, webhooks), timeout_s=_PATIENCE_S)
        return {webhook.url: (await bench.log(webhook))[0] for webhook in webhooks}


async def _logged(bench: Bench, webhooks: Sequence[Webhook]) -> bool:
    for webhook in webhooks:
        log = await bench.log(webhook)
        if not log or log[0].duration_ms is None:
            return False
    return True


async def _control(directory: Path, canary: Canary) -> None:
    """The spellings once more, where everything is allowed."""
    allow = ("127.0.0.0/8", "::1", "0.0.0.0/8")
    async with a_bench(f"sqlite://{directory}/control.db", allow=allow) as bench:
        await _attempts(bench, spellings(canary.port), timeout_s=0.5)


def main() -> int:
    """0 when nothing went wrong."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="openwa-bypass-") as directory:
        report = asyncio.run(prove(Path(directory)))
    print(report)
    for fault in report.faults[:30]:
        print(f"  {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
