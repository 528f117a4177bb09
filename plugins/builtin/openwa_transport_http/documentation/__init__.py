"""`/api/docs` and `/api/docs-json`: the API described by the gateway that serves it, without a key."""

from __future__ import annotations

from openwa_transport_http.documentation.pages import documentation_endpoints

__all__ = ["documentation_endpoints"]
