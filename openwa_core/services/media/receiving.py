"""A caller's source becomes a file in scratch: counted while it comes in, cut off where it is too long."""

from __future__ import annotations

import asyncio
import binascii
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from openwa_core.services.media.data_url import Encoded, NotBase64Error, encoded_in, longest_encoding
from openwa_hookspecs.errors import MediaDownloadFailedError, MediaInvalidFormatError, MediaTooLargeError
from openwa_hookspecs.http import HttpBodyTooLargeError, HttpClient, HttpError, HttpStream
from openwa_hookspecs.media import MediaStore
from openwa_hookspecs.models.content import MediaBase64, MediaPath, MediaUrl

__all__ = ["CallersSource", "Received", "Receiver", "field_of"]

CallersSource: TypeAlias = MediaUrl | MediaBase64 | MediaPath

_BUFFER: Final = 256 * 1024
_PIECE: Final = 192 * 1024
"""Characters of base64 that are decoded at a time; a multiple of four."""
_REDIRECTS: Final = 3
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file in scratch, and what came along with it."""

    path: Path
    declared: str | None = None
    """The MIME type in a data URL. What a web server says is not the caller's word."""
    filename: str | None = None


def field_of(source: CallersSource, kind: str) -> str:
    """The member of the request that errors name: `image.url`."""
    match source:
        case MediaUrl():
            return f"{kind}.url"
        case MediaBase64():
            return f"{kind}.base64"
        case MediaPath():
            return f"{kind}.path"


class Receiver:
    """Brings files to scratch. Whoever gets one removes it; after an error none is left."""

    def __init__(self, store: MediaStore, http: HttpClient, *, limit_s: Callable[[int], float]) -> None:
        self._store = store
        self._http = http
        self._limit_s = limit_s

    async def receive(self, source: CallersSource, field: str, *, max_bytes: int) -> Received:
        """Raises `MediaTooLargeError`, `MediaDownloadFailedError`, `MediaInvalidFormatError`, each with
        `field`, and `OSError` when there is no room."""
        match source:
            case MediaUrl(url=url):
                return await self._download(url, field, max_bytes)
            case MediaBase64(text=text):
                return await self._decode(text, field, max_bytes)
            case MediaPath(path=path):
                return await self._upload(path, field, max_bytes)

    async def _download(self, url: str, field: str, max_bytes: int) -> Received:
        path = await self._store.scratch()
        try:
            await self._stream(url, path, field, max_bytes)
        except HttpBodyTooLargeError:
            path.unlink(missing_ok=True)
            raise MediaTooLargeError(field, limit=max_bytes) from None
        except HttpError as error:
            path.unlink(missing_ok=True)
            raise MediaDownloadFailedError(field, str(error)) from error
        except TimeoutError as error:
            path.unlink(missing_ok=True)
            raise MediaDownloadFailedError(field, "no complete answer in time") from error
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Received(path=path, filename=_last_part(urlsplit(url).path, quoted=True))

    async def _stream(self, url: str, path: Path, field: str, max_bytes: int) -> None:
        """Each byte that comes gives those behind it a little more time: a large file may take longer than a
        silent host."""
        began = asyncio.get_running_loop().time()
        async with (
            asyncio.timeout(self._limit_s(0)) as patience,
            self._http.stream(
                url, timeout_s=self._limit_s(max_bytes), max_bytes=max_bytes, max_redirects=_REDIRECTS
            ) as stream,
        ):
            _check_answer(stream, field)
            await _write(path, stream.chunks(), lambda size: patience.reschedule(began + self._limit_s(size)))

    async def _decode(self, text: str, field: str, max_bytes: int) -> Received:
        if len(text) > 3 * longest_encoding(max_bytes) + _BUFFER:  # even if every character were escaped
            raise MediaTooLargeError(field, limit=max_bytes)
        try:
            encoded = await asyncio.to_thread(encoded_in, text)
        except NotBase64Error as error:
            raise MediaInvalidFormatError(field, str(error)) from None
        if encoded.size > max_bytes:
            raise MediaTooLargeError(field, limit=max_bytes)
        path = await self._store.scratch()
        try:
            await asyncio.to_thread(_decode_to, path, encoded)
        except ValueError:
            raise MediaInvalidFormatError(field, "this is no base64: a character is none of it") from None
        return Received(path=path, declared=encoded.mimetype)

    async def _upload(self, path: str, field: str, max_bytes: int) -> Received:
        copying = asyncio.ensure_future(self._store.upload(path, max_bytes=max_bytes))
        try:
            copy = await asyncio.shield(copying)
        except FileNotFoundError:
            raise MediaDownloadFailedError(field, "the uploads folder has no such file") from None
        except asyncio.CancelledError:
            copying.add_done_callback(_drop_copy)
            raise
        if copy.stat().st_size > max_bytes:
            copy.unlink()
            raise MediaTooLargeError(field, limit=max_bytes)
        return Received(path=copy, filename=_last_part(path, quoted=False))


def _check_answer(stream: HttpStream, field: str) -> None:
    if not 200 <= stream.status < 300:
        raise MediaDownloadFailedError(field, f"the host answered with status {stream.status}")
    if stream.headers.get("content-encoding", "identity").lower() != "identity":
        raise MediaDownloadFailedError(field, "the host compressed the file, though nobody asked it to")


async def _write(path: Path, chunks: AsyncIterator[bytes], written: Callable[[int], None]) -> None:
    """Tells `written` how many bytes there are by now. The buffer's lock lets `close` wait for a write that
    is under way in a thread."""
    file = await asyncio.to_thread(path.open, "xb", _BUFFER)
    try:
        size = 0
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)
            size += len(chunk)
            written(size)
        await asyncio.to_thread(file.flush)
    finally:
        file.close()


def _decode_to(path: Path, encoded: Encoded) -> None:
    text = encoded.text
    try:
        with path.open("xb") as file:
            for start in range(0, len(text), _PIECE):
                file.write(binascii.a2b_base64(text[start : start + _PIECE], strict_mode=True))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _drop_copy(copying: asyncio.Future[Path]) -> None:
    if not copying.cancelled() and copying.exception() is None:
        with suppress(OSError):
            copying.result().unlink(missing_ok=True)


def _last_part(path: str, *, quoted: bool) -> str | None:
    """A file's name, if there is one that can be shown."""
    last = path.rpartition("/")[2]
    name = unquote(last, errors="strict") if quoted and _is_quoted_utf8(last) else last
    return name if name.isprintable() and 0 < len(name) <= _LONGEST_NAME and "/" not in name else None


def _is_quoted_utf8(text: str) -> bool:
    try:
        unquote(text, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
