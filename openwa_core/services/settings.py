"""The times and limits by which the services work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openwa_hookspecs.models.content import Attachment, Content, StoredFile

__all__ = ["ServiceSettings"]


_SLOWEST_FILE: Final = 1024 * 1024
"""Bytes a second: what a file adds to the time that it may take to come in, or its message to go out."""


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """From the YAML's `limits` section; see `docs/reference/configuration.md`."""

    max_sessions: int = 100
    send_timeout_s: float = 30.0
    """How long the engine may take for one message."""
    settle_timeout_s: float = 30.0
    """How long an open outcome is looked up before it is reported as unknown."""
    send_queue_size: int = 1000
    """Messages that may wait in one session."""
    open_timeout_s: float = 120.0
    """How long an engine may take until the first status of a session."""
    close_timeout_s: float = 30.0
    query_timeout_s: float = 15.0
    """How long an engine may take to answer a question: a QR code, a pairing code, history."""
    lease_s: float = 30.0
    media_timeout_s: float = 60.0
    """How long a file may take to come in, besides what its size adds."""
    media_max_bytes: int = 100 * 1024 * 1024
    """Files of incoming messages that are larger are not fetched."""
    media_age_s: float = 30 * 86_400.0
    """Files that are older are removed."""
    media_total_bytes: int = 10 * 1024 * 1024 * 1024
    """With more than that in the media store the oldest are removed."""
    batch_age_s: float = 7 * 86_400.0
    """Batches that ended longer ago are removed."""
    bulk_delay_s: float | None = None
    """Between messages of batches, instead of what callers ask for; tests alone set it."""
    media_fetch: bool = True
    """Whether files of incoming messages are fetched before somebody asks for them."""

    def send_limit_s(self, content: Content) -> float:
        """How long the engine may take for this message."""
        match content:
            case Attachment(source=StoredFile(size=size)):
                return self.send_timeout_s + size / _SLOWEST_FILE
            case _:
                return self.send_timeout_s

    def media_limit_s(self, size: int) -> float:
        """How long so many bytes may take to come in."""
        return self.media_timeout_s + size / _SLOWEST_FILE
