"""`docs/reference/rest.md`: every endpoint of the registry with what it takes and answers."""

from collections.abc import Iterator
from http import HTTPStatus
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.registry import ENDPOINTS
from scripts.reference.markdown import code, page, table

INTRODUCTION = """
Every answer but those of the health family is the envelope `{"success": true, "data": …, "meta": …}`, every
error `{"success": false, "error": {"code", "message", "details"}, "meta": …}`. The key goes into the header
`X-API-Key`; "needs" names the least role that it must have.
"""
FIELD_HEADS = ("member", "type", "", "meaning")


def render() -> str:
    return page("REST API", INTRODUCTION, *_areas())


def _areas() -> Iterator[str]:
    for area, endpoints in groupby(ENDPOINTS, key=lambda endpoint: endpoint.area):
        yield f"## {area.capitalize()}"
        for endpoint in endpoints:
            yield from _endpoint(endpoint)


def _endpoint(endpoint: Endpoint) -> Iterator[str]:
    yield f"### {code(endpoint.name)}"
    needs = f"Needs {code(endpoint.role.name.lower())}." if endpoint.role is not None else "Needs no key."
    answers = " or ".join(f"{status} {HTTPStatus(status).phrase}" for status in endpoint.statuses)
    yield f"{endpoint.summary} {needs} Answers {answers}."
    for title, model in (("Query", endpoint.query), ("Body", endpoint.body)):
        if model is not None:
            yield f"{title}:"
            yield table(FIELD_HEADS, _fields(model))


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    schema = model.model_json_schema(by_alias=True)
    yield from _members(schema, schema.get("$defs", {}), "")


def _members(
    schema: dict[str, Any], definitions: dict[str, Any], prefix: str
) -> Iterator[tuple[str, str, str, str]]:
    for name, given in schema.get("properties", {}).items():
        member = _resolved(given, definitions)
        need = "required" if name in schema.get("required", ()) else ""
        yield code(f"{prefix}{name}"), _type(member, definitions), need, given.get("description", "")
        yield from _members(_object(member, definitions), definitions, f"{prefix}{name}.")


def _object(member: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    options = [_resolved(each, definitions) for each in member.get("anyOf", ())]
    return next((each for each in (member, *options) if "properties" in each), {})


def _resolved(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return definitions[reference.rpartition("/")[2]] if reference else schema


def _type(member: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "enum" in member:
        return " or ".join(code(str(value)) for value in member["enum"])
    if "anyOf" in member:
        words = [_type(_resolved(each, definitions), definitions) for each in member["anyOf"]]
        return " or ".join(word for word in words if word != "null")
    if member.get("type") == "array":
        return f"list of {_type(_resolved(member.get('items', {}), definitions), definitions)}"
    return str(member.get("format") or member.get("type", "any"))
