"""From pydantic's errors to faults that an operator can act on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from openwa_core.config.faults import ConfigFault, Location, render_path

__all__ = ["SectionError", "suggestion", "validate"]

ModelT = TypeVar("ModelT", bound=BaseModel)

_A_MAPPING: Final = "Input should be a mapping of keys and values"
_A_LIST: Final = "Input should be a list"
_MESSAGES: Final = {
    "model_type": _A_MAPPING,
    "model_attributes_type": _A_MAPPING,
    "dict_type": _A_MAPPING,
    "mapping_type": _A_MAPPING,
    "tuple_type": _A_LIST,
    "list_type": _A_LIST,
    "set_type": _A_LIST,
    "frozen_set_type": _A_LIST,
    "path_type": "Input should be a path",
}
"""Where pydantic speaks of Python's classes."""


class SectionError(Exception):
    """A section does not fit its model."""

    def __init__(self, faults: Sequence[ConfigFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def validate(model: type[ModelT], data: object, *, at: Location = (), note: str = "") -> ModelT:
    """`data` as the model. Raises `SectionError` with each fault's path below `at`; `note` ends each
    message."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        details = _causes(error.errors(include_url=False))
        raise SectionError([_fault(model, data, detail, at, note) for detail in details]) from None


def suggestion(word: str, known: Iterable[str]) -> str:
    """`did you mean 'servers'?`, or what there is when nothing is near; empty when there is nothing."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"there are: {', '.join(names)}" if names else ""


def _causes(details: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Without what only follows from another error: defaults not made, lists short of their faulty items."""
    places = [detail["loc"] for detail in details]
    for detail in details:
        below = (place for place in places if len(place) > len(detail["loc"]))
        follows = any(place[: len(detail["loc"])] == detail["loc"] for place in below)
        if detail["type"] != "default_factory_not_called" and not (detail["type"] == "too_short" and follows):
            yield detail


def _fault(
    model: type[BaseModel], data: object, detail: ErrorDetails, at: Location, note: str
) -> ConfigFault:
    location = _real_location(detail["loc"], data, last_is_new=detail["type"] == "missing")
    return ConfigFault(path=render_path((*at, *location)), message=_message(model, detail) + note)


def _real_location(location: Location, data: object, *, last_is_new: bool) -> Location:
    """Without the steps that pydantic adds for members of a union, which are not in the YAML."""
    real: list[str | int] = []
    for place, step in enumerate(location):
        here = (isinstance(data, Mapping) and step in data) or (
            isinstance(data, Sequence) and isinstance(step, int) and step < len(data)
        )
        if here:
            data = data[step]  # type: ignore[index]
        if here or (last_is_new and place == len(location) - 1):
            real.append(step)
    return tuple(real)


def _message(model: type[BaseModel], detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return "; ".join(
            filter(None, ("unknown key", suggestion(str(detail["loc"][-1]), _keys(model, detail["loc"]))))
        )
    if kind != "missing" and detail["input"] is None:
        return "the key has no value; give it one or remove the key"
    if kind == "too_short":
        return f"the list needs at least {detail['ctx']['min_length']}"
    return _MESSAGES.get(kind) or detail["msg"].removeprefix("Value error, ").removeprefix(
        "Assertion failed, "
    )


def _keys(model: type[BaseModel], location: Location) -> Iterable[str]:
    """The keys that the model knows where the unknown one was found."""
    here: Any = model
    for step in location[:-1]:
        field = _model_in(here).model_fields.get(str(step)) if isinstance(step, str) else None
        here = field.annotation if field else here
    return [field.alias or name for name, field in _model_in(here).model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel]:  # noqa: ANN401 - annotations have no common type
    """The first model inside `tuple[Model, ...]`, `Model | None` and the like; an empty one when none is."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model is not BaseModel), BaseModel)
