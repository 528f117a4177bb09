"""An endpoint: a plain typed function under a method and a path. Its signature says what it takes: the
`call`, then each place of the path by name, then `query` and `body` when it wants them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, get_type_hints

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.gateway import RateCategory
from openwa_hookspecs.models.keys import Role
from openwa_transport_http.endpoint_errors import (
    ALWAYS,
    BODY,
    KEY,
    POST,
    QUERY,
    REPEATABLE,
    ROLE,
    Codes,
)
from openwa_transport_http.fields import RequestModel
from openwa_transport_http.keyed import Repetition
from openwa_transport_http.path_template import PathTemplate
from openwa_transport_http.path_types import PATH_TYPES, PathType

__all__ = ["JSON", "Endpoint", "Place", "RateCategory", "Run", "define"]

JSON: Final = "application/json"

Run = Callable[..., Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A named place of the path, and the parameter that gets its text."""

    name: str
    parameter: str
    type: PathType


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One row of the registry."""

    method: str
    path: PathTemplate
    run: Run
    places: tuple[Place, ...]
    query: type[RequestModel] | None
    body: type[RequestModel] | None
    answer: object
    """The type that `run` answers with."""
    statuses: tuple[int, ...]
    """The first one is for plain data; further ones come from `Bare`."""
    role: Role | None
    """The least role; None for everybody, without a key."""
    rate: RateCategory | None
    hot: bool
    """Served without Quart's request machinery."""
    max_body_bytes: int | None
    """None for the configuration's limit."""
    repetition: Repetition
    """What a repetition under one `Idempotency-Key` gets."""
    own_errors: Codes
    """Codes besides those that follow from its shape."""
    media_type: str
    """Of the answer."""

    @property
    def name(self) -> str:
        """What logs call it."""
        return f"{self.method} {self.path.text}"

    @property
    def area(self) -> str:
        """The module of its function: endpoints of one concern share it."""
        return self.run.__module__.rpartition(".")[2]

    @property
    def summary(self) -> str:
        """One line on what it does."""
        return (inspect.getdoc(self.run) or "").partition("\n")[0]

    @property
    def changes_state(self) -> bool:
        """Whether leaving it half way would matter."""
        return self.method != "GET"

    @property
    def hears_body(self) -> bool:
        """Whether a body is read. One that nobody asked for is, to be refused when it says something."""
        return self.body is not None or self.method == "POST"

    @cached_property
    def takes_no_body(self) -> bool:
        """Whether a request may do without its body."""
        return self.body is not None and not any(
            field.is_required() for field in self.body.model_fields.values()
        )

    @property
    def _is_repeatable(self) -> bool:
        """Whether a key under which it was asked can be used for another request."""
        return self.method == "POST" and self.body is not None and self.repetition is not Repetition.RUN

    @property
    def errors(self) -> tuple[ErrorCode, ...]:
        """The codes that it can answer with, each once, in the order of their table."""
        found = {*ALWAYS, *self.own_errors, *(place.type.code for place in self.places)}
        found |= {*KEY} if self.role is not None else set()
        found |= {*ROLE} if self.role is not None and self.role > min(Role) else set()
        found |= {*QUERY} if self.query is not None else set()
        found |= {*BODY} if self.hears_body else set()
        found |= {*POST} if self.method == "POST" else set()
        found |= {*REPEATABLE} if self._is_repeatable else set()
        return tuple(code for code in ErrorCode if code in found)


def define(
    method: str,
    path: str,
    run: Run,
    *,
    role: Role | None,
    rate: RateCategory | None = None,
    statuses: tuple[int, ...] = (200,),
    hot: bool = False,
    max_body_bytes: int | None = None,
    repetition: Repetition = Repetition.ANSWER,
    errors: Codes = (),
    media_type: str = JSON,
) -> Endpoint:
    """An endpoint from its function. Raises `TypeError` when the signature does not fit the path."""
    hints = get_type_hints(run)
    template = PathTemplate(path)
    places = tuple(_place(name, hints) for name in template.names)
    known = {"call", *(place.parameter for place in places), "query", "body"}
    if strange := [name for name in inspect.signature(run).parameters if name not in known]:
        raise TypeError(f"{run.__qualname__} at {path} asks for {', '.join(strange)}")
    return Endpoint(
        method=method,
        path=template,
        run=run,
        places=places,
        query=hints.get("query"),
        body=hints.get("body"),
        answer=hints["return"],
        statuses=statuses,
        role=role,
        rate=rate,
        hot=hot,
        max_body_bytes=max_body_bytes,
        repetition=repetition,
        own_errors=errors,
        media_type=media_type,
    )


def _place(name: str, hints: Mapping[str, object]) -> Place:
    parameter = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()
    kind = PATH_TYPES.get(hints.get(parameter))
    if kind is None:
        raise TypeError(f"the place {{{name}}} needs a parameter {parameter} of a type in PATH_TYPES")
    return Place(name=name, parameter=parameter, type=kind)
