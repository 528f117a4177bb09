"""Hostile texts and documents in every place where a caller may put one: the gateway says no, or takes them
and gives them back as they were. Nothing is answered in the 500s, no connection breaks, and SQLite and
PostgreSQL come to the same verdict on each.

`python tests/proof/hostile_input.py [--every N --first K]` takes each Nth piece, from the Kth on. With
`OPENWA_TEST_CORPORA` naming a folder that has `JSONTestSuite` and `big-list-of-naughty-strings`, their pieces
come besides our own. The suite runs a short one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import aiohttp

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scripts.steps import services
from scripts.steps.tree import Tree
from tests.support.databases import own_postgres_database
from tests.support.hostile import documents, probes, strings
from tests.support.hostile.echoes import fault_in_echo
from tests.support.hostile.probes import Probe
from tests.support.rest_house.door import Answer
from tests.support.rest_house.gateways import GATEWAYS, wayward_plugins
from tests.support.rest_house.house import House, open_house

ROOT = Path(__file__).resolve().parents[2]
SERVER_ERROR: Final = 500
NOT_SUPPORTED: Final = 501
NO_WEB: Final = "http://127.0.0.1:9"
"""Nobody listens there."""

Verdict: TypeAlias = tuple[int, str | None]
Where: TypeAlias = tuple[str, str, str | bytes]


@dataclass(kw_only=True)
class Findings:
    """What one database's gateway said, and what was wrong with it."""

    verdicts: dict[Where, Verdict] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    accepted: int = 0


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """What is put in."""

    strings: Sequence[str]
    documents: Sequence[bytes]

    def every(self, step: int, first: int = 0) -> Pieces:
        """Each of that many, from the first one on."""
        return Pieces(strings=self.strings[first::step], documents=self.documents[first::step])


def own_pieces() -> Pieces:
    return Pieces(strings=strings.own_strings(), documents=documents.own_documents())


def all_pieces() -> Pieces:
    """The published ones as well, where they are."""
    own = own_pieces()
    return Pieces(
        strings=tuple(dict.fromkeys((*own.strings, *strings.published_strings()))),
        documents=tuple(dict.fromkeys((*own.documents, *documents.published_documents()))),
    )


async def try_all(house: House, pieces: Pieces) -> Findings:
    """Every piece in every place, one after the other."""
    findings = Findings()
    for probe in _probes(house, pieces):
        try:
            answer = await house.main.ask(probe.ask)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            findings.faults.append(f"{_named(probe)}: no answer: {error!r}")
            continue
        findings.verdicts[probe.operation.id, probe.place, probe.piece] = (answer.status, answer.code)
        fault = _fault(probe, answer)
        if fault is None and answer.status < 300 and probe.ask.body is not None:
            findings.accepted += 1
            fault = await fault_in_echo(house, probe, answer)
        if fault is not None:
            findings.faults.append(f"{_named(probe)}: {fault}")
    return findings


def differences(one: Findings, other: Findings) -> list[str]:
    """Where two databases come to different verdicts."""
    return [
        f"{where}: {verdict} and {other.verdicts.get(where)}"
        for where, verdict in one.verdicts.items()
        if verdict != other.verdicts.get(where)
    ]


def _probes(house: House, pieces: Pieces) -> Iterator[Probe]:
    for operation in house.operations.values():
        if operation.members:
            yield from probes.body_probes(house, operation, pieces.documents)
            yield from probes.member_probes(house, operation, pieces.strings)
        if operation.id not in _ENDS:
            yield from probes.path_probes(house, operation, pieces.strings)
        if operation.method == "GET":
            yield from probes.query_probes(house, operation, pieces.strings)
            yield from probes.header_probes(house, operation, pieces.strings)


_ENDS: Final = frozenset({"leaveGroup", "revokeKey"})
"""An empty place would leave a path that means something else, and ends it."""


def _fault(probe: Probe, answer: Answer) -> str | None:
    documented = answer.status == NOT_SUPPORTED and answer.code in probe.operation.errors
    if answer.status >= SERVER_ERROR and not documented:
        return f"{answer.status} {answer.body}"
    if answer.status >= 400 and not _is_envelope(answer.body):
        return f"{answer.status} without an envelope: {answer.body!r}"
    return None


def _is_envelope(body: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(body, dict) and set(body) == {"success", "error", "meta"} and body["success"] is False


def _named(probe: Probe) -> str:
    return f"{probe.operation.id} {probe.place} {probe.piece[:60]!r}"


async def _prove(folder: Path, databases: Mapping[str, str], pieces: Pieces) -> Findings:
    async with open_house(folder, databases, NO_WEB) as house:
        return await try_all(house, pieces)


def prove(folder: Path, server: str | None, pieces: Pieces) -> tuple[Findings, list[str]]:
    """On SQLite, and on PostgreSQL if there is a server; the second answer is where they differ."""
    (folder / "plugins").mkdir()
    with ExitStack() as stack:
        stack.enter_context(wayward_plugins(folder / "plugins"))
        files = {name: f"sqlite://{folder}/{name}.db" for name in GATEWAYS}
        (folder / "sqlite").mkdir()
        found = asyncio.run(_prove(folder / "sqlite", files, pieces))
        if server is None:
            return found, []
        urls = {name: stack.enter_context(own_postgres_database(server)) for name in GATEWAYS}
        (folder / "postgres").mkdir()
        others = asyncio.run(_prove(folder / "postgres", urls, pieces))
        found.faults += [f"PostgreSQL: {fault}" for fault in others.faults]
        return found, differences(found, others)


def _server() -> str | None:
    known = services.read(Tree(root=ROOT)).get("postgres")
    return os.environ.get("OPENWA_TEST_POSTGRES") or (known.url if known is not None else None)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="take each Nth piece")
    parser.add_argument("--first", type=int, default=0, help="from this one on")
    options = parser.parse_args()
    pieces = all_pieces().every(options.every, options.first)
    with tempfile.TemporaryDirectory(prefix="openwa-hostile-") as folder:
        found, differing = prove(Path(folder), _server(), pieces)
    for line in (*found.faults, *differing):
        print(line)
    print(
        f"{len(pieces.strings)} strings, {len(pieces.documents)} documents: {len(found.verdicts)} requests, "
        f"{found.accepted} accepted; {len(found.faults)} faults, {len(differing)} verdicts differ"
    )
    return 1 if found.faults or differing else 0


if __name__ == "__main__":
    sys.exit(main())
