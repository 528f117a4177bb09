"""Files in MP4's family: which of them, by the brand and the tracks. Blocking: for a thread."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

__all__ = ["mp4_type"]

_BY_BRAND: Final = (
    (b"M4A", "audio/mp4"),
    (b"M4B", "audio/mp4"),
    (b"3gp", "video/3gpp"),
    (b"3gg", "video/3gpp"),
    (b"3gr", "video/3gpp"),
    (b"3gs", "video/3gpp"),
    (b"3ge", "video/3gpp"),
    (b"3g2", "video/3gpp2"),
    (b"qt", "video/quicktime"),
    (b"hei", "image/heic"),
    (b"hev", "image/heic"),
    (b"mif1", "image/heif"),
    (b"msf1", "image/heif"),
    (b"avi", "image/avif"),
    (b"crx", "image/x-canon-cr3"),
)
_WAY_TO_HANDLER: Final = (b"moov", b"trak", b"mdia", b"hdlr")
_MOST_BOXES: Final = 4096
"""More than any honest file has on the way to its handlers."""


@dataclass(frozen=True, kw_only=True)
class _Box:
    kind: bytes
    start: int
    end: int


def mp4_type(path: Path, head: bytes) -> str:
    """The MIME type of a file that begins with `ftyp`. A general brand (`isom`, `mp42` …) with sound and no
    picture is audio: phones write their recordings so."""
    brand = head[8:12]
    for start, mimetype in _BY_BRAND:
        if brand.startswith(start):
            return mimetype
    with path.open("rb") as file:
        handlers = set(_Walk(file).handlers())
    return "audio/mp4" if b"soun" in handlers and b"vide" not in handlers else "video/mp4"


class _Walk:
    """Looks at the boxes on the way to the tracks' handlers, at a limited number of them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = _MOST_BOXES

    def handlers(self) -> Iterator[bytes]:
        """`vide`, `soun` and so on, one of each track."""
        for box in self._below(_Box(kind=b"", start=0, end=self._file.seek(0, 2)), _WAY_TO_HANDLER):
            self._file.seek(box.start + 8)
            yield self._file.read(4)

    def _below(self, parent: _Box, way: tuple[bytes, ...]) -> Iterator[_Box]:
        if not way:
            yield parent
            return
        for box in self._boxes(parent):
            if box.kind == way[0]:
                yield from self._below(box, way[1:])

    def _boxes(self, parent: _Box) -> Iterator[_Box]:
        place = parent.start
        while place + 8 <= parent.end and self._left > 0:
            self._left -= 1
            self._file.seek(place)
            head = self._file.read(16)
            if len(head) < 8:
                return
            size, kind = struct.unpack(">I4s", head[:8])
            start = place + 8
            if size == 1 and len(head) == 16:
                size, start = struct.unpack(">Q", head[8:])[0], place + 16
            end = parent.end if size == 0 else min(place + size, parent.end)
            if end < start:
                return
            yield _Box(kind=kind, start=start, end=end)
            place = end
