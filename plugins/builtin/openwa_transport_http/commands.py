"""`openwa openapi`: the description of the API, for tools that make clients of it."""

from __future__ import annotations

import orjson

from openwa_hookspecs.context import Context
from openwa_transport_http.config import RestConfig

__all__ = ["print_openapi"]


async def print_openapi(config: RestConfig, context: Context) -> str:
    """Print the OpenAPI document of the REST API, which a running gateway has at /api/docs-json."""
    # No other command needs them.
    from openwa_transport_http.openapi import openapi_document  # noqa: PLC0415
    from openwa_transport_http.registry import ENDPOINTS  # noqa: PLC0415

    document = openapi_document(ENDPOINTS, version=context.version)
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
