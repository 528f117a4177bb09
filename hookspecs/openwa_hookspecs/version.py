"""The version of the contracts."""

from __future__ import annotations

from typing import Final

__all__ = ["API_VERSION"]

API_VERSION: Final = 1
"""Grows when a contract changes in a way that breaks plugins. A plugin module states the one it was written
for: `OPENWA_API_VERSION = 1`; the gateway refuses another one at load and names the distribution."""
