"""A real browser on the stand-in page, with the unmodified wa-js bundle in it, and the phones beside it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import psutil
from playwright.async_api import APIRequestContext, BrowserContext, ConsoleMessage, Page, Playwright

__all__ = ["OWN", "PEER", "Event", "Phones", "StandIn", "StandInBrowser"]

OWN: Final = "6281100000001"
"""The number of the session's own phone."""
PEER: Final = "6281100000002"

FromPage: TypeAlias = Any
"""Whatever JSON a script of the test gives."""
TIMEOUT_S: Final = 15.0
_CONFIG: Final = (
    "window.WPPConfig = {disableGoogleAnalytics: true, linkPreviewApiServers: [], deviceName: 'Tests'};"
)
_TELL: Final = """
if (top === self) {
  const fields = ({id, type, body, ack, isNewMsg}) => ({id: String(id), type, body, ack, isNewMsg});
  const plain = (value) => (value?.attributes ? fields(value) : value);
  WPP.onAny((name, ...args) => window.tellTest(JSON.stringify([name, args.map(plain)])));
}
"""
_ARGS: Final = (
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=en",
)


@dataclass(frozen=True)
class Event:
    name: str
    args: list[Any]


class StandIn:
    """One launch of the browser on one profile: the page, every event of wa-js, every console error."""

    def __init__(self, context: BrowserContext, profile: Path) -> None:
        self._context = context
        self._profile = profile
        self._changed = asyncio.Condition()
        self.page: Page = context.pages[0]
        self.events: list[Event] = []
        self.console_errors: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.console_errors.append(str(error)))

    async def tell(self, _source: object, text: str) -> None:
        name, args = json.loads(text)
        async with self._changed:
            self.events.append(Event(name, args))
            self._changed.notify_all()

    def names(self, *, since: int = 0) -> list[str]:
        return [event.name for event in self.events[since:]]

    async def event(
        self, name: str, accept: Callable[[list[Any]], bool] = lambda _: True, *, since: int = 0
    ) -> Event:
        """The first such event from the given place in the list on, waited for."""
        async with asyncio.timeout(TIMEOUT_S), self._changed:
            while True:
                for event in self.events[since:]:
                    if event.name == name and accept(event.args):
                        return event
                await self._changed.wait()

    async def stream(self, mode: str, *, since: int = 0) -> None:
        await self.event("conn.stream_mode_changed", lambda args: args == [mode], since=since)

    async def ack(self, level: int, *, since: int = 0) -> FromPage:
        """The payload of the first such change of an acknowledgement."""
        change = await self.event("chat.msg_ack_change", lambda args: args[0]["ack"] == level, since=since)
        return change.args[0]

    async def call(self, script: str, *args: object) -> FromPage:
        """What a function of the page gives for the arguments, which it takes as one list."""
        async with asyncio.timeout(TIMEOUT_S):
            return await self.page.evaluate(script, list(args))

    async def code_of_error(self, script: str, *args: object) -> FromPage:
        """`[code, message]` of the error that the promise is rejected with, None when it is kept."""
        wrapped = f"(args) => ({script})(args).then(() => null, (e) => [e.code ?? null, e.message])"
        return await self.call(wrapped, *args)

    async def settled(self, script: str, *args: object, wanted: FromPage) -> None:
        """Waits until the function of the page gives what is wanted for the arguments."""
        text = await self.call("([value]) => JSON.stringify(value)", wanted)
        waiting = f"async ({{list, text}}) => JSON.stringify(await ({script})(list)) === text"
        given = {"list": list(args), "text": text}
        await self.page.wait_for_function(waiting, arg=given, timeout=TIMEOUT_S * 1000)

    async def send_text(self, to: str, text: str, key: str, **options: object) -> dict[str, Any]:
        chosen = {"linkPreview": False, "markIsRead": False, "detectMentioned": False, **options}
        script = "([to, text, options]) => WPP.chat.sendTextMessage(to, text, options)"
        sent: dict[str, Any] = await self.call(script, to, text, {**chosen, "messageId": f"true_{to}_{key}"})
        return sent

    async def qr(self) -> str:
        async with asyncio.timeout(TIMEOUT_S):
            shown = await self.event("conn.auth_code_change", lambda args: args[0] is not None)
        return str(shown.args[0]["fullCode"])

    def freeze(self) -> None:
        """SIGSTOP of the whole browser: what it is sent waits in the socket."""
        for browser in self._processes():
            for process in (browser, *browser.children(recursive=True)):
                process.suspend()

    async def kill(self) -> None:
        """kill -9 of the whole browser, as a crash of the machine's out-of-memory killer would."""
        closed = asyncio.Event()
        self._context.once("close", lambda _: closed.set())
        for process in self._processes():
            process.kill()
        async with asyncio.timeout(TIMEOUT_S):
            await closed.wait()

    def _processes(self) -> list[psutil.Process]:
        mine = f"--user-data-dir={self._profile}"
        found = psutil.process_iter(["cmdline"])
        return [process for process in found if mine in (process.info["cmdline"] or [])]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)


@dataclass(frozen=True, kw_only=True)
class StandInBrowser:
    """Opens the stand-in page in a browser of its own."""

    playwright: Playwright
    chromium: Path
    bundle: Path
    url: str

    @asynccontextmanager
    async def open(self, profile: Path) -> AsyncIterator[StandIn]:
        context = await self.playwright.chromium.launch_persistent_context(
            profile,
            executable_path=self.chromium,
            args=[*_ARGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        try:
            stand_in = StandIn(context, profile)
            await context.expose_binding("tellTest", stand_in.tell)
            await context.add_init_script(f"{_CONFIG}\n{self.bundle.read_text()}\n{_TELL}")
            await stand_in.page.goto(self.url)
            yield stand_in
        finally:
            await context.close()
        assert stand_in.console_errors == []


@dataclass(frozen=True, kw_only=True)
class Phones:
    """The simulator's control API."""

    request: APIRequestContext

    async def save(self, number: str, push_name: str, platform: str = "android") -> None:
        await self._post("/control/phones", {"number": number, "pushName": push_name, "platform": platform})

    async def act(self, number: str, action: str, **body: object) -> dict[str, Any]:
        return await self._post(f"/control/phones/{number}/{action}", body)

    async def switch(self, **switches: object) -> None:
        await self._post("/control/switches", switches)

    async def messages(self, number: str, chat: str) -> list[dict[str, Any]]:
        answer = await self.request.get(f"/control/phones/{number}/messages", params={"chat": chat})
        assert answer.ok, await answer.text()
        found: list[dict[str, Any]] = await answer.json()
        return found

    async def look(self, number: str, what: str, **query: str) -> FromPage:
        """What the phone's owner sees: `chats`, `contacts`, `groups`, or the `presence` in a chat."""
        answer = await self.request.get(f"/control/phones/{number}/{what}", params=dict(query))
        assert answer.ok, await answer.text()
        return await answer.json()

    async def log(self) -> list[dict[str, Any]]:
        answer = await self.request.get("/control/log")
        assert answer.ok, await answer.text()
        entries: list[dict[str, Any]] = await answer.json()
        return entries

    async def _post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        answer = await self.request.post(path, data=dict(body))
        assert answer.ok, await answer.text()
        done: dict[str, Any] = await answer.json()
        return done
