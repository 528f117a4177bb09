"""What the garbage collector looks at once the gateway serves."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest

from openwa_core import collector
from openwa_core.collector import resting, set_aside_later, set_aside_now


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


class Ring:
    """Garbage that only the collector finds."""

    made = 0

    def __init__(self) -> None:
        self.myself = self
        Ring.made += 1

    def __del__(self) -> None:
        Ring.made -= 1


def test_a_start_collects_nothing() -> None:
    with resting():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_start_that_fails_leaves_the_collector_on() -> None:
    with pytest.raises(RuntimeError), resting():
        raise RuntimeError
    assert gc.isenabled()


def test_garbage_is_collected_once_the_start_is_set_aside() -> None:
    with resting():
        set_aside_now()
        assert gc.isenabled()


def test_what_is_alive_is_not_looked_at_again() -> None:
    kept = [Ring()]
    set_aside_now()
    assert not any(each is kept for each in gc.get_objects())
    assert gc.get_freeze_count() > 1000


def test_garbage_is_not_set_aside_with_it() -> None:
    Ring()
    set_aside_now()
    assert Ring.made == 0


def test_garbage_is_found_afterwards() -> None:
    set_aside_now()
    Ring()
    gc.collect()
    assert Ring.made == 0


async def test_a_start_does_not_wait_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done = asyncio.Event()
    monkeypatch.setattr(collector, "_SETTLED_S", 0.0)
    monkeypatch.setattr(collector, "set_aside_now", done.set)
    set_aside_later()
    assert not done.is_set()
    await asyncio.wait_for(done.wait(), 10)
