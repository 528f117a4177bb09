"""Whatever the bytes, a body is an object or a refusal."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openwa_hookspecs.errors import ValidationFailedError
from openwa_transport_http.body import MAX_DEPTH, parse_object

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=15)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def has_zero(value: object) -> bool:
    match value:
        case str():
            return "\0" in value
        case dict():
            return any(has_zero(part) for part in (*value.keys(), *value.values()))
        case list():
            return any(has_zero(part) for part in value)
    return False


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_a_refusal(raw: bytes) -> None:
    with suppress(ValidationFailedError):
        assert isinstance(parse_object(raw), dict)


@settings(deadline=None)
@given(JSON)
def test_an_object_is_taken_exactly_when_it_obeys_the_rules(value: object) -> None:
    raw = orjson.dumps(value)
    is_good = isinstance(value, dict) and depth(value) <= MAX_DEPTH and not has_zero(value)
    if is_good:
        assert parse_object(raw) == value
    else:
        with pytest.raises(ValidationFailedError):
            parse_object(raw)


@settings(deadline=None)
@given(st.integers(1, 40))
def test_the_limit_of_depth_is_exact(levels: int) -> None:
    raw = b'{"a":' * levels + b"1" + b"}" * levels
    is_taken = True
    try:
        parse_object(raw)
    except ValidationFailedError:
        is_taken = False
    assert is_taken is (levels <= MAX_DEPTH)
