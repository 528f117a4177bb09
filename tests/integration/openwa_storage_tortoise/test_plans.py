"""What is asked all the time is read out of an index, in the order of the index, however long the log is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from openwa_core.testing.contracts.storage.endpoints import Endpoint, endpoint_with
from openwa_core.testing.contracts.storage.samples import NOW, an_event
from openwa_hookspecs.models.events import EventFilter
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.webhooks import DeliveryState
from openwa_storage_tortoise.statements import Command, Query, Steps, for_sqlite
from openwa_storage_tortoise.storage import TortoiseStorage

LATER = NOW + timedelta(days=1)

FEW = ("SCAN chosen", "SCAN sample", "SCAN CONSTANT ROW", "idx_deliveries_webhook_286bb2")
"""What SQLite scans of which there is little: rows within a LIMIT, and attempts under way."""

Ask = Callable[[TortoiseStorage, Endpoint], Awaitable[object]]

READS: Mapping[str, Ask] = {
    "log": lambda storage, _: storage.events.read(after=1, wanted=EventFilter(), limit=9),
    "bounds": lambda storage, _: storage.events.bounds(),
    "moment": lambda storage, _: storage.events.before(NOW + timedelta(seconds=5)),
    "lag": lambda storage, _: storage.events.oldest_after(2),
    "cursor": lambda storage, _: storage.sinks.cursor("webhook"),
    "dead letters": lambda storage, _: storage.sinks.dead_letters("webhook", number=1, limit=9),
    "fresh": lambda storage, endpoint: storage.deliveries.fresh(endpoint.id, after=1, limit=9),
    "retries": lambda storage, endpoint: storage.deliveries.retries(endpoint.id, now=LATER, limit=9),
    "interrupted": lambda storage, _: storage.deliveries.interrupted(at=NOW),
    "prune": lambda storage, _: storage.events.prune(older_than=LATER, keep=0, upto=99),
    "move": lambda storage, _: storage.sinks.move("webhook", expected=0, to=1, at=NOW),
}


@pytest.fixture
def asked(storage: TortoiseStorage, monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    """Every statement with its parameters, as the database is asked."""
    found: list[Query] = []
    database: Any = storage._database
    read, transact = database.read, database.transact

    async def noting_read(sql: str, *parameters: object) -> object:
        found.append(Query(sql, parameters))
        return await read(sql, *parameters)

    def noted(steps: Steps[Any]) -> Steps[Any]:
        answer: object = None
        while True:
            try:
                command: Command = steps.send(answer)
            except StopIteration as end:
                return end.value
            if isinstance(command, Query):
                found.append(command)
            answer = yield command

    async def noting_transact(steps: Callable[[], Steps[Any]]) -> object:
        return await transact(lambda: noted(steps()))

    monkeypatch.setattr(database, "read", noting_read)
    monkeypatch.setattr(database, "transact", noting_transact)
    return found


@pytest.fixture
async def endpoint(storage: TortoiseStorage) -> Endpoint:
    endpoint = await endpoint_with(storage, 3)
    await endpoint.end(await endpoint.begin(endpoint.events[0]), DeliveryState.DELIVERED)
    await storage.events.append([an_event(SessionId("sess_other")) for _ in range(3)])
    await storage.sinks.begin("webhook", seq=0, at=NOW)
    return endpoint


@pytest.mark.parametrize("name", READS)
async def test_hot_read_scans_no_table_and_sorts_nothing(
    storage: TortoiseStorage, endpoint: Endpoint, asked: list[Query], database_url: str, name: str
) -> None:
    asked.clear()
    await READS[name](storage, endpoint)
    assert asked
    for query in list(asked):
        faults = await faults_of(database_url, query)
        assert not faults, f"{query.sql}\n{json.dumps(faults, indent=1)}"


async def faults_of(url: str, query: Query) -> Sequence[str]:
    """The steps of the plan that touch more rows than they give."""
    if url.startswith("sqlite"):
        return sqlite_faults(url.removeprefix("sqlite://"), query)
    return await postgres_faults(url, query)


def sqlite_faults(path: str, query: Query) -> Sequence[str]:
    parameters = [str(value) if isinstance(value, datetime) else value for value in query.parameters]
    connection = sqlite3.connect(path)
    plan = connection.execute(f"EXPLAIN QUERY PLAN {for_sqlite(query.sql)}", parameters).fetchall()
    connection.close()
    steps = [step for *_, step in plan if not any(one in step for one in FEW)]
    return [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step]


async def postgres_faults(url: str, query: Query) -> Sequence[str]:
    """Of a small table PostgreSQL reads all, unless it is forbidden where there is another way."""
    connection = await asyncpg.connect(url)
    try:
        for way in ("seqscan", "bitmapscan", "sort"):
            await connection.execute(f"SET enable_{way} = off")
        plan = [step for (step,) in await connection.fetch(f"EXPLAIN {query.sql}", *query.parameters)]
    finally:
        await connection.close()
    return [step for step in plan if "Seq Scan" in step or "Sort" in step or "Bitmap" in step]
