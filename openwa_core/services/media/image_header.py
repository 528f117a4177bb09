"""How large an image is, read from its header alone: a small file that unfolds to gigabytes is never decoded.

Pillow is not asked: to open a WebP it sets up the decoder, with buffers as large as the header claims.
Blocking: for a thread.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

__all__ = ["BrokenImageError", "ImageSize", "image_size"]

_MOST_PARTS: Final = 200_000
"""Segments and blocks that are looked at."""
_SIZES_OF_JPEG: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD8)})


class BrokenImageError(ValueError):
    """The file does not go on as its first bytes promise."""


@dataclass(frozen=True, kw_only=True)
class ImageSize:
    """In pixels: the largest that any part of the file claims."""

    width: int
    height: int


def image_size(path: Path, mimetype: str) -> ImageSize:
    """For the four types of specification 6.3. Raises `BrokenImageError`."""
    with path.open("rb") as file:
        try:
            size = _READERS[mimetype](file)
        except (struct.error, IndexError) as error:
            raise BrokenImageError("the image ends within its header") from error
    if size.width < 1 or size.height < 1:
        raise BrokenImageError("the image has no pixels")
    return size


def _png(file: BinaryIO) -> ImageSize:
    length, kind, width, height = struct.unpack(">I4sII", file.read(24)[8:])
    if kind != b"IHDR" or length != 13:
        raise BrokenImageError("the image has no header")
    return ImageSize(width=width, height=height)


def _jpeg(file: BinaryIO) -> ImageSize:
    """The first frame header; what comes before it is skipped by its length."""
    file.seek(2)
    for _ in range(_MOST_PARTS):
        marker = _next_marker(file)
        if marker in _WITHOUT_LENGTH:
            continue
        length = struct.unpack(">H", file.read(2))[0]
        if marker in _SIZES_OF_JPEG:
            height, width = struct.unpack(">HH", file.read(5)[1:])
            return ImageSize(width=width, height=height)
        if marker in (0xD9, 0xDA) or length < 2:
            break
        file.seek(length - 2, 1)
    raise BrokenImageError("the image has no header")


def _next_marker(file: BinaryIO) -> int:
    if file.read(1) != b"\xff":
        raise BrokenImageError("the image's header is damaged")
    for _ in range(_MOST_PARTS):
        byte: int = file.read(1)[0]
        if byte != 0xFF:  # any number of these may stand in front
            return byte
    raise BrokenImageError("the image's header is damaged")


def _gif(file: BinaryIO) -> ImageSize:
    """The screen, and every frame, which may reach beyond it."""
    width, height, flags = struct.unpack("<HHB", file.read(11)[6:])
    file.seek(2 + _colours(flags), 1)
    for _ in range(_MOST_PARTS):
        introducer = file.read(1)
        if introducer == b",":
            left, top, across, down, flags = struct.unpack("<HHHHB", file.read(9))
            width, height = max(width, left + across), max(height, top + down)
            file.seek(_colours(flags) + 1, 1)
        elif introducer == b"!":
            file.seek(1, 1)
        else:
            break
        _skip_blocks(file)
    return ImageSize(width=width, height=height)


def _colours(flags: int) -> int:
    """Bytes of the table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _skip_blocks(file: BinaryIO) -> None:
    while length := file.read(1)[0]:
        file.seek(length, 1)


def _webp(file: BinaryIO) -> ImageSize:
    """The canvas of the extended format, and of each frame; else the one picture."""
    width = height = 0
    file.seek(12)
    for _ in range(_MOST_PARTS):
        head = file.read(8)
        if len(head) < 8:
            break
        kind, length = struct.unpack("<4sI", head)
        start = file.tell()
        if (size := _webp_chunk(kind, file.read(min(length, 16)))) is not None:
            width, height = max(width, size.width), max(height, size.height)
        file.seek(start + length + length % 2)
    return ImageSize(width=width, height=height)


def _webp_chunk(kind: bytes, body: bytes) -> ImageSize | None:
    match kind:
        case b"VP8X":
            return ImageSize(width=_three(body[4:7]) + 1, height=_three(body[7:10]) + 1)
        case b"ANMF":
            return ImageSize(width=_three(body[6:9]) + 1, height=_three(body[9:12]) + 1)
        case b"VP8L":
            bits = struct.unpack("<I", body[1:5])[0]
            return ImageSize(width=(bits & 0x3FFF) + 1, height=(bits >> 14 & 0x3FFF) + 1)
        case b"VP8 ":
            width, height = struct.unpack("<HH", body[6:10])
            return ImageSize(width=width & 0x3FFF, height=height & 0x3FFF)
        case _:
            return None


def _three(body: bytes) -> int:
    if len(body) < 3:
        raise BrokenImageError("the image ends within its header")
    return int.from_bytes(body, "little")


_READERS: Final[Mapping[str, Callable[[BinaryIO], ImageSize]]] = MappingProxyType(
    {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp}
)
