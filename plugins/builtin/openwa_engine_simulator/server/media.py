"""`/media`: the bytes of files, in and out, without ever holding one in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, Final

from quart import Blueprint, Quart, Request, Response, request
from quart.wrappers.response import FileBody

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
        try:
            name = await shelf.receive(request.body)
        except RefusedError:
            async for _ in request.body:
                pass  # who is still sending would take the end of the connection for a broken one
            raise
        return json_answer({"id": name, "size": shelf.size(name)}, 201)

    @media.get(f"{MEDIA_PATH}/<name>")
    async def fetch(name: str) -> Response:
        if not name.isalnum():
            raise not_found("the file")
        try:
            path = shelf.path(name)
        except RefusedError as gone:
            raise not_found("the file") from gone
        body = _FileBody(path)
        answer = Response(body, mimetype="application/octet-stream")
        answer.timeout = None
        answer.content_length = body.size
        answer.headers["X-Content-Type-Options"] = "nosniff"
        await answer.make_conditional(request, accept_ranges=True, complete_length=body.size)
        return answer

    return media


class _FileBody(FileBody):
    """Read where it stands: a hop to a thread for each piece costs more than the piece, and one cut off
    by a client that leaves would let the file open."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, buffer_size=_BUFFER)
        self._open: BinaryIO | None = None
        self._left = 0

    async def __aenter__(self) -> _FileBody:
        self._open = self.file_path.open("rb")
        self._open.seek(self.begin)
        self._left = self.end - self.begin
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.close()

    async def __anext__(self) -> bytes:
        chunk = b"" if self._open is None else self._open.read(min(self.buffer_size, self._left))
        if not chunk:
            raise StopAsyncIteration
        self._left -= len(chunk)
        return chunk


class _MediaRequest(Request):
    def __init__(self, method: str, scheme: str, path: str, *args: Any, **options: Any) -> None:  # noqa: ANN401
        if method == "POST" and path == MEDIA_PATH:
            options["max_content_length"] = None
        super().__init__(method, scheme, path, *args, **options)
