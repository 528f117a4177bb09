"""JSON as JavaScript writes it: the text that `JSON.stringify(JSON.parse(text))` gives back unchanged in any
ES2019 engine. So a receiver who signs what he parsed gets the signature of what was sent.

Numbers are written as ECMAScript's Number::toString does (ECMA-262, 6.1.6.1.20), and as RFC 8785 has it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pydantic_core import to_json

from openwa_hookspecs.errors import JsonValue

__all__ = ["MAX_SAFE_INTEGER", "js_number", "js_text"]

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""Beyond it a JavaScript number is not exact: larger integers are written as strings."""

_LARGEST_INDEX: Final = 2**32 - 2
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
"""A key that is an array index: JavaScript puts those first, in numeric order."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PAIR: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""Two halves beside each other, which are one character to JavaScript."""
_POSITIONAL_DIGITS: Final = 21
"""Numbers with more digits before the point get an exponent."""
_LEADING_ZEROS: Final = 6
"""Small numbers with more zeros after the point get an exponent."""
_encode_text: Final = json.JSONEncoder(ensure_ascii=False).encode


def js_text(value: JsonValue) -> str:
    """The text of a value. Raises `ValueError` for NaN and the infinities, `TypeError` for no JSON."""
    if _is_plain(value):
        try:
            return to_json(value).decode()
        except ValueError:  # half a surrogate pair
            return "".join(_parts(value))
    return "".join(_parts(value))


def js_number(number: float) -> str:
    """A finite number as JavaScript prints it."""
    if not math.isfinite(number):
        raise ValueError("NaN and the infinities are no JSON")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    digits, point = _shortest(abs(number))
    return sign + _placed(digits, point)


def _is_plain(value: object) -> bool:
    """Whether other writers agree on it: no float, no large integer, no key that looks like an index."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER  # type: ignore[operator]
    if kind is dict:
        for name, member in value.items():  # type: ignore[attr-defined]
            if type(name) is not str or name[:1].isdigit() or not _is_plain(member):
                return False
        return True
    if kind is list or kind is tuple:
        return all(map(_is_plain, value))  # type: ignore[call-overload]
    return False


def _parts(value: object) -> Iterator[str]:
    match value:
        case None:
            yield "null"
        case bool():
            yield "true" if value else "false"
        case str():
            yield _string(value)
        case int():
            yield str(int(value)) if abs(value) <= MAX_SAFE_INTEGER else f'"{int(value)}"'
        case float():
            yield js_number(value)
        case Mapping():
            yield from _object(value)
        case Sequence():
            yield from _listed("[", (_parts(item) for item in value), "]")
        case _:
            raise TypeError(f"{type(value).__name__} is no JSON")


def _object(named: Mapping[str, object]) -> Iterator[str]:
    members = {_joined(name): value for name, value in named.items()}
    yield from _listed("{", (_member(name, members[name]) for name in _in_order(members)), "}")


def _member(name: str, value: object) -> Iterator[str]:
    yield _string(name) + ":"
    yield from _parts(value)


def _listed(start: str, items: Iterable[Iterator[str]], end: str) -> Iterator[str]:
    yield start
    for place, item in enumerate(items):
        if place:
            yield ","
        yield from item
    yield end


def _in_order(members: Mapping[str, object]) -> Sequence[str]:
    """Indices by number, then the rest as they came."""
    indices = sorted(filter(_is_index, members), key=int)
    return [*indices, *(name for name in members if not _is_index(name))] if indices else list(members)


def _is_index(name: str) -> bool:
    return _INDEX.fullmatch(name) is not None and int(name) <= _LARGEST_INDEX


def _string(text: str) -> str:
    shown = _encode_text(_joined(str(text)))
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", shown) if _SURROGATE.search(shown) else shown


def _joined(text: str) -> str:
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _shortest(number: float) -> tuple[str, int]:
    """The fewest digits that mean this number, and where the point stands after the first of them: 0.05 is
    `5` and -1."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    dropped = len(whole + fraction) - len(digits)
    point = len(whole) - dropped + int(exponent or 0)
    return digits.rstrip("0"), point


def _placed(digits: str, point: int) -> str:
    """The digits with their point, or with an exponent; `point` is how many of them stand before it."""
    count = len(digits)
    if count <= point <= _POSITIONAL_DIGITS:
        return digits + "0" * (point - count)
    if 0 < point <= _POSITIONAL_DIGITS:
        return f"{digits[:point]}.{digits[point:]}"
    if -_LEADING_ZEROS < point <= 0:
        return f"0.{'0' * -point}{digits}"
    shown = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{shown}e{'+' if point > 0 else '-'}{abs(point - 1)}"
