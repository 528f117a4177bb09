"""A file as an answer: whole, in part, or not again (RFC 9110, 13 and 14)."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from openwa_hookspecs.gateway import MediaFile
from openwa_transport_http.file_part import FilePart
from openwa_transport_http.response import HeaderPairs

__all__ = ["Download", "download"]

_RANGE: Final = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII)
_TAGS: Final = re.compile(r'(?:W/)?("[^"]*")')
_MIMETYPE: Final = re.compile(
    r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(?:;[\x20-\x7e]{0,255})?"
)
_ANYTHING: Final = "application/octet-stream"
_SHOWN: Final = re.compile(
    r"(?:image/(?:jpeg|png|gif|webp)|(?:audio|video)/[a-z0-9.+-]+)(?:;.*)?", re.IGNORECASE
)
"""Types that a browser may show in place: nothing in them runs."""
_NOT_IN_A_NAME: Final = re.compile(r'[\x00-\x1f\x7f"\\/]')
_ATTR_CHARS: Final = "!#$&+-.^_`|~"
"""What RFC 8187 lets stand as it is, besides letters and digits."""
_LONGEST_NAME: Final = 200

_FIXED: Final[HeaderPairs] = (
    (b"accept-ranges", b"bytes"),
    (b"cache-control", b"private, no-cache"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True, kw_only=True)
class Download:
    """An answer whose body, if any, is on disk. A range that the file does not have is told as an error."""

    status: int
    headers: HeaderPairs
    part: FilePart | None = None


def download(file: MediaFile, header: Callable[[bytes], str | None], *, fallback: str) -> Download:
    """The answer to a request with these headers; `fallback` names a file that has no name."""
    tag = f'"{file.digest}"'
    always = (*_FIXED, (b"etag", tag.encode()))
    if _is_known(header(b"if-none-match"), tag):
        return Download(status=304, headers=always)
    wanted = header(b"range") if header(b"if-range") in (None, tag) else None
    span = _span(wanted, file.size)
    if span is None:
        return Download(status=416, headers=((b"content-range", f"bytes */{file.size}".encode()),))
    start, length = span
    described = (*always, *_description(file, fallback))
    part = FilePart(path=file.path, start=start, length=length)
    if length == file.size:
        return Download(status=200, headers=described, part=part)
    content_range = f"bytes {start}-{start + length - 1}/{file.size}".encode()
    return Download(status=206, headers=(*described, (b"content-range", content_range)), part=part)


def _is_known(if_none_match: str | None, tag: str) -> bool:
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _TAGS.findall(if_none_match)


def _span(wanted: str | None, size: int) -> tuple[int, int] | None:
    """Start and length; None when there is no such part. What is no single range asks for all."""
    match = _RANGE.fullmatch(wanted or "")
    if match is None:
        return 0, size
    first, last, tail = match.groups()
    if tail is not None:
        length = min(int(tail), size)
        return (size - length, length) if length else None
    start, end = int(first), int(last) if last else size - 1
    if last and end < start:
        return 0, size
    return (start, min(end, size - 1) - start + 1) if start < size else None


def _description(file: MediaFile, fallback: str) -> HeaderPairs:
    """Type and name. Both may come from strangers: what does not fit a header is left out."""
    mimetype = file.mimetype if _MIMETYPE.fullmatch(file.mimetype) else _ANYTHING
    manner = "inline" if _SHOWN.fullmatch(mimetype) else "attachment"
    name = _NOT_IN_A_NAME.sub("_", file.filename or "")[:_LONGEST_NAME] or fallback + _ending(mimetype)
    plain = "".join(character if " " <= character <= "~" and character != "%" else "_" for character in name)
    disposition = f'{manner}; filename="{plain}"'
    if plain != name:
        disposition += f"; filename*=UTF-8''{quote(name, safe=_ATTR_CHARS, errors='replace')}"
    return ((b"content-type", mimetype.encode()), (b"content-disposition", disposition.encode()))


def _ending(mimetype: str) -> str:
    return mimetypes.guess_extension(mimetype.partition(";")[0].strip()) or ""
