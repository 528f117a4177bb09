"""Mounts the stand-in page: HTML with a fresh nonce, its scripts, and the QR picture."""

from __future__ import annotations

import asyncio
import secrets
from mimetypes import guess_type
from pathlib import Path

from quart import Blueprint, Response, request
from werkzeug.security import safe_join

from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.server.answers import error_answer
from openwa_engine_simulator.web import (
    STATIC_ROOT,
    content_security_policy,
    render_page,
    render_qr,
    static_version,
)

__all__ = ["stand_in_page"]


def stand_in_page() -> Blueprint:
    page = Blueprint("page", __name__)

    @page.get("/")
    async def index() -> Response:
        nonce = secrets.token_urlsafe(16)
        answer = Response(render_page(nonce), content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = content_security_policy(nonce)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @page.get("/static/<version>/<path:path>")
    async def static(version: str, path: str) -> Response:
        if version != static_version():
            raise not_found("the file")
        content = await asyncio.to_thread(_read, path)
        kind, _ = guess_type(path)
        answer = Response(content, content_type=kind or "application/octet-stream")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

    @page.get("/qr.svg")
    async def qr() -> Response:
        try:
            picture = render_qr(request.args.get("text", ""))
        except ValueError as error:
            return error_answer("bad_request", str(error), 400)
        return Response(picture, content_type="image/svg+xml")

    return page


def _read(path: str) -> bytes:
    """At once: of a browser that is killed while Quart opens a file, the file stays open."""
    name = safe_join(str(STATIC_ROOT), path)
    try:
        return Path(name or "").read_bytes()
    except (OSError, ValueError) as error:  # names that no file can have, too
        raise not_found("the file") from error
