"""A short run of `tests/proof/hostile_input.py`, with our own pieces alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.hostile_input import own_pieces, prove

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_hostile_input_is_refused_or_comes_back_as_it_was(tmp_path: Path) -> None:
    found, _ = prove(tmp_path, None, own_pieces().every(23))
    assert found.faults == []
    assert len(found.verdicts) > 1_000
    assert found.accepted > 50


def test_both_databases_come_to_the_same_verdict(tmp_path: Path, postgres_url: str) -> None:
    found, differing = prove(tmp_path, postgres_url, own_pieces().every(41))
    assert found.faults == []
    assert differing == []
