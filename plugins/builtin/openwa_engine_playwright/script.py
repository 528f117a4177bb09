"""The script that runs in the page before WhatsApp's own: settings, wa-js, and our bridge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from openwa_engine_playwright.faults import BundleMissingError

__all__ = ["BINDING", "CALL", "FILE_INPUT", "page_script", "read_bundle"]

BINDING: Final = "__gatewayTell"
"""The function through which the page tells; Playwright puts it there."""

_NAME: Final = "__gatewayCall"

CALL: Final = f"([name, argument]) => window.{_NAME}(name, argument)"
"""Evaluated in the page with a name and a JSON text."""

FILE_INPUT: Final = "#__gatewayFile"
"""The input through which the page gets files; it is there after the first call."""

_DIRECTORY: Final = Path(__file__).parent / "bridge"
_PARTS: Final = (
    "outbox",
    "fields",
    "refusals",
    "probes",
    "chats",
    "link",
    "store",
    "content",
    "files",
    "forwarding",
    "kinds",
    "people",
    "sending",
    "changes",
    "messages",
    "actions",
    "chat_list",
    "groups",
    "members",
    "dialogs",
    "door",
)
_MARK: Final = "wa-js"


def read_bundle(path: Path) -> str:
    """The text of the wa-js bundle. Raises `BundleMissingError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BundleMissingError(f"The wa-js bundle cannot be read: {path}") from error
    if _MARK not in text[:1000]:
        raise BundleMissingError(f"The file is no wa-js bundle: {path}")
    return text


def page_script(bundle: str, *, device_name: str) -> str:
    """The whole script. It does nothing in frames and on pages without a host (about:blank, errors)."""
    settings = {
        "deviceName": device_name,
        # Without these two wa-js calls an analytics host, and sends each URL of a text to third parties.
        "disableGoogleAnalytics": True,
        "linkPreviewApiServers": [],
    }
    return "\n".join(
        (
            "(() => {",
            "if (top !== self || !location.host) return;",
            f"window.WPPConfig = {json.dumps(settings)};",
            bundle,
            f"const bridge = {json.dumps({'binding': BINDING, 'name': _NAME, 'fileInput': FILE_INPUT[1:]})};",
            # A page that loads anew counts from one again: the loads are told apart by this.
            "bridge.load = `${Date.now()}-${Math.random()}`;",
            *(_DIRECTORY.joinpath(f"{part}.js").read_text(encoding="utf-8") for part in _PARTS),
            "})();",
        )
    )
