"""Which endpoint a path leads to. Those below `/api/` are loaded with the first request for one: a start pays
for none of their models, nor for a route of Quart for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.path_template import PathTemplate

__all__ = ["API", "Route", "RouteTable"]

API: Final = "/api/"

_Methods: TypeAlias = Mapping[str, Endpoint]
_Paths: TypeAlias = Mapping[int, Sequence[tuple[PathTemplate, _Methods]]]
"""By the number of parts; the one with a word where another has a place comes first."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a path leads: its endpoints by method, and what stands in its places."""

    by_method: _Methods
    params: Mapping[str, str]

    @property
    def allowed(self) -> list[str]:
        """The methods that the path takes."""
        return sorted({*self.by_method, "OPTIONS"})


class RouteTable:
    """Finds routes."""

    def __init__(self, at_root: Iterable[Endpoint], load: Callable[[], Iterable[Endpoint]]) -> None:
        self._at_root = _paths(at_root)
        self._load = load

    def find(self, path: str) -> Route | None:
        """The route of a path. A word of one path is no id of another: `…/messages/send-text` is the path of
        its own, whatever the method."""
        parts = path.split("/")
        paths = self._below_api if path.startswith(API) else self._at_root
        for template, by_method in paths.get(len(parts), ()):
            if (params := template.params(parts)) is not None:
                return Route(by_method=by_method, params=params)
        return None

    @cached_property
    def _below_api(self) -> _Paths:
        return _paths(self._load())


def _paths(endpoints: Iterable[Endpoint]) -> _Paths:
    by_path: dict[PathTemplate, dict[str, Endpoint]] = defaultdict(dict)
    for endpoint in endpoints:
        for method in ("GET", "HEAD") if endpoint.method == "GET" else (endpoint.method,):
            by_path[endpoint.path][method] = endpoint
    found: dict[int, list[tuple[PathTemplate, _Methods]]] = defaultdict(list)
    for template, by_method in sorted(by_path.items(), key=lambda item: _places(item[0])):
        found[len(template.parts)].append((template, by_method))
    return found


def _places(template: PathTemplate) -> list[bool]:
    return [part is None for part in template.parts]
