"""A short run of `tests/proof/webhook_signatures.py`, and what its forgeries are."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.proof.tampering import WAYS, Delivery, forged, value_of
from tests.proof.webhook_signatures import VERIFIERS, prove
from tests.support.node import need_packages


@pytest.mark.slow
async def test_all_genuine_deliveries_are_taken_and_no_forged_one(tmp_path: Path) -> None:
    need_packages()
    report = await prove(tmp_path, events=1000, forgeries=300, seed=random.randrange(10**6))
    assert report.faults == []
    assert [report.taken[name] for name in VERIFIERS] == [1000, 1000, 2000, 2000]
    refused = [sum(counts[name] for counts in report.refused.values()) for name in VERIFIERS]
    assert refused == [300] * 4
    assert set(report.refused) == {way.name for way in WAYS}
    assert report.cut > 0


def test_forgery_that_changes_no_value_is_drawn_again() -> None:
    one = Delivery(headers={}, body=b'{"a":1e+21}', secret="")
    same = Delivery(headers={}, body=b'{"a":1E+21}', secret="")
    other = Delivery(headers={}, body=b'{"a":1e+22}', secret="")
    draws = iter((one, same, other))
    way = WAYS[0].__class__(name="a draw", forge=lambda *_: next(draws))
    assert list(forged(way, one, one, random.Random(0))) == [one, same, other]
    assert value_of(b'{"a":1,"b":2}') != value_of(b'{"b":2,"a":1}')
