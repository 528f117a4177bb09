"""The OpenAPI document says what the registry and the models say."""

import re
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from openwa_hookspecs.errors import ErrorCode
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.openapi import openapi_document
from openwa_transport_http.registry import ENDPOINTS
from openwa_transport_http.statuses import MEANINGS

each_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)


@cache
def document() -> dict[str, Any]:
    return openapi_document(ENDPOINTS, version="0.1.0")


def operation(endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = document()["paths"][endpoint.path.text][endpoint.method.lower()]
    return found


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    found: Any = document()
    if "$ref" not in part:
        return part
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def codes(answer: dict[str, Any]) -> set[str]:
    _, narrowed = resolved(answer)["content"]["application/json"]["schema"]["allOf"]
    return set(narrowed["properties"]["error"]["properties"]["code"]["enum"])


def test_it_is_valid_openapi_3_1() -> None:
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


def test_routes_and_document_are_the_same_set() -> None:
    described = {
        (method.upper(), path) for path, operations in document()["paths"].items() for method in operations
    }
    assert described == {(endpoint.method, endpoint.path.text) for endpoint in ENDPOINTS}


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation(endpoint)["operationId"] for endpoint in ENDPOINTS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in names)


def test_every_tag_is_described() -> None:
    tags = {tag["name"]: tag["description"] for tag in document()["tags"]}
    assert set(tags) == {operation(endpoint)["tags"][0] for endpoint in ENDPOINTS}
    assert all(tags.values())


@each_endpoint
def test_an_operation_names_each_error_under_its_status(endpoint: Endpoint) -> None:
    answers = operation(endpoint)["responses"]
    for code in endpoint.errors:
        status = MEANINGS[code].status
        if status not in endpoint.statuses:
            assert code.value in codes(answers[str(status)])
            assert MEANINGS[code].when in resolved(answers[str(status)])["description"]
    assert {str(status) for status in endpoint.statuses} <= set(answers)


@each_endpoint
def test_each_error_has_an_example_that_is_one(endpoint: Endpoint) -> None:
    for status, answer in operation(endpoint)["responses"].items():
        if int(status) < 400 or int(status) in endpoint.statuses:
            continue
        shown = resolved(answer)["content"]["application/json"]
        assert set(shown["examples"]) == codes(answer)
        for code, example in shown["examples"].items():
            value = resolved(example)["value"]
            assert (value["error"]["code"], value["error"]["message"] != "") == (code, True)
            jsonschema_rs.validate({**shown["schema"], "components": document()["components"]}, value)


@each_endpoint
def test_a_401_names_the_scheme(endpoint: Endpoint) -> None:
    for status, answer in operation(endpoint)["responses"].items():
        assert ("WWW-Authenticate" in resolved(answer)["headers"]) is (status == "401")


@each_endpoint
def test_an_operation_wants_a_key_exactly_when_its_endpoint_does(endpoint: Endpoint) -> None:
    schemes = {name for wanted in operation(endpoint)["security"] for name in wanted}
    wanted = set() if endpoint.role is None else set(document()["components"]["securitySchemes"])
    assert schemes == wanted


@each_endpoint
def test_every_parameter_is_described_with_its_bounds(endpoint: Endpoint) -> None:
    found = [resolved(each) for each in operation(endpoint)["parameters"]]
    assert all(each["description"] and each["schema"] for each in found)
    by_place = {place: {each["name"] for each in found if each["in"] == place} for place in ("path", "query")}
    assert by_place["path"] == set(endpoint.path.names)
    assert ("Idempotency-Key" in {each["name"] for each in found}) is (endpoint.method == "POST")
    for each in found:
        if each["in"] == "path":
            assert re.search(each["schema"]["pattern"], each["example"])
        if each["schema"].get("type") == "integer":
            assert {"minimum", "maximum", "default"} <= set(each["schema"])


@each_endpoint
def test_limited_operations_tell_their_budget(endpoint: Endpoint) -> None:
    for answer in map(resolved, operation(endpoint)["responses"].values()):
        assert ("X-RateLimit-Limit" in answer["headers"]) is (endpoint.rate is not None)
        assert "X-Request-ID" in answer["headers"]


@pytest.mark.parametrize(
    "endpoint", [one for one in ENDPOINTS if one.body is not None], ids=lambda endpoint: endpoint.name
)
def test_the_example_of_a_body_is_one_that_is_taken(endpoint: Endpoint) -> None:
    assert endpoint.body is not None
    body = operation(endpoint)["requestBody"]
    shown = body["content"]["application/json"]
    endpoint.body.model_validate(shown["example"])
    jsonschema_rs.validate({**shown["schema"], "components": document()["components"]}, shown["example"])
    assert body["required"] is not endpoint.takes_no_body


def test_the_error_envelope_knows_every_code() -> None:
    envelope = document()["components"]["schemas"]["ErrorEnvelope"]
    assert set(envelope["properties"]["error"]["properties"]["code"]["enum"]) == {*ErrorCode}


def test_the_document_stays_handy() -> None:
    assert len(str(document())) < 400_000
