"""The page's routes: the HTML with a fresh nonce, its scripts and style, and the QR picture."""

from __future__ import annotations

import secrets
from typing import Final

from quart import Blueprint, Response, abort, request, send_from_directory

from openwa_engine_simulator.web.page import (
    MAX_QR_CHARS,
    STATIC_ROOT,
    content_security_policy,
    render_page,
    render_qr,
)

__all__ = ["stand_in_page"]

_NONCE_BYTES: Final = 16


def stand_in_page() -> Blueprint:
    page = Blueprint("stand_in_page", __name__)

    @page.get("/")
    async def window() -> Response:
        nonce = secrets.token_urlsafe(_NONCE_BYTES)
        response = Response(render_page(nonce), mimetype="text/html")
        response.headers["Content-Security-Policy"] = content_security_policy(nonce)
        return _guarded(response, cache="no-store")

    @page.get("/static/<path:name>")
    async def static_file(name: str) -> Response:
        return _guarded(await send_from_directory(STATIC_ROOT, name), cache="no-cache")

    @page.get("/qr.svg")
    async def qr_picture() -> Response:
        text = request.args.get("text", "")
        if not 0 < len(text) <= MAX_QR_CHARS:
            abort(400, f"text: 1 to {MAX_QR_CHARS} characters")
        return _guarded(Response(render_qr(text), mimetype="image/svg+xml"), cache="no-store")

    return page


def _guarded(response: Response, *, cache: str) -> Response:
    response.headers["Cache-Control"] = cache
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
