"""What a browser without a window says of itself: the same as one with a window."""

from __future__ import annotations

import platform
from typing import Any, Final

from playwright.async_api import BrowserContext, Page

__all__ = ["brands_of", "show_brands", "user_agent"]

_GREASE: Final = " (:-./);=?_"
_GREASED_VERSIONS: Final = ("8", "99", "24")
"""Chromium names a brand that is none, another one in each version, so that nobody relies on the list
(`GetGreasedUserAgentBrandVersion` in components/embedder_support/user_agent_utils.cc)."""
_ARCHITECTURES: Final = {"x86_64": "x86", "aarch64": "arm"}


def user_agent(version: str) -> str:
    """The line itself; Chrome shows the major version only."""
    major = version.partition(".")[0]
    return (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{major}.0.0.0 Safari/537.36"
    )


def brands_of(version: str, *, is_full: bool) -> list[dict[str, str]]:
    """Chromium and the brand that is none, in this version's order; `is_full` for the whole version."""
    major = int(version.partition(".")[0])
    left, right = (_GREASE[(major + step) % len(_GREASE)] for step in (0, 1))
    greased = _GREASED_VERSIONS[major % len(_GREASED_VERSIONS)]
    nobody = {"brand": f"Not{left}A{right}Brand", "version": f"{greased}.0.0.0" if is_full else greased}
    chromium = {"brand": "Chromium", "version": version if is_full else str(major)}
    return [nobody, chromium] if major % 2 == 0 else [chromium, nobody]


async def show_brands(context: BrowserContext, page: Page, version: str) -> None:
    """Let the page, its workers and its requests (`Sec-CH-UA`) name these brands: a browser without a window
    adds HeadlessChrome to them, which no argument takes away."""
    devtools = await context.new_cdp_session(
        page
    )  # what is set lasts as long as the session, so until the end
    metadata: dict[str, Any] = {
        "brands": brands_of(version, is_full=False),
        "fullVersionList": brands_of(version, is_full=True),
        "platform": "Linux",
        "platformVersion": "",
        "architecture": _ARCHITECTURES.get(platform.machine(), ""),
        "bitness": "64",
        "model": "",
        "mobile": False,
    }
    override = {"userAgent": user_agent(version), "userAgentMetadata": metadata}
    await devtools.send("Emulation.setUserAgentOverride", override)
