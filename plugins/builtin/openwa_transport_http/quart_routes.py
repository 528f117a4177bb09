"""The route table on Quart: three rules for all paths, since Werkzeug compiles code for each at the start."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from quart import Quart
from quart import Response as QuartResponse
from quart import request as current
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter

from openwa_transport_http.pipeline import Pipeline
from openwa_transport_http.quart_adapter import from_quart, to_quart
from openwa_transport_http.route_table import API, RouteTable

__all__ = ["RULES", "add_routes"]

_View: TypeAlias = Callable[..., Awaitable[QuartResponse]]

RULES: Final = (f"{API}<all:rest>", "/health", "/health/<all:rest>")
"""More particular rules of other plugins come before them."""


class _All(BaseConverter):
    """Whatever follows, line ends too."""

    regex = r"[\s\S]+"
    part_isolating = False


def add_routes(app: Quart, name: str, table: RouteTable, pipeline: Pipeline) -> None:
    """All endpoints; for whatever else is asked for below these rules Quart's error handlers answer."""
    app.url_map.converters["all"] = _All
    for rule in RULES:
        # Without methods a rule takes them all, and `Allow` can be told for each path.
        app.url_map.add(app.url_rule_class(rule, endpoint=name))
    app.view_functions[name] = _view(table, pipeline)


def _view(table: RouteTable, pipeline: Pipeline) -> _View:
    async def view(rest: str = "") -> QuartResponse:
        route, method = table.find(current.path), current.method
        if route is None:
            raise NotFound
        request = from_quart(current, route.params)
        if method == "OPTIONS":
            return to_quart(pipeline.options(request, ", ".join(route.allowed).encode()), method)
        if method not in route.by_method:
            raise MethodNotAllowed(route.allowed)
        return to_quart(await pipeline.answer(route.by_method[method], request, cancellable=True), method)

    return view
