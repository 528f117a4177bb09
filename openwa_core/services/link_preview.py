"""What is shown of the first link of a text: made by the gateway, from the page itself, for callers who ask
for it. A page that cannot be had is no reason not to send the text."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

from openwa_core.services.storable_text import storable
from openwa_core.services.thumbnail import thumbnail_of
from openwa_hookspecs.context import Log
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.http import HttpClient, HttpError, HttpResponse
from openwa_hookspecs.models.content import LinkPreview

__all__ = ["LinkPreviews", "first_link"]

_LINK: Final = re.compile(r"https?://[^\s<>\"']{4,2000}", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)]}'\""
_WHOLE_S: Final = 8.0
_REDIRECTS: Final = 3
_OK: Final = 200
_PAGES: Final = ("text/html", "application/xhtml")
_PAGE_BYTES: Final = 512 * 1024
_PICTURE_BYTES: Final = 5 * 1024 * 1024
_LONGEST_TITLE: Final = 300
_LONGEST_DESCRIPTION: Final = 600
_CHARSET: Final = re.compile(r"charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.ASCII)


def first_link(text: str) -> str | None:
    """The first web address in a text, without the punctuation of the sentence round it."""
    match = _LINK.search(text)
    return None if match is None else match[0].rstrip(_TRAILING)


class LinkPreviews:
    """Reads pages through the guarded client."""

    def __init__(self, http: HttpClient, log: Log) -> None:
        self._http = http
        self._log = log

    async def of(self, text: str) -> LinkPreview | None:
        """None when the text has no link, or its page says nothing of itself in time."""
        if (url := first_link(text)) is None:
            return None
        try:
            async with asyncio.timeout(_WHOLE_S):
                return await self._read(url)
        except (HttpError, TimeoutError) as error:
            facts: dict[str, JsonValue] = {"error": type(error).__name__}
            self._log.info("no link preview", **facts)
            return None

    async def _read(self, url: str) -> LinkPreview | None:
        answer = await self._get(url, _PAGE_BYTES)
        kind = answer.headers.get("content-type", "").lower()
        if answer.status != _OK or not kind.startswith(_PAGES):
            return None
        head = await asyncio.to_thread(_head_of, answer.body, kind)
        if not head.title:
            return None
        return LinkPreview(
            url=url,
            title=storable(head.title[:_LONGEST_TITLE]),
            description=storable(head.description[:_LONGEST_DESCRIPTION]),
            thumbnail=await self._picture(url, head.picture) if head.picture else None,
        )

    async def _picture(self, page: str, link: str) -> bytes | None:
        try:
            answer = await self._get(urljoin(page, link), _PICTURE_BYTES)
        except (HttpError, ValueError):  # the page may have written no URL there
            return None
        if answer.status != _OK or answer.truncated:
            return None
        return await asyncio.to_thread(thumbnail_of, answer.body)

    async def _get(self, url: str, max_bytes: int) -> HttpResponse:
        return await self._http.request(
            "GET", url, timeout_s=_WHOLE_S, max_bytes=max_bytes, max_redirects=_REDIRECTS
        )


class _Head(HTMLParser):
    """What a page says of itself: its title, description and picture, Open Graph before the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._named: dict[str, str] = {}
        self._title: list[str] = []
        self._in_title = False

    @property
    def title(self) -> str:
        return _line(self._named.get("og:title") or "".join(self._title))

    @property
    def description(self) -> str:
        return _line(self._named.get("og:description") or self._named.get("description", ""))

    @property
    def picture(self) -> str:
        return self._named.get("og:image", "").strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self._title
        if tag == "meta":
            given = {name: value or "" for name, value in attrs}
            name = (given.get("property") or given.get("name", "")).lower()
            self._named.setdefault(name, given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)


def _head_of(body: bytes, content_type: str) -> _Head:
    """What stands in front of the first place that Python's parser gives up at. Blocking: for a thread."""
    head = _Head()
    with suppress(AssertionError):  # a marked section (`<![x]>`) of an unknown kind
        head.feed(_decoded(body, content_type))
    return head


def _line(text: str) -> str:
    return " ".join(text.split())


def _decoded(body: bytes, content_type: str) -> str:
    declared = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("ascii", "replace"))
    try:
        return body.decode(declared[1] if declared else "utf-8", "replace")
    except (LookupError, UnicodeError):  # some codecs replace nothing (idna, punycode)
        return body.decode("utf-8", "replace")
