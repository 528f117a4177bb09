"""Recipes: for a code and some operations, how to bring the error about by its real cause."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from openwa_hookspecs.errors import ErrorCode
from tests.support.rest_house.door import Answer
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation

__all__ = ["Choice", "Cookbook", "Provoke", "Recipe"]

Provoke: TypeAlias = Callable[[House, Operation], Awaitable[Answer]]
Choice: TypeAlias = Collection[str] | Callable[[Operation], bool]
"""Operations by name, or by what their requests look like."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One way to one code."""

    code: ErrorCode
    on: Choice
    provoke: Provoke

    def chosen(self, operations: Mapping[str, Operation]) -> list[Operation]:
        """Those that it is for. A name that is no operation's raises `KeyError`."""
        if isinstance(self.on, Collection):
            return [operations[name] for name in sorted(self.on)]
        return [operation for operation in operations.values() if self.on(operation)]


class Cookbook:
    """All recipes of one kind."""

    def __init__(self) -> None:
        self.recipes: list[Recipe] = []

    def add(self, code: ErrorCode, *, on: Choice) -> Callable[[Provoke], Provoke]:
        """Take up the function as a recipe."""

        def take(provoke: Provoke) -> Provoke:
            self.recipes.append(Recipe(code=code, on=on, provoke=provoke))
            return provoke

        return take

    def add_each(self, recipes: Iterable[tuple[ErrorCode, Choice, Provoke]]) -> None:
        """The same for functions made elsewhere."""
        self.recipes += [Recipe(code=code, on=on, provoke=provoke) for code, on, provoke in recipes]
