"""Every key of a model, in words: for `openwa config explain` and the generated reference."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

__all__ = ["Key", "default_of", "keys_of", "type_in_words"]

_WORDS: Final[Mapping[object, str]] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "true or false",
    Path: "path",
    SecretStr: "secret",
    dict: "mapping",
    Any: "anything",
}
_BOUNDS: Final = ((Ge, "ge", "≥"), (Gt, "gt", ">"), (Le, "le", "≤"), (Lt, "lt", "<"))


@dataclass(frozen=True, kw_only=True)
class Key:
    """One key: `name` within its model, and what to know of it."""

    name: str
    kind: str
    """The type in words."""
    required: bool
    default: object
    """As JSON has it."""
    description: str
    model: type[BaseModel] | None
    """The model of the mapping below the key, or of each item of the list."""
    many: bool


def keys_of(model: type[BaseModel]) -> Iterator[Key]:
    """The keys of the model itself, in its order; those below are in `model` of each."""
    for name, field in model.model_fields.items():
        inner, many = _inner_model(field.annotation)
        yield Key(
            name=field.alias or name,
            kind=type_in_words(field),
            required=field.is_required(),
            default=None if field.is_required() else default_of(field),
            description=field.description or "",
            model=inner,
            many=many,
        )


def default_of(field: FieldInfo) -> object:
    """The default as JSON has it; secrets stay masked."""
    default = field.get_default(call_default_factory=True, validated_data={})
    return to_jsonable_python(default, fallback=str)


def type_in_words(field: FieldInfo) -> str:
    """`integer, ≥ 1`, `hypercorn or uvicorn`, `list of text`, …"""
    bounds = [
        f"{sign} {_plain(getattr(limit, name))}"
        for limit in field.metadata
        for kind, name, sign in _BOUNDS
        if isinstance(limit, kind)
    ]
    sizes = [
        f"at least {limit.min_length}" if isinstance(limit, MinLen) else f"at most {limit.max_length}"
        for limit in field.metadata
        if isinstance(limit, MinLen | MaxLen)
    ]
    return ", ".join([_words(field.annotation), *bounds, *sizes])


def _words(annotation: Any) -> str:  # noqa: ANN401 - annotations have no common type
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " or ".join(map(str, parts))
    if origin in {Union, types.UnionType}:
        return " or ".join("nothing" if part is type(None) else _words(part) for part in parts)
    if origin in {tuple, list, set, frozenset}:
        return f"list of {_words(parts[0])}".replace("list of plugin", "list of plugins")
    if hasattr(annotation, "__metadata__"):
        return _words(annotation.__origin__)
    return _class_in_words(origin or annotation)


def _class_in_words(kind: Any) -> str:  # noqa: ANN401 - annotations have no common type
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(str(member.value) for member in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "plugin" if kind.__name__ == "PluginRef" else "mapping"
    return _WORDS.get(kind, "mapping" if kind is Mapping else getattr(kind, "__name__", str(kind)))


def _inner_model(annotation: Any) -> tuple[type[BaseModel] | None, bool]:  # noqa: ANN401 - see above
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    many = get_origin(annotation) in {tuple, list, set, frozenset}
    for part in get_args(annotation):
        model, inner_many = _inner_model(part)
        if model is not None:
            return model, many or inner_many
    return None, False


def _plain(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:g}"
