"""The OpenAPI 3.1 description of the API, made from the registry and from the models that validate."""

from __future__ import annotations

from openwa_transport_http.openapi.document import openapi_document

__all__ = ["openapi_document"]
