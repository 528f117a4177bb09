"""The bare Quart app that transports mount on."""

from __future__ import annotations

from typing import Final, Protocol

import orjson
from quart import Quart, Response
from quart.json.provider import JSONProvider
from quart.wrappers.base import BaseRequestWebsocket
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

__all__ = ["BodyLimit", "OrjsonProvider", "create_app"]

_JSON_TYPE: Final = "application/json"


class BodyLimit(Protocol):
    """The part of the server's settings that the app needs."""

    @property
    def max_body_bytes(self) -> int: ...


class OrjsonProvider(JSONProvider):
    """JSON of what `orjson` can write; bytes go out as they are made."""

    def dumps(self, obj: object, **_: object) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: object) -> object:
        return orjson.loads(s)

    def response(self, *args: object, **kwargs: object) -> Response:
        """A response to what `jsonify` was given."""
        payload = kwargs or (args[0] if len(args) == 1 else args or None)
        return Response(orjson.dumps(payload), content_type=_JSON_TYPE)


class _App(Quart):
    """Routes depend on no host here: Quart's own look-up fails for a `Host` that is no domain name."""

    def create_url_adapter(self, request: BaseRequestWebsocket | None) -> MapAdapter | None:
        if request is None:
            return super().create_url_adapter(None)
        return self.url_map.bind(
            "",
            request.root_path,
            url_scheme=request.scheme,
            default_method=request.method,
            path_info=request.path,
        )


def create_app(config: BodyLimit) -> Quart:
    """An app without routes, templates or static files; errors are terse JSON until a transport handles them.

    `max_body_bytes` is the cap that no route exceeds; a transport sets lower ones.
    """
    app = _App("openwa_core", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes
    app.json = OrjsonProvider(app)
    app.register_error_handler(HTTPException, _terse_error)
    return app


async def _terse_error(error: HTTPException) -> Response:
    """Neither HTML nor a word about the cause."""
    return Response(orjson.dumps({"error": error.name}), status=error.code or 500, content_type=_JSON_TYPE)
