"""The faults that a proof inflicts, each on processes that the gateway under test started."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import psutil

from tests.support.served import ServedGateway

__all__ = ["FAULTS", "Fault", "marked_processes"]

_MARKER = "--openwa-session="
_BOTH = frozenset({"playwright", "simulator"})
_BROWSER = frozenset({"playwright"})


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that happens to a running gateway."""

    name: str
    strike: Callable[[ServedGateway], Awaitable[None]]
    engines: frozenset[str]


def marked_processes(session: str) -> list[int]:
    """Browsers of that session, whoever started them."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if f"{_MARKER}{session}" in (process.info["cmdline"] or ()):
            found.append(process.pid)
    return found


async def _kill_gateway(gateway: ServedGateway) -> None:
    await gateway.kill()
    await gateway.start()


def _to_browser(number: signal.Signals) -> Callable[[ServedGateway], Awaitable[None]]:
    async def strike(gateway: ServedGateway) -> None:
        for process in _family(gateway):
            command = _command(process)
            if any(part.startswith(_MARKER) for part in command) and not _is_child(command):
                process.send_signal(number)

    return strike


def _to_renderer(number: signal.Signals) -> Callable[[ServedGateway], Awaitable[None]]:
    async def strike(gateway: ServedGateway) -> None:
        for process in _family(gateway):
            if "--type=renderer" in _command(process):
                process.send_signal(number)

    return strike


def _family(gateway: ServedGateway) -> list[psutil.Process]:
    assert gateway.process is not None
    return psutil.Process(gateway.process.pid).children(recursive=True)


def _command(process: psutil.Process) -> list[str]:
    """Nothing of a process that ends just now."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _is_child(command: list[str]) -> bool:
    return any(part.startswith("--type=") for part in command)


FAULTS = (
    Fault(name="kill the gateway", strike=_kill_gateway, engines=_BOTH),
    Fault(name="kill the browser", strike=_to_browser(signal.SIGKILL), engines=_BROWSER),
    Fault(name="kill the renderer", strike=_to_renderer(signal.SIGKILL), engines=_BROWSER),
    Fault(name="stop the browser", strike=_to_browser(signal.SIGSTOP), engines=_BROWSER),
    Fault(name="stop the renderer", strike=_to_renderer(signal.SIGSTOP), engines=_BROWSER),
)
