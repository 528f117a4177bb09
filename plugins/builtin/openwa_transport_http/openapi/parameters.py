"""What goes into path, query and headers of a request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openwa_transport_http.constraints import whole
from openwa_transport_http.download import Download
from openwa_transport_http.endpoint import Endpoint, Place
from openwa_transport_http.fields import RequestModel
from openwa_transport_http.keyed import KEY_PATTERN
from openwa_transport_http.openapi.schemas import Schema

__all__ = ["HEADER_PARAMETERS", "parameters"]

HEADER_PARAMETERS: Final[dict[str, Schema]] = {
    "RequestId": {
        "name": "X-Request-ID",
        "in": "header",
        "required": False,
        "description": "comes back in the answer and stands in the log; 1 to 128 printable ASCII characters",
        "schema": {"type": "string"},
    },
    "Range": {
        "name": "Range",
        "in": "header",
        "required": False,
        "description": "a part of the file, such as `bytes=0-1023`; anything else asks for all of it",
        "schema": {"type": "string"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "the `ETag` of what is known already: 304 then",
        "schema": {"type": "string"},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "the same key within 24 hours gets the first answer again; nothing is done twice",
        "schema": {"type": "string", "pattern": whole(KEY_PATTERN)},
    },
}


def parameters(endpoint: Endpoint) -> list[Schema]:
    """All of one endpoint."""
    found = [_path(place) for place in endpoint.places]
    if endpoint.query is not None:
        found += _query(endpoint.query)
    found.append(_reference("RequestId"))
    if endpoint.answer is Download:
        found += [_reference("Range"), _reference("IfNoneMatch")]
    if endpoint.method == "POST":
        found.append(_reference("IdempotencyKey"))
    return found


def _path(place: Place) -> Schema:
    kind = place.type
    return {
        "name": place.name,
        "in": "path",
        "required": True,
        "description": kind.meaning,
        "schema": {"type": "string", "pattern": whole(kind.pattern)},
        "example": kind.example,
    }


def _query(model: type[RequestModel]) -> Iterator[Schema]:
    schema = model.model_json_schema(by_alias=True)
    for name, member in schema["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": member.get("description", ""),
            "schema": _plain(member),
        }


def _plain(member: Schema) -> Schema:
    """A query string has no null: what may be null may be left out."""
    options = [each for each in member.get("anyOf", ()) if each != {"type": "null"}]
    shown = {**member, **options[0]} if len(options) == 1 else member
    hidden = {"anyOf", "description", "title"} | ({"default"} if shown.get("default", 0) is None else set())
    return {name: value for name, value in shown.items() if name not in hidden}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}
