"""Swagger UI out of an installed package, on a page of our own: no script in it, no other host."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import orjson

from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_transport_http.call import Call, File
from openwa_transport_http.endpoint import Endpoint, define
from openwa_transport_http.path_types import AssetName

__all__ = ["Documentation", "documentation_endpoints"]

_HERE: Final = Path(__file__).parent
_OWN: Final = frozenset({"initializer.js"})
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
}
_KEPT: Final = (b"cache-control", b"max-age=3600")
_FRESH: Final = (b"cache-control", b"no-cache")
_POLICY: Final = (
    b"content-security-policy",
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)
_REFERRER: Final = (b"referrer-policy", b"no-referrer")


class Documentation:
    """Answers with the document and with the page that shows it."""

    def __init__(self, endpoints: Iterable[Endpoint], *, version: str) -> None:
        self._endpoints = tuple(endpoints)
        self._version = version
        self._document: bytes | None = None

    async def get_document(self, call: Call) -> File:
        """The API as an OpenAPI 3.1 document."""
        if self._document is None:
            self._document = await asyncio.to_thread(self._build)
        return File(content=self._document, media_type="application/json", headers=(_FRESH,))

    async def get_page(self, call: Call) -> File:
        """The page that shows the document and tries it out."""
        content = await asyncio.to_thread((_HERE / "index.html").read_bytes)
        return File(
            content=content, media_type="text/html; charset=utf-8", headers=(_FRESH, _POLICY, _REFERRER)
        )

    async def get_asset(self, call: Call, asset_name: AssetName) -> File:
        """A script, style or picture of the page."""
        content = await asyncio.to_thread((_folder(asset_name) / asset_name).read_bytes)
        return File(
            content=content, media_type=_MEDIA_TYPES[Path(asset_name).suffix], headers=(_KEPT, _POLICY)
        )

    def _build(self) -> bytes:
        from openwa_transport_http.openapi import openapi_document  # noqa: PLC0415 - for this question alone

        return orjson.dumps(openapi_document(self._endpoints, version=self._version))


def documentation_endpoints(endpoints: Iterable[Endpoint], *, version: str) -> tuple[Endpoint, ...]:
    """Where the description of `endpoints` is served; it does not describe itself."""
    documentation = Documentation(endpoints, version=version)
    return (
        define("GET", "/api/docs-json", documentation.get_document, role=None),
        define("GET", "/api/docs", documentation.get_page, role=None),
        define("GET", "/api/docs/{assetName}", documentation.get_asset, role=None),
    )


def _folder(name: AssetName) -> Path:
    """Swagger UI is found without importing the package around it, which wants Flask."""
    if name in _OWN:
        return _HERE
    spec = find_spec("flask_swagger_ui")
    if spec is None or not spec.submodule_search_locations:
        raise GatewayError(ErrorCode.NOT_FOUND, "Swagger UI is not installed; /api/docs-json is there")
    return Path(spec.submodule_search_locations[0]) / "dist"
