"""Whether a file in scratch is what its kind may be and what its caller says it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openwa_core.services.media.declared import agrees, document_type, is_mimetype
from openwa_core.services.media.image_header import BrokenImageError, ImageSize, image_size
from openwa_core.services.media.kinds import KINDS, MAX_PIXELS, STICKER_PIXELS
from openwa_core.services.media.signatures import looks_like_text, type_by_content
from openwa_hookspecs.errors import MediaInvalidFormatError
from openwa_hookspecs.models.content import MediaKind

__all__ = ["Inspected", "digest_of", "inspect"]

_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """What a file is."""

    mimetype: str
    size: int
    digest: str
    pixels: ImageSize | None = None


def inspect(
    path: Path, kind: MediaKind, field: str, *, declared: Sequence[str], filename: str | None
) -> Inspected:
    """Blocking: for a thread. Raises `MediaInvalidFormatError`; its size was checked when it came in."""
    size = path.stat().st_size
    if not size:
        raise MediaInvalidFormatError(field, "the file is empty")
    shown = type_by_content(path)
    _check_declared(declared, shown, field)
    if kind is MediaKind.DOCUMENT:
        word = declared[0] if declared else None
        mimetype = document_type(word, shown, filename, is_text=looks_like_text(path))
    else:
        mimetype = _listed(kind, shown, field)
    pixels = _pixels(path, kind, mimetype, field)
    return Inspected(mimetype=mimetype, size=size, digest=digest_of(path), pixels=pixels)


def digest_of(path: Path) -> str:
    """SHA-256, hex. Blocking: for a thread."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _check_declared(declared: Sequence[str], shown: str | None, field: str) -> None:
    for word in declared:
        if not is_mimetype(word):
            raise MediaInvalidFormatError(field, "the declared type is no MIME type such as image/png")
        if not agrees(word, shown):
            found = shown or "of a type that is not known"
            raise MediaInvalidFormatError(field, f"the content is {found}, not what it is declared to be")


def _listed(kind: MediaKind, shown: str | None, field: str) -> str:
    rule = KINDS[kind]
    if shown not in rule.types or shown is None:
        found = shown or "of a type that is not known"
        article = "an" if kind.value[0] in "aeiou" else "a"
        raise MediaInvalidFormatError(
            field, f"the content is {found}; {article} {kind} is one of {rule.says()}"
        )
    return shown


def _pixels(path: Path, kind: MediaKind, mimetype: str, field: str) -> ImageSize | None:
    if kind not in (MediaKind.IMAGE, MediaKind.STICKER):
        return None
    try:
        size = image_size(path, mimetype)
    except BrokenImageError as error:
        raise MediaInvalidFormatError(field, str(error)) from None
    shown = f"the image has {size.width} x {size.height} pixels"
    if kind is MediaKind.STICKER and (size.width, size.height) != (STICKER_PIXELS, STICKER_PIXELS):
        raise MediaInvalidFormatError(field, f"{shown}, a sticker {STICKER_PIXELS} x {STICKER_PIXELS}")
    if max(size.width, size.height) > MAX_PIXELS:
        raise MediaInvalidFormatError(field, f"{shown}, at most {MAX_PIXELS} x {MAX_PIXELS} are allowed")
    return size
