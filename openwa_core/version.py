"""The gateway's version, from the metadata of its distribution."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

__all__ = ["DISTRIBUTION", "VERSION"]

DISTRIBUTION: Final = "openwa-gateway"


def _read() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0+unknown"


VERSION: Final = _read()
