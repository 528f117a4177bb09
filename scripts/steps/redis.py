"""A Redis for the tests: one that listens and accepts us, else our own on a free port."""

import shutil
import socket
from urllib.parse import urlsplit

from scripts.steps import apt, ports
from scripts.steps.command import Runner
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree

STEP = "redis"
PORT = 6379
_ANSWER_S = 2.0
_START_S = 20.0


def ensure(tree: Tree, console: Console, known_url: str | None) -> str:
    """The URL of a server that answers. Raises StepFailedError with the reason when there is none."""
    for url in (known_url, f"redis://{ports.LOOPBACK}:{PORT}"):
        if url and accepts(url):
            if url != known_url:
                console.doing(STEP, f"using {url}")
            return url
    runner = Runner(tree, console, STEP)
    if shutil.which("redis-server") is None:
        _install(runner)
    return _start(runner)


def accepts(url: str) -> bool:
    """True when the server answers a PING without asking for a password."""
    place = urlsplit(url)
    try:
        with socket.create_connection((place.hostname, place.port or PORT), _ANSWER_S) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _install(runner: Runner) -> None:
    if not apt.usable():
        raise StepFailedError(
            "no Redis listens here and none is installed", advice=f"{apt.line('redis-server')}."
        )
    apt.install(runner, "redis-server")


def _start(runner: Runner) -> str:
    folder = runner.tree.state / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    port = ports.free_port()
    runner.console.doing(STEP, f"starting a server on port {port} (data under .setup/redis)")
    advice = f"See {folder}/server.log."
    runner.run(
        [
            *("redis-server", "--port", str(port), "--bind", ports.LOOPBACK, "--daemonize", "yes"),
            *("--dir", folder, "--pidfile", folder / "server.pid", "--logfile", folder / "server.log"),
            *("--save", "", "--appendonly", "no"),
        ],
        timeout_s=_START_S,
        advice=advice,
    )
    url = f"redis://{ports.LOOPBACK}:{port}"
    if not ports.answers_within(_START_S, lambda: accepts(url)):
        raise StepFailedError("the Redis that set-up started does not answer", advice=advice)
    return url
