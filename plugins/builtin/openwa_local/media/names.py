"""Names of kept files: unguessable, and silent about the content but for its type."""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import Final

__all__ = ["new_name", "place_of"]

_NAME: Final = re.compile(r"[0-9a-f]{32}(?:\.[a-z0-9]{1,8})?", re.ASCII)
_EXTENSION: Final = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)
_FAN_OUT: Final = 2
"""Digits of a name that choose its folder: 256 folders."""

_OWN: Final = {"audio/ogg": ".ogg", "image/jpeg": ".jpg", "image/webp": ".webp", "video/x-matroska": ".mkv"}
"""Where the system's table has no word, or not the usual one."""


def new_name(token: bytes, mimetype: str) -> str:
    """A name of 16 random bytes; its ending is for programs that go by it."""
    kind = mimetype.partition(";")[0].strip().lower()
    ending = _OWN.get(kind) or mimetypes.guess_extension(kind) or ""
    return token.hex() + (ending if _EXTENSION.fullmatch(ending) else "")


def place_of(folder: Path, name: str) -> Path:
    """Where the file of that name is. Raises `FileNotFoundError` for what is no name of ours."""
    if _NAME.fullmatch(name) is None:
        raise FileNotFoundError("no file of the media store has such a name")
    return folder / name[:_FAN_OUT] / name
