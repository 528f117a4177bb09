"""The registry on Quart: a blueprint with one route for each path, `OPTIONS` included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping

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
    for rule, by_method in _paths(endpoints).items():
        methods = sorted({*by_method, "OPTIONS"})
        view = _view(by_method, ", ".join(methods).encode(), pipeline)
        blueprint.add_url_rule(rule, rule, view, methods=methods, provide_automatic_options=False)
    return blueprint


def _paths(endpoints: Iterable[Endpoint]) -> Mapping[str, Mapping[str, Endpoint]]:
    """By rule, then method. Fewer routes start sooner: Werkzeug compiles code for each of them."""
    paths: dict[str, dict[str, Endpoint]] = defaultdict(dict)
    for endpoint in endpoints:
        for method in ("GET", "HEAD") if endpoint.method == "GET" else (endpoint.method,):
            paths[endpoint.path.rule][method] = endpoint
    return paths


def _view(by_method: Mapping[str, Endpoint], allow: bytes, pipeline: Pipeline) -> _View:
    async def view(**params: str) -> QuartResponse:
        request, method = from_quart(current, params), current.method
        if method == "OPTIONS":
            return to_quart(pipeline.options(request, allow), method)
        return to_quart(await pipeline.answer(by_method[method], request, cancellable=True), method)

    return view
