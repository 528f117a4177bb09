"""Files of messages: taken from callers, fetched from WhatsApp, kept for a while, given out."""

from __future__ import annotations

__all__: list[str] = []
