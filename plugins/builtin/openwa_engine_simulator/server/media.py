"""`/media`: the bytes of files, in and out, without ever holding one in memory."""

from __future__ import annotations

from typing import Any, Final

from quart import Blueprint, Quart, Request, Response, request, send_file

from openwa_engine_simulator.network.refusals import RefusedError, not_found
from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.server.answers import json_answer

__all__ = ["MEDIA_PATH", "lift_limit_for_media", "media_shelf"]

MEDIA_PATH: Final = "/media"
_BUFFER: Final = 256 * 1024


def lift_limit_for_media(app: Quart) -> None:
    """Files may be larger than any other body: the shelf counts their bytes as they come."""
    app.request_class = _MediaRequest


def media_shelf(shelf: Shelf) -> Blueprint:
    """Whoever knows the name of a file may have it, as with WhatsApp's own servers of encrypted files."""
    media = Blueprint("media", __name__)

    @media.post(MEDIA_PATH)
    async def receive() -> Response:
        name = await shelf.receive(request.body)
        return json_answer({"id": name, "size": shelf.size(name)}, 201)

    @media.get(f"{MEDIA_PATH}/<name>")
    async def fetch(name: str) -> Response:
        if not name.isalnum():
            raise not_found("the file")
        try:
            path = shelf.path(name)
        except RefusedError as gone:
            raise not_found("the file") from gone
        answer = await send_file(path, mimetype="application/octet-stream", conditional=True)
        answer.timeout = None
        answer.headers["X-Content-Type-Options"] = "nosniff"
        if hasattr(answer.response, "buffer_size"):
            answer.response.buffer_size = _BUFFER
        return answer

    return media


class _MediaRequest(Request):
    def __init__(self, method: str, scheme: str, path: str, *args: Any, **options: Any) -> None:  # noqa: ANN401
        if method == "POST" and path == MEDIA_PATH:
            options["max_content_length"] = None
        super().__init__(method, scheme, path, *args, **options)
