"""Files that the browser downloads for us."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from playwright.async_api import Download, Page
from playwright.async_api import Error as PlaywrightError

__all__ = ["Coming", "Downloads"]

_LABEL_BYTES: Final = 8


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A download that the page is to begin under this name."""

    label: str
    download: asyncio.Future[Download]


class Downloads:
    """Each is told from the others by its name. One that nobody waits for, or no more, is removed: it would
    lie on the disk for as long as the browser lives."""

    def __init__(self, page: Page) -> None:
        self._coming: dict[str, asyncio.Future[Download]] = {}
        self._removing: set[asyncio.Task[None]] = set()
        page.on("download", self._came)

    @contextmanager
    def expect(self) -> Iterator[Coming]:
        """One download; what came of it is removed at the end of the block."""
        label = secrets.token_hex(_LABEL_BYTES)
        download = self._coming[label] = asyncio.get_running_loop().create_future()
        try:
            yield Coming(label=label, download=download)
        finally:
            del self._coming[label]
            if download.done() and not download.cancelled():
                self._remove(download.result())

    def _came(self, download: Download) -> None:
        # Chromium may add what it takes for the ending of the name.
        waiting = self._coming.get(download.suggested_filename[: 2 * _LABEL_BYTES])
        if waiting is None or waiting.done():
            self._remove(download)
        else:
            waiting.set_result(download)

    def _remove(self, download: Download) -> None:
        removing = asyncio.ensure_future(_remove(download))
        self._removing.add(removing)
        removing.add_done_callback(self._removing.discard)


async def _remove(download: Download) -> None:
    with suppress(PlaywrightError):
        await download.cancel()
        await download.delete()
