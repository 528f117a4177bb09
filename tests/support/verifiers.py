"""Ready-made verifiers of PyPI, asked for a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import standardwebhooks.webhooks
import svix.webhooks

__all__ = ["LIBRARIES"]

_REFUSALS: Final = (standardwebhooks.webhooks.WebhookVerificationError, ValueError)
"""Broken headers and bytes that are no UTF-8 end in one that is not theirs."""


def _standardwebhooks(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        standardwebhooks.webhooks.Webhook(_key(secret)).verify(body, dict(headers), json_parse=False)
    except _REFUSALS:
        return False
    return True


def _svix(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        svix.webhooks.Webhook(_key(secret)).verify(body, dict(headers))
    except _REFUSALS:
        return False
    return True


def _key(secret: str) -> str | bytes:
    """Both take a text for base64, whether it begins with `whsec_` or not."""
    return secret if secret.startswith("whsec_") else secret.encode()


LIBRARIES: Final[Mapping[str, Callable[[str, Mapping[str, str], bytes], bool]]] = {
    "standardwebhooks": _standardwebhooks,
    "svix": _svix,
}
"""By name: whether it takes the body, given a secret and headers."""
