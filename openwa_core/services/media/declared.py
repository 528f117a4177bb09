"""What a caller says that a file is, held against what it is."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["agrees", "document_type", "is_mimetype", "plain_type"]

_TOKEN: Final = r"[A-Za-z0-9!#$&^_.+-]{1,127}"
_MIMETYPE: Final = re.compile(rf"{_TOKEN}/{_TOKEN}(?:\s*;[\x20-\x7e]*)?", re.ASCII)
_NEUTRAL: Final = "application/octet-stream"
"""Says nothing, so it never disagrees."""

_ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "image/jpg": "image/jpeg",
        "image/pjpeg": "image/jpeg",
        "image/x-png": "image/png",
        "audio/mp3": "audio/mpeg",
        "audio/x-mpeg": "audio/mpeg",
        "audio/mpeg3": "audio/mpeg",
        "audio/m4a": "audio/mp4",
        "audio/x-m4a": "audio/mp4",
        "audio/opus": "audio/ogg",
        "application/ogg": "audio/ogg",
        "audio/wave": "audio/wav",
        "audio/x-wav": "audio/wav",
        "audio/vnd.wave": "audio/wav",
        "audio/3gpp-amr": "audio/amr",
        "video/avi": "video/x-msvideo",
        "video/msvideo": "video/x-msvideo",
        "video/mkv": "video/x-matroska",
        "video/matroska": "video/x-matroska",
        "video/3gp": "video/3gpp",
        "application/x-zip-compressed": "application/zip",
        "application/x-pdf": "application/pdf",
        "text/rtf": "application/rtf",
    }
)
_ZIPPED: Final = (
    "application/vnd.openxmlformats-",
    "application/vnd.oasis.opendocument.",
    "application/epub+zip",
    "application/java-archive",
    "application/vnd.android.package-archive",
)
_OLE: Final = frozenset(
    {
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.ms-outlook",
    }
)
_CERTAIN: Final = frozenset(
    {"application/pdf", "application/zip", "image/jpeg", "image/png", "image/gif", "image/webp"}
)
"""Types that no file can have without the signature."""


def is_mimetype(text: str) -> bool:
    """Whether the text has the shape of a MIME type, with or without parameters."""
    return len(text) <= 255 and _MIMETYPE.fullmatch(text) is not None


def plain_type(mimetype: str) -> str:
    """Without parameters, in lower case, by its usual name."""
    bare = mimetype.partition(";")[0].strip().lower()
    return _ALIASES.get(bare, bare)


def agrees(declared: str, shown: str | None) -> bool:
    """Whether a file that shows this may be declared as that; `shown` is None when no signature is known."""
    wanted = plain_type(declared)
    if wanted in (_NEUTRAL, shown):
        return True
    family = _family(wanted)
    if shown is None:
        return family not in _CERTAIN
    if wanted in _OLE:
        return shown in ("application/x-ole-storage", "application/rtf")
    if wanted.startswith("text/"):
        return False
    return family == shown or not _is_known(family)


def document_type(declared: str | None, shown: str | None, filename: str | None, *, is_text: bool) -> str:
    """The type under which a document goes out: the caller's word, then the content's, then the name's."""
    if declared is not None and plain_type(declared) != _NEUTRAL:
        return declared
    named = mimetypes.guess_type(filename or "", strict=False)[0]
    if named is not None and agrees(named, shown):
        return named
    return shown or ("text/plain" if is_text else _NEUTRAL)


def _family(mimetype: str) -> str:
    """The signature that files of the type have."""
    return "application/zip" if mimetype.startswith(_ZIPPED) else mimetype


def _is_known(family: str) -> bool:
    """Whether its files have a signature that would have been seen."""
    return family in _CERTAIN or family.startswith(("image/", "audio/", "video/")) or family in _OLE
