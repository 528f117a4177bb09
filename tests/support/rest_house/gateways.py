"""The configurations of the gateways, each of which lets other things go wrong."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

from tests.support.distributions import Distributions
from tests.support.served import ServedGateway, free_port

__all__ = [
    "CONNECTIONS_OF_ONE_ADDRESS",
    "GATEWAYS",
    "LARGEST_FILE",
    "WEBHOOKS_OF_ONE_SESSION",
    "main",
    "narrow",
    "served",
    "strict",
    "wayward_plugins",
]

GATEWAYS: Final = ("main", "narrow", "strict")

CONNECTIONS_OF_ONE_ADDRESS: Final = 4
"""That the strict gateway admits."""

LARGEST_FILE: Final = 100_000
"""That the main gateway takes from WhatsApp."""

WEBHOOKS_OF_ONE_SESSION: Final = 400
"""That the main gateway admits: more than a test needs that tries hostile texts."""

_PLUGIN: Final = Path(__file__).with_name("wayward_plugin.py")
_NO_RATES: Final = dict.fromkeys(("session", "send", "read", "webhook"))


@contextmanager
def wayward_plugins(folder: Path) -> Iterator[None]:
    """Installed in this folder, for the processes that start meanwhile."""
    points = {name: f"wayward_plugin:{name.upper()}" for name in ("bare", "wayward", "brittle")}
    Distributions(root=folder).add("openwa-wayward", points, modules={"wayward_plugin": _PLUGIN.read_text()})
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(folder), before])
    try:
        yield
    finally:
        os.environ["PYTHONPATH"] = before


def main(network: Mapping[str, Any], browser: Mapping[str, Any] | None) -> dict[str, Any]:
    """With phones in a network of its own or of another process, and with a browser engine if it is to have
    one."""
    hasty = {"control": None, "state_file": None, "qr_ttl_s": 0.05, "qr_refreshes": 0}
    return {
        "engines": [
            {"use": "simulator", "config": network},
            *([] if browser is None else [{"use": "playwright", "config": browser}]),
            {"use": "simulator", "name": "hasty", "config": hasty},
            {"use": "bare"},
            {"use": "wayward"},
        ],
        "outgoing": {"allow": ["127.0.0.0/8"]},
        "webhooks": {"per_session": WEBHOOKS_OF_ONE_SESSION},
        "limits": {"open_timeout_s": 3600, "settle_timeout_s": 0.1, "media_max_bytes": LARGEST_FILE},
    }


def narrow() -> dict[str, Any]:
    return {
        "engines": [{"use": "wayward"}],
        "auth": [{"use": "brittle"}],
        "sinks": [],
        "outgoing": {"allow": ["127.0.0.0/8"]},
        "transports": [{"use": "rest", "config": {"body_timeout_s": 1.0, "max_body_bytes": 8 * 1024 * 1024}}],
        "limits": {"sessions": 1, "settle_timeout_s": 0.1},
        "rate_limits": {**_NO_RATES, "messages_per_session": 1},
    }


def strict() -> dict[str, Any]:
    return {
        "server": {"max_connections_per_address": CONNECTIONS_OF_ONE_ADDRESS},
        "engines": [{"use": "bare"}],
        "auth": [{"use": "api-key", "config": {"failed_attempts_per_minute": 1}}],
        "rate_limits": dict.fromkeys(_NO_RATES, 1),
    }


@asynccontextmanager
async def served(directory: Path, database: str, config: Mapping[str, Any]) -> AsyncIterator[str]:
    gateway = _gateway(directory, database, config)
    await gateway.start()
    try:
        yield gateway.url
    finally:
        await gateway.stop()


def _gateway(directory: Path, database: str, config: Mapping[str, Any]) -> ServedGateway:
    directory.mkdir()
    port = free_port()
    folders = {"directory": str(directory / "media"), "uploads_dir": str(directory / "uploads")}
    whole = {
        **config,
        "server": {"bind": f"127.0.0.1:{port}", **config.get("server", {})},
        "storage": {"use": "tortoise", "config": {"url": database}},
        "media": {"use": "local", "config": folders},
        "log": {"level": "debug"},
    }
    return ServedGateway(directory=directory, config=whole, port=port)
