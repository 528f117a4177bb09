"""What `openwa doctor` looks at. Nothing here changes a session, makes a key or listens."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from openwa_core.cli.lending import started_service, stored_state
from openwa_core.clock import SystemClock
from openwa_core.config import GatewayConfig, ServerConfig
from openwa_core.loader import LoadedPlugins, Offer
from openwa_core.node import Node, NodeBusyError
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.service import Health, HealthStatus
from openwa_hookspecs.storage import Storage

__all__ = ["Finding", "Verdict", "examine"]

_CHECK_TIMEOUT_S: Final = 30.0


class Verdict(StrEnum):
    """How serious a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the table."""

    verdict: Verdict
    subject: str
    text: str


_VERDICTS: Final = {
    HealthStatus.OK: Verdict.OK,
    HealthStatus.DEGRADED: Verdict.WARN,
    HealthStatus.FAILED: Verdict.FAIL,
}


async def examine(loaded: LoadedPlugins) -> AsyncIterator[Finding]:
    """All findings, one after the other."""
    for left in loaded.left_out:
        yield Finding(
            verdict=Verdict.WARN, subject=f"{left.role}.{left.name}", text=f"left out: {left.reason}"
        )
    running = _gateway_runs(loaded.config.data_dir)
    yield _data_directory(loaded.config.data_dir)
    yield _server(loaded.config.server)
    yield _port(loaded.config, running=running)
    for check in loaded.health_checks:
        yield await _ask(f"check.{check.name}", check.check)
    async for finding in _services(loaded, running=running):
        yield finding


async def _services(loaded: LoadedPlugins, *, running: bool) -> AsyncIterator[Finding]:
    """The storage, and on top of it the media store and each engine. Auth is not started: its first start
    makes a key."""
    clock = SystemClock()
    try:
        async with started_service(loaded.storage, clock) as storage:
            yield await _ask(_label(loaded.storage), storage.health)
            for offer in () if running else (loaded.media, *loaded.engines):
                yield await _started(offer, clock, storage)
    except Exception as error:  # supervisor: a plugin's failure is a finding
        yield _failed(_label(loaded.storage), error)
    if running:
        text = "not tried, because the gateway runs; ask its /health/detailed"
        yield Finding(verdict=Verdict.OK, subject="media, engines", text=text)


async def _started(offer: Offer, clock: SystemClock, storage: Storage) -> Finding:
    try:
        async with started_service(offer, clock, stored_state(offer, storage)) as service:
            return await _ask(_label(offer), service.health)
    except Exception as error:  # supervisor: a plugin's failure is a finding
        return _failed(_label(offer), error)


async def _ask(subject: str, check: Callable[[], Awaitable[Health]]) -> Finding:
    try:
        async with asyncio.timeout(_CHECK_TIMEOUT_S):
            health = await check()
    except Exception as error:  # supervisor: a plugin's failure is a finding
        return _failed(subject, error)
    details = ", ".join(_facts(health.details))
    return Finding(verdict=_VERDICTS[health.status], subject=subject, text=details or health.status.value)


def _facts(details: Mapping[str, JsonValue], prefix: str = "") -> Iterator[str]:
    """The details in words: nested names joined by dots, empty values left out."""
    for name, value in details.items():
        if isinstance(value, Mapping):
            yield from _facts(value, f"{prefix}{name}.")
        elif value is not None and value not in ("", []):
            yield f"{prefix}{name}: {value}"


def _label(offer: Offer) -> str:
    return f"{offer.role}.{offer.name}"


def _failed(subject: str, error: Exception) -> Finding:
    slow = f"no answer within {_CHECK_TIMEOUT_S:g} s" if isinstance(error, TimeoutError) else ""
    return Finding(verdict=Verdict.FAIL, subject=subject, text=str(error) or slow or type(error).__name__)


def _gateway_runs(data_dir: Path) -> bool:
    if not data_dir.is_dir():
        return False
    node = Node(data_dir)
    try:
        node.hold(SystemClock())
    except NodeBusyError:
        return True
    except OSError:
        return False
    node.release()
    return False


def _data_directory(data_dir: Path) -> Finding:
    path = data_dir.absolute()
    existing = next(parent for parent in (path, *path.parents) if parent.exists())
    subject = "data_dir"
    if not existing.is_dir():
        return Finding(
            verdict=Verdict.FAIL, subject=subject, text=f"{existing} is no directory; set data_dir"
        )
    if not os.access(existing, os.W_OK | os.X_OK):
        text = f"{existing} is not writable; change its owner or set data_dir"
        return Finding(verdict=Verdict.FAIL, subject=subject, text=text)
    text = f"{path} is writable" if existing == path else f"{path} will be created"
    return Finding(verdict=Verdict.OK, subject=subject, text=text)


def _server(server: ServerConfig) -> Finding:
    if find_spec(server.use) is None:
        text = f"{server.use} is not installed: pip install 'openwa-gateway[{server.use}]'"
        return Finding(verdict=Verdict.FAIL, subject="server.use", text=text)
    return Finding(verdict=Verdict.OK, subject="server.use", text=server.use)


def _port(config: GatewayConfig, *, running: bool) -> Finding:
    server = config.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((server.host, server.port))
    except OSError as error:
        if running and error.errno == errno.EADDRINUSE:
            text = f"{server.bind} is in use by the gateway that runs"
            return Finding(verdict=Verdict.OK, subject="server.bind", text=text)
        text = f"{server.bind} cannot be had ({error.strerror}); stop who has it, or set server.bind"
        return Finding(verdict=Verdict.FAIL, subject="server.bind", text=text)
    return Finding(verdict=Verdict.OK, subject="server.bind", text=f"{server.bind} is free")
