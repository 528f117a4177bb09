"""Requests with a hostile piece in each place where a caller may put one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from tests.support.rest_house.door import Ask
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation

__all__ = ["Probe", "body_probes", "header_probes", "member_probes", "path_probes", "query_probes"]

_ALSO: Final[Mapping[str, Sequence[str]]] = {
    "createSession": ("engine", "proxy.server", "proxy.username", "proxy.password"),
    "sendText": ("options.quotedMessageId", "options.mentionedIds.0"),
    "sendImage": ("image.url", "image.path", "image.mimetype"),
    "sendDocument": ("filename", "document.url", "document.path", "document.mimetype"),
    "sendLocation": ("description",),
    "createKey": ("networks.0", "sessions.0", "expiresAt"),
}
"""Places of members that a good request does without."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One request, the place of what is hostile in it, and what that is."""

    operation: Operation
    place: str
    piece: str | bytes
    ask: Ask


def body_probes(house: House, operation: Operation, documents: Sequence[bytes]) -> Iterator[Probe]:
    """Each document as the whole body, and as the value of each member of a good one."""
    good = house.request(operation)
    for document in documents:
        ask = replace(good, body=None, raw=document)
        yield Probe(operation=operation, place="body", piece=document, ask=ask)
        for name in good.body or ():
            ask = replace(good, body=None, raw=_spliced(good.body, name, document))
            yield Probe(operation=operation, place=f"body.{name}=", piece=document, ask=ask)


def member_probes(house: House, operation: Operation, strings: Sequence[str]) -> Iterator[Probe]:
    """Each string in the place of each string of a good body, however deep."""
    good = house.request(operation)
    places = [*_leaves(good.body or {}), *_ALSO.get(operation.id, ())]
    for place in dict.fromkeys(places):
        for piece in strings:
            ask = replace(good, body=_with(good.body, place.split("."), piece))
            yield Probe(operation=operation, place=place, piece=piece, ask=ask)


def path_probes(house: House, operation: Operation, strings: Sequence[str]) -> Iterator[Probe]:
    """Each string in each place of the path."""
    for place in sorted(operation.places):
        for piece in strings:
            ask = house.request(operation, places={place: _quoted(piece)})
            yield Probe(operation=operation, place=f"path.{place}", piece=piece, ask=ask)


def query_probes(house: House, operation: Operation, strings: Sequence[str]) -> Iterator[Probe]:
    """Each string as each parameter of the query, as the key, and as the name of one."""
    for name in (*sorted(operation.query), "apiKey", ""):
        for piece in strings:
            query = f"?{name}={_quoted(piece)}" if name else f"?{_quoted(piece)}"
            ask = house.request(operation, query=query)
            yield Probe(operation=operation, place=f"query.{name}", piece=piece, ask=ask)


def header_probes(house: House, operation: Operation, strings: Sequence[str]) -> Iterator[Probe]:
    """Each string that a header may hold, in each header that means something."""
    for name in ("X-Request-ID", "Idempotency-Key", "Range"):
        for piece in filter(_fits_a_header, strings):
            ask = house.request(operation, headers={name: piece})
            yield Probe(operation=operation, place=f"header.{name}", piece=piece, ask=ask)


def _spliced(body: Mapping[str, Any], name: str, document: bytes) -> bytes:
    rest = json.dumps({other: value for other, value in body.items() if other != name}).encode()
    return b"%b%b%b:%b}" % (rest[:-1], b"," if len(body) > 1 else b"", json.dumps(name).encode(), document)


def _leaves(value: Any, above: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    match value:
        case str():
            yield above
        case dict() | list():
            pairs = value.items() if isinstance(value, dict) else enumerate(value)
            for name, member in pairs:
                yield from _leaves(member, f"{above}.{name}" if above else str(name))


def _with(value: Any, steps: Sequence[str], piece: str) -> Any:  # noqa: ANN401 - JSON
    """The value with the piece at the end of these steps; what is missing on the way is made."""
    if not steps:
        return piece
    first, *others = steps
    if first.isdigit():
        items = list(value or [None])
        return [_with(item, others, piece) if str(n) == first else item for n, item in enumerate(items)]
    return {**(value or {}), first: _with((value or {}).get(first), others, piece)}


def _quoted(piece: str) -> str:
    return quote(piece.encode("utf-8", "surrogatepass"), safe="")


def _fits_a_header(piece: str) -> bool:
    return piece.isprintable() and piece.strip() == piece and piece.isascii() and 0 < len(piece) < 2_000
