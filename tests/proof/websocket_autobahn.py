"""The fuzzing client of the Autobahn test suite (PyPI `autobahntestsuite`) against the gateway's servers.

It is written for Python 2.7: one of pyenv's, or the one that `--python` names. The suite is installed into a
folder of its own, below the user's cache or where `--cache` says. What it talks to echoes each message: texts
through the frame writer that `/ws` uses, binary ones through ASGI. The limit of 64 KiB is lifted for the
cases that are about large messages (9.*), and the servers send no pings of their own: Hypercorn's first one
comes with the handshake, and the fuzzing client answers it in the middle of a frame that it sends in pieces
(6.4.3, 6.4.4), which no server can take for anything but garbage.

Left out are 12.* and 13.*: compression, which the servers do not agree to.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest import mock

from openwa_core.app import create_app
from openwa_core.config.models import ServerConfig
from openwa_core.server import serve
from openwa_hookspecs.frames import FRAMES, Frames, text_frame

__all__ = ["NoPythonError", "Report", "installed_suite", "is_installed", "prove", "python27"]

SERVERS: Final = ("hypercorn", "uvicorn")
_SUITE: Final = "autobahntestsuite==25.10.1"
_CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "openwa-autobahn"
_COMPLETE: Final = "complete"
_LARGEST_BYTES: Final = 64 * 1024 * 1024
_COMPRESSION: Final = ["12.*", "13.*"]
_GOOD: Final = frozenset({"OK", "NON-STRICT", "INFORMATIONAL"})
_INSTALL_S: Final = 600.0
_RUN_S: Final = 1800.0
_RUN: Final = """
import site, sys
site.addsitedir(sys.argv.pop(1))
sys.argv[0] = "wstest"
from autobahntestsuite.wstest import run
run()
"""
"""With `addsitedir`, not PYTHONPATH: zope's packages are found by their `.pth` file."""


class NoPythonError(Exception):
    """The suite cannot be run here; the message says what is missing."""


@dataclass
class Report:
    """How each case ended, by server."""

    verdicts: dict[str, Counter[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = [
            f"{server}: {sum(counts.values())} cases, "
            + ", ".join(f"{number} {verdict}" for verdict, number in counts.most_common())
            for server, counts in self.verdicts.items()
        ]
        return "; ".join([*told, f"{len(self.faults)} failed"])


def python27(given: str | None = None) -> Path:
    """A Python 2.7 that runs. Raises `NoPythonError`."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = (
        [Path(given)] if given else [*sorted(root.glob("versions/2.7*/bin/python")), Path("python2.7")]
    )
    for candidate in candidates:
        try:
            asked = subprocess.run([candidate, "--version"], capture_output=True, check=True, timeout=30)
        except (OSError, subprocess.SubprocessError):
            continue
        if b"2.7" in asked.stdout + asked.stderr:
            return candidate
    raise NoPythonError(
        "the Autobahn test suite needs Python 2.7: `pyenv install 2.7.18`, or name one with --python"
    )


def is_installed(cache: Path = _CACHE) -> bool:
    """Whether the suite was fetched before."""
    return (_folder(cache) / _COMPLETE).exists()


def _folder(cache: Path) -> Path:
    return cache / _SUITE.replace("==", "-")


def installed_suite(python: Path, cache: Path = _CACHE) -> Path:
    """The folder that has the suite, fetched from PyPI if need be. Raises `NoPythonError`."""
    folder = _folder(cache)
    if is_installed(cache):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    try:
        subprocess.run(
            [*command, "--target", str(folder), _SUITE],
            capture_output=True,
            check=True,
            timeout=_INSTALL_S,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise NoPythonError(f"{_SUITE} cannot be installed: {said[-1] if said else error}") from error
    (folder / _COMPLETE).touch()
    return folder


async def _echo(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
    await receive()
    await send({"type": "websocket.accept"})
    frames: Frames = scope["extensions"][FRAMES]
    while (message := await receive())["type"] == "websocket.receive":
        if message.get("text") is None:
            await send({"type": "websocket.send", "bytes": message["bytes"] or b""})
        else:
            frames.write(text_frame(message["text"].encode()))


@asynccontextmanager
async def _served(use: str) -> AsyncIterator[str]:
    """An echo on that server: its address."""
    app = create_app(ServerConfig())
    app.asgi_app = _echo  # type: ignore[method-assign]
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    shutdown = asyncio.Event()
    settings = ServerConfig(bind="127.0.0.1:0", use=use, graceful_timeout_s=1)
    module = f"openwa_core.server.{use}_server"
    larger = mock.patch(f"{module}.MAX_SOCKET_MESSAGE_BYTES", _LARGEST_BYTES)
    with larger, mock.patch(f"{module}.PING_INTERVAL_S", None):
        task = asyncio.create_task(serve(app, settings, shutdown, address.set_result))
        try:
            yield (await address).replace("http://", "ws://")
        finally:
            shutdown.set()
            await task


async def prove(
    directory: Path,
    suite: Path,
    python: Path,
    *,
    cases: Sequence[str] = ("*",),
    servers: Sequence[str] = SERVERS,
) -> Report:
    """Run the cases against each server."""
    report = Report()
    for use in servers:
        folder = Path(tempfile.mkdtemp(prefix=f"{use}-", dir=directory))
        async with _served(use) as url:
            results = await _fuzz(folder, suite, python, url, cases)
        report.verdicts[use] = Counter(result["behavior"] for result in results.values())
        report.faults += [
            f"{use}: case {case}: {result['behavior']}, close {result['behaviorClose']}"
            for case, result in results.items()
            if not {result["behavior"], result["behaviorClose"]} <= _GOOD
        ]
        if not results:
            report.faults.append(f"{use}: no case was run")
    return report


async def _fuzz(
    directory: Path, suite: Path, python: Path, url: str, cases: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Each case's result."""
    settings = {
        "outdir": str(directory),
        "servers": [{"agent": "gateway", "url": url, "options": {"version": 18}}],
        "cases": list(cases),
        "exclude-cases": _COMPRESSION,
        "exclude-agent-cases": {},
    }
    await asyncio.to_thread((directory / "fuzzingclient.json").write_text, json.dumps(settings))
    process = await asyncio.create_subprocess_exec(
        *(str(python), "-c", _RUN, str(suite)),
        *("--mode", "fuzzingclient", "--spec", str(directory / "fuzzingclient.json")),
        cwd=directory,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(_RUN_S):
        said, _ = await process.communicate()
    return await asyncio.to_thread(_results, directory / "index.json", said.decode(errors="replace"))


def _results(index: Path, said: str) -> dict[str, dict[str, Any]]:
    if not index.exists():
        raise RuntimeError(f"the suite made no report: {said[-2000:]}")
    results: dict[str, dict[str, Any]] = json.loads(index.read_text())["gateway"]
    return results


def main() -> int:
    """0 when no case failed; what cannot be run fails in CI alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", help="a Python 2.7")
    parser.add_argument("--cache", type=Path, default=_CACHE, help="where the suite is installed")
    parser.add_argument("--cases", nargs="+", default=["*"])
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=SERVERS)
    given = parser.parse_args()
    try:
        python = python27(given.python)
        suite = installed_suite(python, given.cache)
    except NoPythonError as error:
        print(f"not shown: {error}")
        return 1 if os.environ.get("CI") else 0
    with tempfile.TemporaryDirectory(prefix="openwa-autobahn-") as directory:
        report = asyncio.run(prove(Path(directory), suite, python, cases=given.cases, servers=given.servers))
    print(report)
    for fault in report.faults:
        print(f"  {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
