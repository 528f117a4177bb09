"""WhatsApp Web in a tab: what is asked of it, and what it tells."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from playwright.async_api import ConsoleMessage
from playwright.async_api import Error as PlaywrightError
from pydantic import ValidationError

from openwa_engine_playwright.browser import Browser
from openwa_engine_playwright.downloads import Downloads
from openwa_engine_playwright.faults import (
    FileGoneError,
    PageAnswerError,
    PageGarbledError,
    PageGoneError,
    PageSilentError,
    UnreachableError,
)
from openwa_engine_playwright.script import BINDING, CALL, FILE_INPUT
from openwa_engine_playwright.wire import Answer, Batch, parse
from openwa_hookspecs.errors import JsonValue

__all__ = ["Told", "WhatsAppPage"]

Told: TypeAlias = Callable[[Batch], Awaitable[None]]
"""Takes a batch of facts; the page sends it again unless this returns."""

Value = TypeVar("Value")

_BREAKAGES: Final = ("was not found", "is not a function")
"""What wa-js writes to the console when WhatsApp has changed under it."""

_FIRST_ERROR: Final = 400
"""HTTP statuses from here on bring no WhatsApp Web."""

_NETWORK_FAULT: Final = "net::ERR_"
"""How Chromium names what is wrong with the way to a page, and not with itself."""


class WhatsAppPage:
    """The one tab of a browser. `ended` says why the browser or the page is no more."""

    def __init__(self, browser: Browser, told: Told) -> None:
        self._page = browser.page
        self._context = browser.context
        self._told = told
        self._downloads = Downloads(browser.page)
        self.breakages = 0
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._context.once("close", lambda _: self._end("Chromium ended"))
        self._page.once("crash", lambda _: self._end("the page crashed"))
        self._page.once("close", lambda _: self._end("the page was closed"))
        self._page.on("console", self._heard)

    async def open(self, url: str, script: str, *, limit_s: float) -> None:
        """Load WhatsApp Web with our script. Raises `UnreachableError`, `PageGoneError`."""
        try:
            async with asyncio.timeout(limit_s):
                await self._context.expose_binding(BINDING, self._take)
                await self._context.add_init_script(script)
                response = await self._page.goto(url, wait_until="commit", timeout=0)
        except TimeoutError as error:
            raise UnreachableError(f"{url} does not answer") from error
        except PlaywrightError as error:
            kind = UnreachableError if _NETWORK_FAULT in error.message else PageGoneError
            raise kind(f"{url} cannot be loaded: {_first_line(error)}") from error
        if response is not None and response.status >= _FIRST_ERROR:
            raise UnreachableError(f"{url} cannot be loaded: it answers {response.status}")

    async def ask(
        self, read: Callable[[object], Value], name: str, *, limit_s: float, **arguments: JsonValue
    ) -> Value:
        """Call `name` in the page and `read` the answer. Raises `PageAnswerError` when it refuses,
        `PageSilentError`, `PageGoneError`, `PageGarbledError`; after these three the call may have been
        carried out."""
        text = await self._evaluate(name, arguments, limit_s)
        try:
            answer = Answer.model_validate(parse(text))
            if answer.ok:
                return read(answer.value)
        except ValidationError as error:
            # Without its cause, which quotes what the page said: texts of messages.
            faults = error.error_count()
            raise PageGarbledError(f"the answer to {name} cannot be read: {faults} faults") from None
        except ValueError:
            raise PageGarbledError(f"the answer to {name} is no JSON") from None
        raise PageAnswerError(answer.code, answer.message, limit=answer.limit)

    async def put_file(self, path: Path, *, limit_s: float) -> None:
        """Let the page have a file of this machine; its bytes do not pass through here. Raises
        `FileGoneError`, `PageSilentError`, `PageGoneError`."""
        if not await asyncio.to_thread(path.is_file):
            raise FileGoneError(path.name)
        try:
            async with asyncio.timeout(limit_s):
                await self._page.evaluate(CALL, ["offerFile", "{}"])
                await self._page.locator(FILE_INPUT).set_input_files(path, timeout=0)
        except TimeoutError as error:
            raise PageSilentError(f"the page took no file within {limit_s:g} s") from error
        except PlaywrightError as error:
            raise PageGoneError(_first_line(error)) from error

    async def fetch_file(
        self,
        read: Callable[[object], Value],
        name: str,
        target: Path,
        *,
        limit_s: float,
        **arguments: JsonValue,
    ) -> Value:
        """As `ask`, for a call that lets the browser download a file: that one is then at `target`."""
        try:
            async with asyncio.timeout(limit_s):
                with self._downloads.expect() as coming:
                    answer = await self.ask(read, name, limit_s=limit_s, label=coming.label, **arguments)
                    signs: set[asyncio.Future[Any]] = {coming.download, self.ended}
                    await asyncio.wait(signs, return_when=asyncio.FIRST_COMPLETED)
                    if not coming.download.done():
                        raise PageGoneError(self.ended.result())
                    await coming.download.result().save_as(target)
        except TimeoutError as error:
            raise PageSilentError(f"the page gave no file within {limit_s:g} s") from error
        except PlaywrightError as error:
            raise PageGoneError(_first_line(error)) from error
        return answer

    async def screenshot(self, *, limit_s: float) -> bytes:
        """What the window shows, as a PNG. Raises `PageSilentError`, `PageGoneError`."""
        try:
            async with asyncio.timeout(limit_s):
                return await self._page.screenshot(timeout=0)
        except TimeoutError as error:
            raise PageSilentError(f"the page was not drawn within {limit_s:g} s") from error
        except PlaywrightError as error:
            raise PageGoneError(_first_line(error)) from error

    async def _evaluate(self, name: str, arguments: Mapping[str, JsonValue], limit_s: float) -> str:
        try:
            async with asyncio.timeout(limit_s):
                return str(await self._page.evaluate(CALL, [name, json.dumps(arguments)]))
        except TimeoutError as error:
            raise PageSilentError(f"the page did not answer within {limit_s:g} s") from error
        except PlaywrightError as error:
            raise PageGoneError(_first_line(error)) from error

    async def _take(self, _source: object, text: str) -> None:
        await self._told(Batch.model_validate(parse(text)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and any(words in message.text for words in _BREAKAGES):
            self.breakages += 1

    def _end(self, why: str) -> None:
        if not self.ended.done():
            self.ended.set_result(why)


def _first_line(error: PlaywrightError) -> str:
    return error.message.strip().partition("\n")[0]
