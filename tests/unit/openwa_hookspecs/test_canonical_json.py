"""JSON as JavaScript writes it; Node is the judge."""

from __future__ import annotations

import json
import math
import subprocess
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from openwa_hookspecs.canonical_json import MAX_SAFE_INTEGER, js_number, js_text
from tests.proof.number_texts import PUBLISHED, hash_of_lines

JUDGE: Final = """
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(Boolean);
for (const line of lines) {
  const text = JSON.parse(line);
  const again = JSON.stringify(JSON.parse(text));
  if (again !== text) console.log(JSON.stringify([text, again]));
}
"""
"""Prints each text that JavaScript would write otherwise."""

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)
ODD_KEYS = st.sampled_from(["__proto__", "constructor", "00", "-1", "4294967295"])
KEYS = TEXTS | st.integers(0, 2**33).map(str) | ODD_KEYS
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def otherwise_in_javascript(texts: list[str]) -> list[str]:
    """Those that Node would write otherwise, each with what it would write."""
    judged = subprocess.run(
        ["node", "-e", JUDGE],
        input="\n".join(map(json.dumps, texts)).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return judged.stdout.decode().splitlines()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(VALUES, min_size=1, max_size=60))
@example(["\ud800", "\udfff\ud800", {"b": 1, "10": 2, "9": 3}, {"": 0.1}, [1e21, 1e-7, -0.0, 5e-324]])
@example(["\ud83d" + "\ude00", "a\ud83d\ud83d\ude00\ude00", {"\ud83d" + "\ude00": 1, "😀": 2, "x": 3}])
@example([{"__proto__": {"x": 1}}, "\u2028\u2029\x7f\x00\x1f", 2**53, -(2**53), 2**53 - 1, 10**400])
def test_javascript_would_write_the_same_text(values: list[Any]) -> None:
    assert otherwise_in_javascript([js_text(value) for value in values]) == []


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_text_of_a_value_means_the_value(value: Any) -> None:  # noqa: ANN401
    read = json.loads(js_text(value), parse_int=float)  # as JavaScript reads numbers
    assert read == with_large_integers_as_text(value)


def with_large_integers_as_text(value: Any) -> Any:  # noqa: ANN401
    match value:
        case bool():
            return value
        case int() if abs(value) > MAX_SAFE_INTEGER:
            return str(value)
        case list():
            return [with_large_integers_as_text(item) for item in value]
        case dict():
            return {name: with_large_integers_as_text(member) for name, member in value.items()}
    return value


@pytest.mark.parametrize("lines", [1_000, 10_000])
def test_numbers_are_those_of_the_published_file(lines: int) -> None:
    assert hash_of_lines(lines) == PUBLISHED[lines]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        js_number(number)
    with pytest.raises(ValueError, match="no JSON"):
        js_text({"a": [number]})


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set is no JSON"):
        js_text({"a": {1, 2}})  # type: ignore[dict-item]


def test_keys_keep_their_order_and_indices_come_first() -> None:
    assert js_text({"b": 1, "01": 2, "10": 3, "9": 4, "a": 5}) == '{"9":4,"10":3,"b":1,"01":2,"a":5}'
