"""The registry on Quart: a blueprint with a route for each endpoint and `OPTIONS` for each path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable

from quart import Blueprint
from quart import Response as QuartResponse
from quart import request as current

from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.pipeline import Pipeline
from openwa_transport_http.quart_adapter import from_quart, to_quart

__all__ = ["quart_blueprint"]

_View = Callable[..., Awaitable[QuartResponse]]


def quart_blueprint(name: str, endpoints: Iterable[Endpoint], pipeline: Pipeline) -> Blueprint:
    """All endpoints; any other method of their paths is Quart's 405."""
    blueprint = Blueprint(name, __name__)
    methods: dict[str, set[str]] = defaultdict(lambda: {"OPTIONS"})
    for endpoint in endpoints:
        own = {"GET", "HEAD"} if endpoint.method == "GET" else {endpoint.method}
        methods[endpoint.path.rule] |= own
        _add(blueprint, endpoint.path.rule, own, endpoint.name, _endpoint_view(endpoint, pipeline))
    for rule, allowed in methods.items():
        allow = ", ".join(sorted(allowed)).encode()
        _add(blueprint, rule, {"OPTIONS"}, f"OPTIONS {rule}", _options_view(allow, pipeline))
    return blueprint


def _add(blueprint: Blueprint, rule: str, methods: set[str], name: str, view: _View) -> None:
    blueprint.add_url_rule(rule, name, view, methods=sorted(methods), provide_automatic_options=False)


def _endpoint_view(endpoint: Endpoint, pipeline: Pipeline) -> _View:
    async def view(**params: str) -> QuartResponse:
        answer = await pipeline.answer(endpoint, from_quart(current, params), cancellable=True)
        return to_quart(answer, current.method)

    return view


def _options_view(allow: bytes, pipeline: Pipeline) -> _View:
    async def view(**params: str) -> QuartResponse:
        return to_quart(pipeline.options(from_quart(current, params), allow), current.method)

    return view
