"""Whether, and when, the file of a message that came in is fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.messages import MediaFacts, Message

__all__ = ["fetch_time", "with_facts"]

_UNKNOWN: Final = MediaFacts(mimetype="application/octet-stream")


def with_facts(message: Message) -> Message:
    """A message that says it has a file has facts of one, if only the least."""
    return replace(message, media=_UNKNOWN) if message.has_media and message.media is None else message


def fetch_time(message: Message, live: LiveSession, parts: ServiceParts) -> datetime | None:
    """Now; or None for what is only fetched when somebody asks for it: our own files, those that are too
    large, and those of messages that are older than files are kept."""
    facts, settings = message.media, parts.settings
    if facts is None or message.from_me or not settings.media_fetch:
        return None
    if Capability.MEDIA not in live.engine.capabilities or (facts.size or 0) > settings.media_max_bytes:
        return None
    now = parts.clock.now()
    is_old = now - datetime.fromtimestamp(message.wa_timestamp, UTC) > timedelta(seconds=settings.media_age_s)
    return None if is_old else now
