"""The media store: files in a folder of this machine."""

from __future__ import annotations

__all__: list[str] = []
