"""What a file is, by its first bytes. Blocking: for a thread."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from openwa_core.services.media.mp4 import mp4_type

__all__ = ["looks_like_text", "type_by_content"]

_HEAD: Final = 4096
_AT_START: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"#!AMR-WB\n", "audio/amr-wb"),
    (b"#!AMR\n", "audio/amr"),
    (b"fLaC", "audio/flac"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
)
_RIFF: Final = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_OGG_AUDIO: Final = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")
_EBML: Final = b"\x1aE\xdf\xa3"
_DOCTYPE: Final = re.compile(rb"\x42\x82[\x80-\xff](matroska|webm)", re.DOTALL)
_PDF_WITHIN: Final = 1024
"""How far in a PDF may begin; readers accept that."""


def type_by_content(path: Path) -> str | None:
    """The MIME type that the content shows; None when no signature is known."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for magic, mimetype in _AT_START:
        if head.startswith(magic):
            return mimetype
    for look in _LOOKS:
        if (found := look(head)) is not None:
            return found
    if head[4:8] == b"ftyp":
        return mp4_type(path, head)
    return _mp3_behind_tag(path, head)


def looks_like_text(path: Path) -> bool:
    """Whether the beginning is text of some kind: UTF-8, and no control characters but blanks."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    try:  # the last character may be cut off
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < _HEAD)
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in "\t\n\r\f" for character in text)


def _riff(head: bytes) -> str | None:
    return _RIFF.get(head[8:12]) if head.startswith(b"RIFF") else None


def _ogg(head: bytes) -> str | None:
    """By the codec in the first packet, which comes behind the page's header and its table of lengths."""
    if not head.startswith(b"OggS") or len(head) < 28:
        return None
    packet = head[27 + head[26] :]
    if packet.startswith(_OGG_AUDIO):
        return "audio/ogg"
    return "video/ogg" if packet.startswith(b"\x80theora") else "application/ogg"


def _matroska(head: bytes) -> str | None:
    if not head.startswith(_EBML):
        return None
    match = _DOCTYPE.search(head[:64])
    return {b"matroska": "video/x-matroska", b"webm": "video/webm"}.get(match[1]) if match else None


def _pdf(head: bytes) -> str | None:
    return "application/pdf" if b"%PDF-" in head[:_PDF_WITHIN] else None


_LOOKS: Final[tuple[Callable[[bytes], str | None], ...]] = (_riff, _ogg, _matroska, _pdf)


def _mp3_behind_tag(path: Path, head: bytes) -> str | None:
    """MPEG audio, with or without an ID3v2 tag in front, whose length is in four times seven bits."""
    if not head.startswith(b"ID3"):
        return _frame_type(head)
    if len(head) < 10:
        return None
    length = sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    with path.open("rb") as file:
        file.seek(10 + length)
        return _frame_type(file.read(_HEAD).lstrip(b"\0"))


def _frame_type(head: bytes) -> str | None:
    """By the header of a frame: 11 bits of synchronisation, version, layer, bit rate, sample rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0 and head[1] & 0xF0 == 0xF0:
        return "audio/aac"
    is_sound = version != 1 and layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
    return "audio/mpeg" if is_sound else None
