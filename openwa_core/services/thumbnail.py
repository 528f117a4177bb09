"""A small JPEG of a picture that somebody else made."""

from __future__ import annotations

import io
from typing import Final

__all__ = ["MAX_THUMBNAIL_BYTES", "thumbnail_of"]

MAX_THUMBNAIL_BYTES: Final = 64 * 1024
_LONGEST_EDGE: Final = 300
_MOST_PIXELS: Final = 4096 * 4096
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITIES: Final = (80, 60, 40)


def thumbnail_of(picture: bytes) -> bytes | None:
    """At most 300 pixels wide and high and 64 KiB; None for what is no picture, or too large a one. Blocks:
    call it in a thread."""
    # 60 ms and 10 MB that only pictures are worth.
    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(picture), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.draft("RGB", (_LONGEST_EDGE, _LONGEST_EDGE))
            image.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
            flat = image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Warning, EOFError, Image.DecompressionBombError):
        return None
    for quality in _QUALITIES:
        target = io.BytesIO()
        flat.save(target, "JPEG", quality=quality)
        if target.tell() <= MAX_THUMBNAIL_BYTES:
            return target.getvalue()
    return None
