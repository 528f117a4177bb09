"""The machine's clock as a source of ids."""

from __future__ import annotations

import pytest

from openwa_core.clock import SystemClock


@pytest.mark.parametrize("size", [1, 8, 9, 16, 32])
def test_a_token_is_as_long_as_was_asked_for_and_comes_once(size: int) -> None:
    clock = SystemClock()
    tokens = [clock.token(size) for _ in range(1000)]
    assert {len(token) for token in tokens} == {size}
    if size >= 8:
        assert len(set(tokens)) == 1000


def test_ids_of_all_sizes_share_no_bytes() -> None:
    """A piece of one id in another would say what comes next."""
    clock = SystemClock()
    text = b"".join(clock.token(8 + number % 9) for number in range(2000))
    pieces = [text[place : place + 8] for place in range(0, len(text) - 8, 8)]
    assert len(set(pieces)) == len(pieces)


def test_two_clocks_give_different_tokens() -> None:
    assert SystemClock().token(8) != SystemClock().token(8)
