"""Short runs of `tests/proof/webhook_kills.py`, and what its judges see."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.proof.webhook_kills import Arrival, Report, judge, prove
from tests.support.receiver import Received


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_killed_gateway_delivers_everything_in_order(tmp_path: Path) -> None:
    report = await prove(tmp_path, events=150, kills=3, seed=random.randrange(10**6))
    assert report.faults == []


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_the_same_on_postgresql(tmp_path: Path, fresh_postgres_url: str) -> None:
    report = await prove(
        tmp_path, events=150, kills=3, seed=random.randrange(10**6), database=fresh_postgres_url
    )
    assert report.faults == []


def _arrival(event: int, **changes: str) -> Arrival:
    known = {"key": f"key-{event}", "delivery": f"dlv-{event}", "retry": "0", **changes}
    body = f'{{"deliveryId":"{known["delivery"]}","idempotencyKey":"{known["key"]}","data":{{"chatId":"c"}}}}'
    headers = {
        "webhook-id": f"evt_{event}",
        "x-openwa-idempotency-key": known["key"],
        "x-openwa-retry-count": known["retry"],
    }
    received = Received(path="/hook", headers=headers, body=body.encode(), at=0.0)
    return Arrival(request=received, behaviour="200")


@pytest.mark.parametrize(
    ("arrivals", "fault"),
    [
        (lambda: [_arrival(2), _arrival(1)], "came after one that is younger"),
        (lambda: [_arrival(1), _arrival(1, retry="1")], "delivery id dlv-1 came 2 times"),
        (lambda: [_arrival(1), _arrival(1, delivery="other", retry="1", key="k")], "several keys"),
        (lambda: [_arrival(1), _arrival(1, delivery="other")], "the counts of retries are"),
    ],
)
def test_judges_see(arrivals: Callable[[], list[Arrival]], fault: str) -> None:
    told: list[dict[str, Any]] = [
        {"id": f"evt_{number}", "seq": number, "data": {"body": f"text {number}"}} for number in (1, 2)
    ]
    report = Report(arrivals=arrivals())
    judge(told, report)
    assert len(report.faults) == 1
    assert fault in report.faults[0]
