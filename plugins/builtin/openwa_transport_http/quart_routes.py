"""The registry on Quart: a blueprint with one route for each path, `OPTIONS` included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from quart import Blueprint
from quart import Response as QuartResponse
from quart import request as current
from werkzeug.exceptions import MethodNotAllowed

from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.path_template import PathTemplate
from openwa_transport_http.pipeline import Pipeline
from openwa_transport_http.quart_adapter import from_quart, to_quart

__all__ = ["quart_blueprint"]

_View = Callable[..., Awaitable[QuartResponse]]


def quart_blueprint(name: str, endpoints: Iterable[Endpoint], pipeline: Pipeline) -> Blueprint:
    """All endpoints; any other method of their paths is Quart's 405."""
    blueprint = Blueprint(name, __name__)
    paths = _paths(endpoints)
    for template, by_method in paths.items():
        allowed = sorted({*by_method, "OPTIONS"})
        view = _view(by_method, allowed, pipeline)
        methods = sorted({*allowed, *_swallowed(template, paths)})
        rule = template.rule
        blueprint.add_url_rule(rule, rule, view, methods=methods, provide_automatic_options=False)
    return blueprint


def _paths(endpoints: Iterable[Endpoint]) -> Mapping[PathTemplate, Mapping[str, Endpoint]]:
    """By path, then method. Fewer routes start sooner: Werkzeug compiles code for each of them."""
    paths: dict[PathTemplate, dict[str, Endpoint]] = defaultdict(dict)
    for endpoint in endpoints:
        for method in ("GET", "HEAD") if endpoint.method == "GET" else (endpoint.method,):
            paths[endpoint.path][method] = endpoint
    return paths


def _swallowed(template: PathTemplate, paths: Mapping[PathTemplate, Mapping[str, Endpoint]]) -> set[str]:
    """Methods of other paths whose places would take this one's words: `GET` on `…/messages/send-text` asks
    for no message of that name."""
    found: set[str] = set()
    for other, by_method in paths.items():
        if other is not template and other.pattern.fullmatch(template.text) is not None:
            found |= by_method.keys()
    return found


def _view(by_method: Mapping[str, Endpoint], allowed: Sequence[str], pipeline: Pipeline) -> _View:
    allow = ", ".join(allowed).encode()

    async def view(**params: str) -> QuartResponse:
        request, method = from_quart(current, params), current.method
        if method == "OPTIONS":
            return to_quart(pipeline.options(request, allow), method)
        if method not in by_method:
            raise MethodNotAllowed(allowed)
        return to_quart(await pipeline.answer(by_method[method], request, cancellable=True), method)

    return view
