"""A QR code as a picture."""

from __future__ import annotations

from functools import lru_cache

__all__ = ["qr_png"]

_MODULE_PX = 6
_QUIET_ZONE = 4
"""Modules of white around the code that ISO/IEC 18004 asks for."""


@lru_cache(maxsize=64)
def qr_png(text: str) -> str:
    """The text as a QR code: a PNG in a `data:` URL, at the error correction level of WhatsApp's own (L)."""
    import segno  # noqa: PLC0415 - a gateway whose sessions are linked never draws one

    return segno.make_qr(text, error="l").png_data_uri(scale=_MODULE_PX, border=_QUIET_ZONE)
