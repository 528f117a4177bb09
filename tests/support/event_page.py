"""What `docs/events.md` says of each kind of event."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.support.documents import pages

__all__ = ["Documented", "documented", "shape_of"]

_SECTION = re.compile(r"^### (?P<kind>[a-z.]+)\n(?P<text>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"```json\n(.*?)```", re.DOTALL)
_ROW = re.compile(
    r"^\| `(?P<name>[^`]+)` \| (?P<type>\w+) \| (?P<there>always|sometimes) \| (?P<what>.*) \|$", re.MULTILINE
)
_OTHERS = re.compile(r"The members of `([a-z.]+)`")


@dataclass(frozen=True, kw_only=True)
class _Member:
    type: str
    is_always_there: bool
    may_be_null: bool


@dataclass(frozen=True, kw_only=True)
class Documented:
    """One kind."""

    kind: str
    example: Mapping[str, Any]
    members: Mapping[str, _Member]

    def faults(self, data: Mapping[str, Any]) -> list[str]:
        """Where an event's data is not as the page says."""
        found = dict(_paths(data))
        unknown = [f"{path} ({kind})" for path, kind in found.items() if not self._allows(path, kind)]
        missing = [
            f"no {path}"
            for path, member in self.members.items()
            if member.is_always_there and path not in found and _parent(path) in {"", *found}
        ]
        return unknown + missing

    def _allows(self, path: str, kind: str) -> bool:
        member = self.members.get(path) or self.members.get(f"{_parent(path)}.*")
        if member is None:
            return False
        return member.type in {kind, "any"} or (
            (kind == "null" and member.may_be_null) or (kind == "integer" and member.type == "number")
        )


@cache
def documented() -> Mapping[str, Documented]:
    """By kind, in the order of the page."""
    found: dict[str, Documented] = {}
    for section in _SECTION.finditer(pages()["docs/events.md"]):
        text, members = section["text"], dict[str, _Member]()
        for other in _OTHERS.findall(text):
            members |= found[other].members
        for row in _ROW.finditer(text):
            members[row["name"]] = _Member(
                type=row["type"],
                is_always_there=row["there"] == "always",
                may_be_null="`null`" in row["what"],
            )
        (example,) = _EXAMPLE.findall(text)
        found[section["kind"]] = Documented(
            kind=section["kind"], example=json.loads(example), members=members
        )
    return found


def shape_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Its members, those of objects in it too, with their types."""
    return dict(_paths(data))


def _paths(value: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, member in value.items():
        path = f"{before}{name}"
        yield path, _type(member)
        if isinstance(member, dict):
            yield from _paths(member, f"{path}.")
        if isinstance(member, list):
            for each in member:
                if isinstance(each, dict):
                    yield from _paths(each, f"{path}[].")


def _parent(path: str) -> str:
    return path.rpartition(".")[0].removesuffix("[]")


def _type(value: object) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "object", list: "array"}
    return kinds.get(type(value), "null")
