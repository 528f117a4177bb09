"""From the bytes of a YAML or JSON file to plain data that remembers its lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from openwa_core.config.faults import ConfigFault, Location, render_path

__all__ = ["Document", "parse"]

_MAX_NODES: Final = 100_000
"""A node counts each time an alias uses it, so that a small file cannot unfold into a huge one."""

_TAG: Final = "tag:yaml.org,2002:"
_SCALARS: Final = {
    "null": (r"(?:null|Null|NULL|~|)", ["n", "N", "~", ""]),
    "bool": (r"(?:true|True|TRUE|false|False|FALSE)", list("tTfF")),
    "int": (r"[-+]?[0-9]{1,300}", list("-+0123456789")),
    "float": (r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
}
"""The core schema of YAML 1.2, which JSON is part of: `no` and `2024-01-01` are texts, `1e5` is a number."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a file says. `data` is all that could be read, `faults` is what could not."""

    source: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each path, from 1."""
    faults: tuple[ConfigFault, ...] = ()

    def line_of(self, path: str) -> int | None:
        """The line of the path, or of the nearest part of it that the file has."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)


class _CoreSchemaLoader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name


for _name, (_pattern, _first) in _SCALARS.items():
    _CoreSchemaLoader.add_implicit_resolver(_TAG + _name, re.compile(_pattern + r"\Z", re.ASCII), _first)


class _TooLargeError(Exception):
    pass


def parse(content: bytes, *, source: str, resolve: Callable[[str], str]) -> Document:
    """Read the file; never raises. `resolve` turns each text into what it stands for, or raises
    `ValueError`."""
    builder = _Builder(resolve)
    try:
        text = content.decode("utf-8-sig")
        root = yaml.compose(text.replace("\t", " ") if source.endswith(".json") else text, _CoreSchemaLoader)
        data = {} if root is None else builder.build(root, ())
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError, _TooLargeError) as error:
        return Document(source=source, faults=(_syntax_fault(error),))
    if data is None:
        data = {}
    if not isinstance(data, dict):
        builder.add_fault((), "write sections, such as `server:` and `engines:`", line=1)
        data = {}
    return Document(source=source, data=data, lines=builder.lines, faults=tuple(builder.faults))


def _syntax_fault(error: Exception) -> ConfigFault:
    match error:
        case yaml.MarkedYAMLError(problem=str(problem), problem_mark=yaml.Mark(line=line)):
            return ConfigFault(path="", message=f"not YAML: {problem}", line=line + 1)
        case UnicodeDecodeError():
            return ConfigFault(path="", message="the file is not UTF-8 text")
        case RecursionError():
            return ConfigFault(path="", message="the file is nested too deeply")
        case _TooLargeError():
            return ConfigFault(path="", message=f"the file unfolds to more than {_MAX_NODES} values")
        case _:
            return ConfigFault(path="", message=f"not YAML: {' '.join(str(error).split())}")


class _Builder:
    """Builds data from nodes, and notes lines and faults on the way."""

    def __init__(self, resolve: Callable[[str], str]) -> None:
        self.lines: dict[str, int] = {}
        self.faults: list[ConfigFault] = []
        self._resolve = resolve
        self._left = _MAX_NODES
        self._open: set[int] = set()

    def add_fault(self, location: Location, message: str, *, line: int) -> None:
        self.faults.append(ConfigFault(path=render_path(location), message=message, line=line))

    def build(self, node: Node, location: Location) -> object:
        self._left -= 1
        if self._left < 0:
            raise _TooLargeError
        if isinstance(node, ScalarNode):
            return self._scalar(node, location)
        if id(node) in self._open:
            self.add_fault(location, "the alias refers to itself", line=_line(node))
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, MappingNode):
                return self._mapping(node, location)
            return self._list(cast("SequenceNode", node), location)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: MappingNode, location: Location) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None or key_node.tag != f"{_TAG}str":
                self.add_fault(location, "a key must be a text; put it in quotes", line=_line(key_node))
            elif key in data:
                first = self.lines[render_path((*location, key))]
                message = f"the key is there twice, first in line {first}"
                self.add_fault((*location, key), message, line=_line(key_node))
            else:
                self.lines[render_path((*location, key))] = _line(key_node)
                data[key] = self.build(value_node, (*location, key))
        return data

    def _list(self, node: SequenceNode, location: Location) -> list[object]:
        items: list[object] = []
        for index, item in enumerate(node.value):
            self.lines[render_path((*location, index))] = _line(item)
            items.append(self.build(item, (*location, index)))
        return items

    def _scalar(self, node: ScalarNode, location: Location) -> object:
        text: str = node.value
        match node.tag.removeprefix(_TAG):
            case "str":
                return self._text(node, location)
            case "null":
                return None
            case "bool" if text.lower() in {"true", "false"}:
                return text.lower() == "true"
            case "int" | "float" as kind:
                return self._number(kind, node, location)
        self.add_fault(location, f"the tag {node.tag} is not supported", line=_line(node))
        return None

    def _number(self, kind: str, node: ScalarNode, location: Location) -> float | None:
        try:
            return int(node.value) if kind == "int" else float(node.value)
        except ValueError:
            self.add_fault(location, "this is no number", line=_line(node))
            return None

    def _text(self, node: ScalarNode, location: Location) -> str:
        text = _join_surrogates(node.value)
        try:
            return self._resolve(text)
        except ValueError as error:
            self.add_fault(location, str(error), line=_line(node))
            return text


def _join_surrogates(text: str) -> str:
    # JSON writes a character beyond U+FFFF as two escapes; PyYAML leaves them as two.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
