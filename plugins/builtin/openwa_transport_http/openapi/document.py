"""The whole OpenAPI document."""

from __future__ import annotations

import inspect
import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pydantic.alias_generators import to_camel

from openwa_hookspecs.credentials import API_KEY_PARAMETER
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.openapi.parameters import HEADER_PARAMETERS, parameters
from openwa_transport_http.openapi.responses import COMPONENTS, EXAMPLES, HEADERS, Responses
from openwa_transport_http.openapi.schemas import Schema, Schemas

__all__ = ["openapi_document", "operation_id"]

_DESCRIPTION: Final = """\
Self-hosted WhatsApp over REST. Every answer but those of the health family and files is the envelope
`{"success": true, "data": …, "meta": …}`, every error `{"success": false, "error": {"code", "message",
"details"}, "meta": …}`. Members that a request does not know are refused.\
"""
_SECURITY_SCHEMES: Final[Schema] = {
    "ApiKeyQuery": {
        "type": "apiKey",
        "in": "query",
        "name": API_KEY_PARAMETER,
        "description": "for programs that can set no header; the configuration may switch it off",
    },
    "Bearer": {"type": "http", "scheme": "bearer"},
    "ApiKeyHeader": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}
"""The best one last: Swagger UI's dialog opens at its last field."""


def openapi_document(endpoints: Iterable[Endpoint], *, version: str) -> Schema:
    """OpenAPI 3.1, in the order of the registry."""
    table = tuple(endpoints)
    schemas = Schemas(table)
    responses = Responses(schemas)
    paths: dict[str, Schema] = defaultdict(dict)
    for endpoint in table:
        paths[endpoint.path.text][endpoint.method.lower()] = _operation(endpoint, schemas, responses)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OpenWA Gateway",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": area, "description": text} for area, text in _areas(table).items()],
        "paths": dict(paths),
        "components": {
            "schemas": {**COMPONENTS, **schemas.components},
            "responses": responses.components,
            "parameters": HEADER_PARAMETERS,
            "headers": HEADERS,
            "examples": EXAMPLES,
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def operation_id(endpoint: Endpoint) -> str:
    """The name of the function; the health family stands under two paths."""
    at_root = "" if endpoint.path.text.startswith("/api/") else "AtRoot"
    return to_camel(endpoint.run.__name__) + at_root


def _operation(endpoint: Endpoint, schemas: Schemas, responses: Responses) -> Schema:
    operation: Schema = {
        "operationId": operation_id(endpoint),
        "tags": [_tag(endpoint)],
        "summary": endpoint.summary,
        "description": _needs(endpoint),
        "security": [] if endpoint.role is None else [{name: []} for name in reversed(_SECURITY_SCHEMES)],
        "parameters": parameters(endpoint),
        "responses": responses.of(endpoint),
    }
    if endpoint.body is not None:
        operation["requestBody"] = {
            "required": not endpoint.takes_no_body,
            "content": {
                "application/json": {
                    "schema": schemas.of(endpoint.body),
                    "example": schemas.example(endpoint.body),
                }
            },
        }
    return operation


def _needs(endpoint: Endpoint) -> str:
    if endpoint.role is None:
        return "Needs no key."
    return f"Needs a key with the role `{endpoint.role.label}`, or a higher one."


def _areas(endpoints: Iterable[Endpoint]) -> dict[str, str]:
    """Tags with what they are about: the first line of the module."""
    return {_tag(each): _about(each) for each in endpoints}


def _tag(endpoint: Endpoint) -> str:
    return endpoint.area.capitalize()


def _about(endpoint: Endpoint) -> str:
    return (inspect.getdoc(sys.modules[endpoint.run.__module__]) or "").partition("\n")[0]
