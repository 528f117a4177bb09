"""The stand-in page: its HTML, its content security policy and its QR picture."""

import hashlib
import html
import io
from functools import cache
from pathlib import Path
from typing import Final

import segno

__all__ = [
    "MAX_QR_CHARS",
    "STATIC_ROOT",
    "content_security_policy",
    "render_page",
    "render_qr",
    "static_version",
    "version_of",
]

STATIC_ROOT: Final = Path(__file__).parent / "static"
MAX_QR_CHARS: Final = 512
"""A linking code has about 240 characters; whatever is longer is none."""

_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Stand-in for tests</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/static/{version}/style.css">
    <script type="module" nonce="{nonce}" src="/static/{version}/main.js"></script>
  </head>
  <body>
    <header>
      <h1>Stand-in for tests</h1>
      <span>a simulator of a messaging page: no real phone, no real network</span>
      <span id="state" role="status"></span>
    </header>
    <main id="main"></main>
  </body>
</html>
"""

_DIRECTIVES: Final = (
    "default-src 'none'",
    "script-src 'nonce-{nonce}'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "connect-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)


def render_page(nonce: str) -> str:
    """The HTML; its one script carries the nonce, and the modules that it imports inherit it."""
    return _PAGE.format(nonce=html.escape(nonce), version=static_version())


@cache
def static_version() -> str:
    """In the address of every file, so that a browser may keep them for ever and never mixes two versions."""
    return version_of(STATIC_ROOT)


def version_of(folder: Path) -> str:
    """A name that changes with any of the folder's files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.*")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def content_security_policy(nonce: str) -> str:
    """The value of the header that goes with the page: as on the real page, no eval and no inline script."""
    return "; ".join(_DIRECTIVES).format(nonce=nonce)


def render_qr(text: str) -> str:
    """The code as an SVG document, quiet zone included."""
    if not 0 < len(text) <= MAX_QR_CHARS:
        raise ValueError(f"a QR text has 1 to {MAX_QR_CHARS} characters")
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="svg", scale=8, border=4, light="white", omitsize=True)
    return picture.getvalue().decode()
