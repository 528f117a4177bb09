"""Signatures: the specification's own (6.5), and those of Standard Webhooks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

__all__ = ["openwa_signature", "standard_signatures"]

_BASE64_SECRET: Final = "whsec_"


def openwa_signature(secret: str, content: bytes) -> str:
    """`sha256=` and the HMAC in hex, under the secret's characters as they are."""
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def standard_signatures(secrets: Sequence[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """One `v1,…` for each secret that is live, with spaces between."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_base64_hmac(_key(secret), content)}" for secret in secrets)


def _base64_hmac(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode("ascii")


def _key(secret: str) -> bytes:
    """What follows `whsec_` is base64; any other secret is its characters, and so is one that only looks
    like base64."""
    if not secret.startswith(_BASE64_SECRET):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_BASE64_SECRET), validate=True)
    except binascii.Error:
        return secret.encode()
