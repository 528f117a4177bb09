"""How a plugin offers one thing under one name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from openwa_hookspecs.service import Service

__all__ = ["Provider"]

ConfigT = TypeVar("ConfigT", bound=BaseModel)
ContextT = TypeVar("ContextT")
ServiceT_co = TypeVar("ServiceT_co", bound=Service, covariant=True)


@dataclass(frozen=True, kw_only=True)
class Provider(Generic[ConfigT, ContextT, ServiceT_co]):
    """An offer of one role. The name equals the entry point's and the YAML's `use:`.

    `config` is a frozen pydantic model with `extra="forbid"` and defaults that work on a laptop.
    `create` does no I/O and may raise `ValueError` for a configuration that cannot work.
    """

    name: str
    config: type[ConfigT]
    create: Callable[[ConfigT, ContextT], ServiceT_co]
