"""Deliveries, and ways to forge them.

Each way names the verifiers that can see it. Those of Standard Webhooks sign the bytes of the body, the id
and the time. The specification's example looks at the value of the body, so a change counts for it only when
the parsed value is another one: a draw that leaves it the same (`1e+21` as `1E+21`) is made again.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

__all__ = ["SPECIFICATION", "STANDARD", "WAYS", "Delivery", "Way", "forged", "wrong_secrets"]

STANDARD: Final = "standard"
SPECIFICATION: Final = "specification"
_BOTH: Final = frozenset({STANDARD, SPECIFICATION})


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A request, and the secret that its receiver has."""

    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    secret: str

    def with_header(self, name: str, value: str) -> Delivery:
        return replace(self, headers={**self.headers, name: value})


_Forge: TypeAlias = Callable[[Delivery, Delivery, random.Random], Delivery]
"""The delivery, another one for the same receiver, and chance."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to forge."""

    name: str
    forge: _Forge
    seen_by: frozenset[str] = _BOTH


def forged(way: Way, one: Delivery, other: Delivery, chance: random.Random) -> Iterator[Delivery]:
    """Draws of one way, until one is a forgery to all that the way names; the last is that one."""
    while True:
        drawn = way.forge(one, other, chance)
        yield drawn
        if drawn != one and (drawn.body == one.body or value_of(drawn.body) != value_of(one.body)):
            return


def value_of(body: bytes) -> str:
    """The value that a lenient parser makes of the bytes, with its members in order; the text if it is no
    JSON."""
    text = body.decode("utf-8-sig", "replace")
    try:
        return json.dumps(json.loads(text, parse_int=float))
    except ValueError:
        return text


def _bit(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    body = bytearray(one.body)
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return replace(one, body=bytes(body))


def _byte(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    place = chance.randrange(len(one.body))
    put = chance.choice((b"", b"0", b'"', b",", b"\\", b"a", bytes([chance.randrange(256)])))
    taken = chance.randrange(2)
    return replace(one, body=one.body[:place] + put + one.body[place + taken :])


def _member_added(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    envelope = json.loads(one.body)
    inside = envelope["data"] if isinstance(envelope["data"], dict) and chance.random() < 0.5 else envelope
    inside[chance.choice(("admin", "extra", "x"))] = chance.choice((True, 1, "x", None, {}))
    return replace(one, body=_again(envelope))


def _member_changed(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    envelope = json.loads(one.body)
    envelope[chance.choice(list(envelope))] = chance.choice((None, "x", 0, [], envelope["event"]))
    return replace(one, body=_again(envelope))


def _reordered(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    envelope = json.loads(one.body)
    names = list(envelope)
    chance.shuffle(names)
    return replace(one, body=_again({name: envelope[name] for name in names}))


def _spliced(one: Delivery, other: Delivery, chance: random.Random) -> Delivery:
    """A member of another delivery in the place of this one's."""
    envelope, donor = json.loads(one.body), json.loads(other.body)
    name = chance.choice(("data", "deliveryId", "idempotencyKey", "signature"))
    return replace(one, body=_again({**envelope, name: donor[name]}))


def _signatures_of_another(one: Delivery, other: Delivery, _: random.Random) -> Delivery:
    names = ("x-openwa-signature", "webhook-signature")
    return replace(one, headers={**one.headers, **{name: other.headers[name] for name in names}})


def wrong_secrets(secret: str) -> Sequence[str]:
    """A few that differ in one letter; never among the last, where base64 has bits that mean nothing."""
    return [
        secret[:place] + ("A" if secret[place] != "A" else "B") + secret[place + 1 :] for place in (7, 12, 20)
    ]


def _secret(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    return replace(one, secret=chance.choice(wrong_secrets(one.secret)))


def _own_signature(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    signature = one.headers["x-openwa-signature"]
    place = chance.randrange(len("sha256="), len(signature))
    digit = chance.choice([digit for digit in "0123456789abcdef" if digit != signature[place]])
    return one.with_header("x-openwa-signature", signature[:place] + digit + signature[place + 1 :])


def _standard_signature(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    """A bit of each signature: base64 has letters that decoders pass over, so it is the bytes that count."""
    changed = []
    for part in one.headers["webhook-signature"].split(" "):
        digest = bytearray(base64.b64decode(part.removeprefix("v1,")))
        digest[chance.randrange(len(digest))] ^= 1 << chance.randrange(8)
        changed.append("v1," + base64.b64encode(digest).decode())
    return one.with_header("webhook-signature", " ".join(changed))


def _time(one: Delivery, _: Delivery, chance: random.Random) -> Delivery:
    moved = int(one.headers["webhook-timestamp"]) + chance.choice((-400, -100, -1, 1, 100, 400))
    return one.with_header("webhook-timestamp", str(moved))


def _id(one: Delivery, other: Delivery, chance: random.Random) -> Delivery:
    old = one.headers["webhook-id"]
    place = chance.randrange(len(old))
    letter = chance.choice([letter for letter in "xyz.019" if letter != old[place]])
    changed = old[:place] + letter + old[place + 1 :]
    return one.with_header("webhook-id", chance.choice((changed, other.headers["webhook-id"])))


def _again(envelope: Mapping[str, object]) -> bytes:
    """Written as the gateway does, but for numbers that Python prints otherwise."""
    text = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


WAYS: Final[Sequence[Way]] = (
    Way(name="a bit of the body", forge=_bit),
    Way(name="a byte of the body", forge=_byte),
    Way(name="a member added", forge=_member_added),
    Way(name="a member changed", forge=_member_changed),
    Way(name="members in another order", forge=_reordered),
    Way(name="a member of another delivery", forge=_spliced),
    Way(name="signatures of another delivery", forge=_signatures_of_another),
    Way(name="another secret", forge=_secret),
    Way(name="X-OpenWA-Signature", forge=_own_signature, seen_by=frozenset({SPECIFICATION})),
    Way(name="webhook-signature", forge=_standard_signature, seen_by=frozenset({STANDARD})),
    Way(name="webhook-timestamp", forge=_time, seen_by=frozenset({STANDARD})),
    Way(name="webhook-id", forge=_id, seen_by=frozenset({STANDARD})),
)
