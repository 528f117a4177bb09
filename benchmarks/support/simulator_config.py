"""The gateway that is measured without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["PHONE", "simulator_config"]

PHONE = "628111111111"


def simulator_config(directory: Path, *, server: str = "hypercorn") -> dict[str, Any]:
    """A gateway with nothing but the simulator, in memory, that links itself."""
    return {
        "server": {"use": server, "max_connections_per_address": 2000, "max_connections": 2000},
        "engines": [
            {"use": "simulator", "config": {"auto_link": PHONE, "state_file": None, "control": None}}
        ],
        "storage": {"use": "tortoise", "config": {"url": f"sqlite://{directory}/openwa.db"}},
    }
