"""What a newcomer does with a clone: start it, type the README's lines, scan, write."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.proof.bare.container import CommandFailedError, Container, Running
from tests.support.documents import first_message_lines
from tests.support.qr_reader import read_qr_url
from tests.support.rest_client import Phones, RestClient, callers
from tests.support.served import free_port

__all__ = ["DOCUMENTED", "Clone", "Doors", "exchange_first_message", "reason_of_failure"]

ME: Final = "628333333333"
PEER: Final = "628222222222"
_SET_UP_S: Final = 900.0
_POLL_S: Final = 0.1
_ANSWER_S: Final = 60.0
_BROWSER_S: Final = 90.0
_LOOK_EVERY_S: Final = 0.5
"""The limit of the embedded default is 120 looks a minute."""
_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, kw_only=True)
class Doors:
    """Where the gateway and the phones of its simulator are reached."""

    bind: str
    control: str

    @classmethod
    def free(cls) -> Doors:
        """The documented ones when nobody on this machine has them, else two that are free."""
        if all(_is_free(address) for address in (DOCUMENTED.bind, DOCUMENTED.control)):
            return DOCUMENTED
        return cls(bind=f"127.0.0.1:{free_port()}", control=f"127.0.0.1:{free_port()}")

    def config(self) -> dict[str, Any] | None:
        """What moves the embedded default to these addresses; nothing for the documented ones."""
        if self == DOCUMENTED:
            return None
        simulator = {"use": "simulator", "config": {"control": self.control}}
        playwright = {"use": "playwright", "optional": True}
        return {"server": {"bind": self.bind}, "engines": [playwright, simulator]}

    def lines(self) -> str:
        """The README's lines; word for word at the documented addresses."""
        script = first_message_lines().replace(DOCUMENTED.bind, self.bind)
        return script.replace(DOCUMENTED.control, self.control)


DOCUMENTED: Final = Doors(bind="127.0.0.1:2785", control="127.0.0.1:2786")


@dataclass(frozen=True, kw_only=True)
class Clone:
    """The project in a container, and the user to whom it belongs."""

    container: Container
    path: str
    user: str

    @classmethod
    def of(cls, container: Container, bundle: Path, *, user: str = "root") -> Clone:
        """Clone the project as that user; git sees a bundle instead of a server."""
        home = "/root" if user == "root" else f"/home/{user}"
        inside = container.root / "tmp" / bundle.name
        inside.write_bytes(bundle.read_bytes())
        container.run(
            ["git", "clone", "-q", f"/tmp/{bundle.name}", "openwa-gateway"],
            directory=home,
            user=user,
            timeout_s=120,
        )
        return cls(container=container, path=f"{home}/openwa-gateway", user=user)

    @property
    def outside(self) -> Path:
        """The folder as this program sees it."""
        return self.container.root / self.path.lstrip("/")

    @property
    def admin_key(self) -> str:
        return (self.outside / "data" / "admin.key").read_text().strip()

    def run(self, command: str, *, timeout_s: float = _SET_UP_S, expect: int = 0, **environment: str) -> str:
        return self.container.run(
            command,
            directory=self.path,
            user=self.user,
            environment=environment,
            timeout_s=timeout_s,
            expect=expect,
        )

    @contextmanager
    def serving(
        self, bind: str, *, config: Mapping[str, Any] | None = None, **environment: str
    ) -> Iterator[Running]:
        """`make run` until it serves, and Ctrl-C at the end."""
        if config is not None:
            (self.container.root / "tmp" / "openwa.json").write_text(json.dumps(config))
            environment["OPENWA_CONFIG"] = "/tmp/openwa.json"
        running = self.container.start(
            "exec make run", directory=self.path, user=self.user, environment=environment
        )
        try:
            _until_ready(running, f"http://{bind}/health/ready")
            yield running
        finally:
            running.interrupt()

    @contextmanager
    def simulator(self) -> Iterator[str]:
        """`openwa simulator`, the stand-in's server: its address."""
        bind = f"127.0.0.1:{free_port()}"
        running = self.container.start(
            f"exec .venv/bin/openwa simulator --bind {bind}", directory=self.path, user=self.user
        )
        try:
            _until_ready(running, f"http://{bind}/")
            yield f"http://{bind}"
        finally:
            running.interrupt()

    def type_the_lines(self, doors: Doors) -> str:
        """The README's first message; raises `CommandFailedError` when the answer is not what it promises."""
        said = self.run(doors.lines(), timeout_s=_ANSWER_S)
        shown = json.loads(said[said.rindex('{"success"') :])["data"]
        messages = [(each["body"], each.get("ack")) for each in shown]
        if messages != [("You said: Hello", None), ("Hello", 4)]:
            raise CommandFailedError(f"the README's lines ended with {messages}\n{said}")
        return "read (ack 4) and answered"


async def exchange_first_message(gateway: str, simulator: str, key: str, engine: str) -> str:
    """Create, scan, text, answer, read receipt: what it was at each step, else an `AssertionError`."""
    async with callers(gateway, simulator, key=key) as (client, phones):
        session = await client.create(f"first-{engine}", engine)
        started = time.monotonic()
        await client.until_status(session, "SCAN_QR", timeout_s=_BROWSER_S, every_s=_LOOK_EVERY_S)
        to_qr = time.monotonic() - started
        await _scan(client, phones, session)
        await client.until_status(session, "CONNECTED", timeout_s=_BROWSER_S, every_s=_LOOK_EVERY_S)
        await _exchange(client, phones, session)
        linked = await client.data("GET", f"/sessions/{session}")
        assert linked["phoneNumber"] == ME, linked
    return f"QR after {to_qr:.1f} s, read by zxing; linked, sent, got, answered, ack 4"


async def reason_of_failure(gateway: str, key: str) -> str:
    """Create a session that needs a browser where there is none: the code of its failure."""
    async with callers(gateway, gateway, key=key) as (client, _):
        session = await client.create("no-browser", "playwright")
        reason = (await client.until_status(session, "FAILED", every_s=_LOOK_EVERY_S))["statusReason"]
        assert "scripts/setup" in reason["message"] or "chromium" in reason["message"], reason
        return f"{reason['code']}: {reason['message'].partition('.')[0]}"


async def _scan(client: RestClient, phones: Phones, session: str) -> None:
    qr = await client.data("GET", f"/sessions/{session}/qr")
    assert read_qr_url(qr["image"]) == qr["code"], "the picture is not the code"
    await phones.call("POST", "/phones", {"number": PEER, "pushName": "Peer", "platform": "iphone"})
    await phones.scan(ME, qr["code"])


async def _exchange(client: RestClient, phones: Phones, session: str) -> None:
    chat, own_chat = f"{PEER}@c.us", f"{ME}@c.us"
    sent = await client.send(session, chat, "Hello, World! 😀")
    assert sent["status"] == "sent", sent
    assert re.fullmatch(rf"true_{chat}_3EB0\w+", sent["messageId"]), sent
    assert "Hello, World! 😀" in await phones.texts(PEER, own_chat), "the peer did not get it"
    await phones.send(PEER, ME, "Hello back")
    await phones.call("POST", f"/phones/{PEER}/read", {"chat": own_chat})

    async def answered_and_read() -> bool:
        shown = await client.history(session, chat)
        told = [(each["body"], each.get("ack")) for each in shown]
        return told[:2] == [("Hello back", None), ("Hello, World! 😀", 4)]

    async with asyncio.timeout(_ANSWER_S):
        while not await answered_and_read():
            await asyncio.sleep(_LOOK_EVERY_S)


def _until_ready(running: Running, url: str) -> None:
    deadline = time.monotonic() + _SET_UP_S
    while not _answers(url):
        if running.process.poll() is not None or time.monotonic() > deadline:
            raise CommandFailedError(f"{url} never answered:\n{running.output()[-4000:]}")
        time.sleep(_POLL_S)


def _answers(url: str) -> bool:
    try:
        with _DIRECT.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_free(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            return False
    return True
