"""`webhook`: events go to the URLs that callers have registered, signed, in order, again and again until
somebody takes them."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import StoreContext
from openwa_hookspecs.provider import Provider
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.sink import WebhookSink

__all__ = ["OPENWA_API_VERSION", "register_sink"]

OPENWA_API_VERSION: Final = 1


@hookimpl
def register_sink() -> Provider[WebhookConfig, StoreContext, WebhookSink]:
    """Offer `webhook`."""
    return Provider(name="webhook", config=WebhookConfig, create=WebhookSink)
