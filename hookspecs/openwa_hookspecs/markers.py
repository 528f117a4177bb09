"""The two decorators of pluggy under the gateway's project name."""

from __future__ import annotations

from typing import Final

import pluggy

__all__ = ["PROJECT", "hookimpl", "hookspec"]

PROJECT: Final = "openwa"

hookspec: Final = pluggy.HookspecMarker(PROJECT)
"""Marks the definition of a hook; used in this package only."""

hookimpl: Final = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function that implements a hook."""
