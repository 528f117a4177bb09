"""One running Chromium on one profile."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import BrowserContext, Page, Playwright, ProxySettings
from playwright.async_api import Error as PlaywrightError

from openwa_engine_playwright.config import PlaywrightConfig, Proxy
from openwa_engine_playwright.driver import Driver
from openwa_engine_playwright.faults import BrowserBrokenError, SandboxMissingError
from openwa_engine_playwright.processes import BrowserMark, end_groups, groups_of, kill_groups
from openwa_engine_playwright.profile import DOWNLOADS
from openwa_engine_playwright.user_agent import show_brands, user_agent

__all__ = [
    "Browser",
    "BrowserProgram",
    "clear_leftovers",
    "end_leftovers",
    "launch_arguments",
    "launch_browser",
    "why_it_does_not_start",
]

_ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=en",
)
_NO_SANDBOX: Final = "No usable sandbox"
_DRIVER_GRACE_S: Final = 5.0
"""The driver keeps the launch time-out itself; one that has not answered by then hangs."""


@dataclass(frozen=True, kw_only=True)
class BrowserProgram:
    """The Chromium to run."""

    executable: Path
    version: str


class Browser:
    """A Chromium that runs; `stop` leaves none of its processes."""

    def __init__(
        self, context: BrowserContext, page: Page, groups: frozenset[int], config: PlaywrightConfig
    ) -> None:
        self._timeouts = config.timeouts
        self.context = context
        self.page = page
        self.groups = groups

    async def stop(self, *, hangs: bool = False) -> None:
        """Close, wait, SIGTERM, wait, SIGKILL. One that hangs is killed at once: a stopped process heeds
        nothing else."""
        if hangs:
            await kill_groups(self.groups)
        await self._close()
        await end_groups(self.groups, terminate_s=self._timeouts.terminate_s)

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(self._timeouts.close_s):
                await self.context.close()
        except (TimeoutError, PlaywrightError):
            return


async def launch_browser(
    driver: Driver, program: BrowserProgram, mark: BrowserMark, config: PlaywrightConfig
) -> Browser:
    """Start Chromium on the profile. Raises `BrowserBrokenError` or `SandboxMissingError`; when cancelled,
    nothing is left running."""
    playwright = await driver.get()
    launching = asyncio.ensure_future(_launch(playwright, program, mark, config))
    try:
        async with asyncio.timeout(config.timeouts.launch_s + _DRIVER_GRACE_S):
            return await asyncio.shield(launching)
    except TimeoutError as error:
        launching.cancel()
        await driver.discard(playwright)
        await end_leftovers(mark)
        raise BrowserBrokenError("the Playwright driver does not answer") from error
    except PlaywrightError as error:
        await end_leftovers(mark)
        raise why_it_does_not_start(error) from error
    except asyncio.CancelledError:
        await _end_when_launched(launching, mark, config)
        raise


async def end_leftovers(mark: BrowserMark) -> None:
    """End what is left of the profile's browsers, as far as that can be done."""
    await kill_groups(await asyncio.to_thread(groups_of, mark))


async def clear_leftovers(mark: BrowserMark) -> int:
    """End browsers that still run on the profile, left by a gateway that was killed; how many there were.

    Raises `BrowserBrokenError` when one lives on: two on one profile would ruin it.
    """
    groups = await asyncio.to_thread(groups_of, mark)
    if not await kill_groups(groups):
        raise BrowserBrokenError("a browser that was left over cannot be ended")
    return len(groups)


def launch_arguments(program: BrowserProgram, mark: BrowserMark, config: PlaywrightConfig) -> list[str]:
    """What Chromium gets besides Playwright's own arguments."""
    # Not by Playwright, which sets it for the page: a service worker is fetched by the browser itself.
    agent = [f"--user-agent={user_agent(program.version)}"] if config.headless else []
    return [*_ARGUMENTS, *agent, *config.args, mark.argument]


async def _launch(
    playwright: Playwright, program: BrowserProgram, mark: BrowserMark, config: PlaywrightConfig
) -> Browser:
    context = await playwright.chromium.launch_persistent_context(
        mark.profile,
        executable_path=program.executable,
        headless=config.headless,
        args=launch_arguments(program, mark, config),
        downloads_path=mark.profile / DOWNLOADS,
        chromium_sandbox=os.geteuid() != 0,
        timeout=config.timeouts.launch_s * 1000,
        # The gateway stops its browsers itself: a Ctrl-C in the terminal must not end them before that.
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
        **_proxy(config.proxy),
    )
    page = context.pages[0] if context.pages else await context.new_page()
    if config.headless:
        await show_brands(context, page, program.version)
    return Browser(context, page, await asyncio.to_thread(groups_of, mark), config)


def _proxy(proxy: Proxy | None) -> Mapping[str, Any]:
    if proxy is None:
        return {}
    settings = ProxySettings(server=proxy.server)
    if proxy.username is not None:
        settings["username"] = proxy.username
    if proxy.password is not None:
        settings["password"] = proxy.password.get_secret_value()
    return {"proxy": settings}


async def _end_when_launched(
    launching: asyncio.Future[Browser], mark: BrowserMark, config: PlaywrightConfig
) -> None:
    """The driver goes on launching whatever we do: wait for the browser, so that it can be ended."""
    await asyncio.wait({launching}, timeout=config.timeouts.launch_s)
    if launching.done() and launching.exception() is None:
        await launching.result().stop()
    launching.cancel()
    await end_leftovers(mark)


def why_it_does_not_start(error: PlaywrightError) -> BrowserBrokenError | SandboxMissingError:
    """Playwright's first line tells of a closed browser; the reason can be in the browser's own log below."""
    if _NO_SANDBOX in error.message:
        return SandboxMissingError()
    return BrowserBrokenError(f"Chromium does not start: {_first_line(error)}")


def _first_line(error: PlaywrightError) -> str:
    return error.message.strip().partition("\n")[0]
