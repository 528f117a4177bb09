"""The API as its own document describes it: what can be asked, and every error that may come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Operation", "operations_of"]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A method on a path."""

    id: str
    method: str
    path: str
    places: frozenset[str]
    members: Mapping[str, Any]
    """The schema of each member of the body; empty without one."""
    query: frozenset[str]
    needs_key: bool
    successes: frozenset[int]
    errors: Mapping[str, int]
    """Status by code."""

    def __str__(self) -> str:
        return self.id


def operations_of(document: Mapping[str, Any]) -> Sequence[Operation]:
    """All of an OpenAPI document, in its order."""
    return [
        _operation(document, method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _operation(document: Mapping[str, Any], method: str, path: str, told: Mapping[str, Any]) -> Operation:
    parameters = [_resolved(document, each) for each in told["parameters"]]
    answers = {int(status): _resolved(document, answer) for status, answer in told["responses"].items()}
    return Operation(
        id=told["operationId"],
        method=method,
        path=path,
        places=frozenset(each["name"] for each in parameters if each["in"] == "path"),
        members=_members(document, told),
        query=frozenset(each["name"] for each in parameters if each["in"] == "query"),
        needs_key=bool(told["security"]),
        successes=frozenset(status for status, answer in answers.items() if _succeeds(answer)),
        errors={code: status for status, answer in answers.items() for code in _codes(answer)},
    )


def _resolved(document: Mapping[str, Any], piece: Any) -> Any:  # noqa: ANN401 - JSON
    while "$ref" in piece:
        target: Any = document
        for step in piece["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        piece = target
    return piece


def _members(document: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    if "requestBody" not in told:
        return {}
    schema = _resolved(document, told["requestBody"]["content"]["application/json"]["schema"])
    members: Mapping[str, Any] = schema["properties"]
    return members


def _codes(answer: Mapping[str, Any]) -> Sequence[str]:
    """Those with which it may be an error."""
    return [code for shape in _shapes(answer) for code in _codes_in(shape)]


def _succeeds(answer: Mapping[str, Any]) -> bool:
    """Whether it may be what was asked for."""
    return any(not _codes_in(shape) for shape in _shapes(answer))


def _shapes(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """What its body may look like."""
    schema = next(iter(answer.get("content", {"": {"schema": {}}}).values()))["schema"]
    shapes: Sequence[Mapping[str, Any]] = schema.get("anyOf", [schema])
    return shapes


def _codes_in(shape: Mapping[str, Any]) -> Sequence[str]:
    errors = (part.get("properties", {}).get("error", {}) for part in shape.get("allOf", ()))
    found = [code for error in errors for code in error.get("properties", {}).get("code", {}).get("enum", ())]
    return found
