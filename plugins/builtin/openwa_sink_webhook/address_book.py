"""A webhook's secrets and headers, opened."""

from __future__ import annotations

import json
from datetime import datetime

from openwa_hookspecs.context import Secrets
from openwa_hookspecs.models.webhooks import Webhook
from openwa_sink_webhook.attempt import Address

__all__ = ["address_of"]


def address_of(webhook: Webhook, secrets: Secrets, now: datetime) -> Address:
    """Where it is, with the secrets that are live now. Raises `SecretsError`."""
    live = [one for one in webhook.secrets if one.until is None or one.until > now]
    headers = json.loads(secrets.open(webhook.sealed_headers)) if webhook.sealed_headers else {}
    return Address(
        webhook_id=webhook.id,
        url=webhook.url,
        secrets=[secrets.open(one.sealed) for one in live],
        headers=headers,
    )
