"""The first message on the real WhatsApp Web, with one real phone: see docs/live-smoke.md. Not for CI."""

from __future__ import annotations

import argparse
import base64
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCAN_S = 180
ANSWER_S = 180
BACK_S = 90
POLL_S = 2.0
QR_FILE = Path("live-smoke-qr.png")


class SmokeFailedError(Exception):
    """A step did not go as it should."""


@dataclass(frozen=True, kw_only=True)
class Api:
    """The gateway's REST API, as far as this script needs it."""

    base: str
    key: str

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """The `data` of the answer. Raises `SmokeFailedError` with the gateway's own words."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"X-API-Key": self.key, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.base}/api{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["error"]
            raise SmokeFailedError(f"{method} {path}: {told['code']}: {told['message']}") from error
        except urllib.error.URLError as error:
            raise SmokeFailedError(
                f"no gateway at {self.base} ({error.reason}): start it with `make run`"
            ) from error


def wait(what: str, seconds: float, fact: Callable[[], object]) -> None:
    """Ask until the answer is true; shows that it is still waiting."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if fact():
            print(f"  {what}: {time.monotonic() - started:.1f} s")
            return
        time.sleep(POLL_S)
    raise SmokeFailedError(f"{what}: not within {seconds} s")


def link(api: Api, session: str) -> None:
    """Show the code until someone scans it."""
    print(f"1. Scan {QR_FILE} with the phone (Settings, Linked devices, Link a device)")

    def linked() -> bool:
        status = api.call("GET", f"/sessions/{session}")["status"]
        if status == "SCAN_QR":
            image = api.call("GET", f"/sessions/{session}/qr")["image"]
            QR_FILE.write_bytes(base64.b64decode(image.partition(",")[2]))
        if status == "FAILED":
            raise SmokeFailedError(f"the session failed: {api.call('GET', f'/sessions/{session}')}")
        return bool(status == "CONNECTED")

    wait("connected", SCAN_S, linked)
    known = api.call("GET", f"/sessions/{session}")
    print(f"  {known['phoneNumber']}, {known.get('pushName')}, {known.get('platform')}")


def exchange(api: Api, session: str, chat: str) -> None:
    """A text there and an answer back."""
    print(f"2. A text to {chat}")
    sent = api.call(
        "POST", f"/sessions/{session}/messages/send-text", {"chatId": chat, "text": "Hello from openwa"}
    )
    history = f"/sessions/{session}/chats/{chat}/messages?limit=20"

    def delivered() -> bool:
        own = [each for each in api.call("GET", history) if each["id"] == sent["messageId"]]
        return bool(own and own[0].get("ack", 0) >= 3)

    wait("delivered", ANSWER_S, delivered)
    print("3. Answer it from the other phone")
    asked_at = int(time.time())
    wait(
        "answered",
        ANSWER_S,
        lambda: [
            each
            for each in api.call("GET", history)
            if not each["fromMe"] and each["waTimestamp"] >= asked_at - 60
        ],
    )


def come_back(api: Api, session: str) -> None:
    """Restart without a scan."""
    print("4. Restart of the session")
    api.call("POST", f"/sessions/{session}/restart")
    wait("connected again", BACK_S, lambda: api.call("GET", f"/sessions/{session}")["status"] == "CONNECTED")


def main() -> int:
    """Run all steps; 0 when each went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--to", required=True, help="digits of a number of yours that the script may write to"
    )
    parser.add_argument("--key", required=True, help="an API key with the role operator or admin")
    parser.add_argument("--url", default="http://127.0.0.1:2785")
    given = parser.parse_args()
    api, chat = Api(base=given.url, key=given.key), f"{given.to}@c.us"
    try:
        session = api.call(
            "POST", "/sessions", {"name": f"live-smoke-{int(time.time())}", "engine": "playwright"}
        )["id"]
        link(api, session)
        exchange(api, session, chat)
        come_back(api, session)
        print("5. A last text, logout, delete")
        api.call(
            "POST", f"/sessions/{session}/messages/send-text", {"chatId": chat, "text": "Goodbye from openwa"}
        )
        api.call("POST", f"/sessions/{session}/logout")
        api.call("DELETE", f"/sessions/{session}")
    except SmokeFailedError as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    print("All steps went well.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
