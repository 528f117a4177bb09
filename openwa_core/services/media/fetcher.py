"""Fetching one file from WhatsApp, through the session's engine, into the media store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from openwa_core.services.engine_call import EngineBrokeOffError, ask
from openwa_core.services.live_session import LiveSession
from openwa_core.services.media.inspection import digest_of
from openwa_core.services.media.turnstile import Turnstile
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.engine import Capability, FetchedMedia, SupportsMedia
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    GatewayError,
    MediaNotFoundError,
    MediaTooLargeError,
    ServiceUnavailableError,
)
from openwa_hookspecs.models.ids import MessageId, SessionId
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import MediaState

__all__ = ["MediaFetcher", "engine_of", "is_final"]

_AT_ONCE: Final = 4
_WAITING: Final = 64
_LOOK_S: Final = 0.25
"""How often the file is measured while the engine writes it."""


def engine_of(live: LiveSession) -> SupportsMedia | None:
    """The session's engine, if it can fetch files."""
    engine = live.engine
    if Capability.MEDIA not in engine.capabilities or not isinstance(engine, SupportsMedia):
        return None
    return engine


def is_final(error: GatewayError) -> bool:
    """Whether trying again by itself makes no sense."""
    return isinstance(error, MediaNotFoundError | MediaTooLargeError | CapabilityNotSupportedError)


class MediaFetcher:
    """Fetches each file once at a time: who asks for one that is on its way waits for that."""

    def __init__(self, parts: ServiceParts) -> None:
        self._parts = parts
        self._on_the_way: dict[tuple[SessionId, MessageId], asyncio.Task[MediaRow]] = {}
        self._door = Turnstile(at_once=_AT_ONCE, waiting=_WAITING, refusal="Too many files are being fetched")

    async def fetch(self, live: LiveSession, row: MediaRow) -> MediaRow:
        """The row, saved with its file in the store. Raises a `GatewayError`; the row is as it was then. A
        caller that goes away does not stop the fetch."""
        key = (row.session_id, row.message_id)
        task = self._on_the_way.get(key)
        if task is None:
            name = f"fetch media of {row.session_id}"
            task = self._parts.tasks.spawn(name, self._fetch(live, row), of_caller=True)
            self._on_the_way[key] = task
            task.add_done_callback(lambda _: self._on_the_way.pop(key, None))
        return await asyncio.shield(task)

    async def note(
        self, live: LiveSession, row: MediaRow, error: GatewayError, again_at: datetime | None
    ) -> None:
        """Write down that it failed, and when it is tried again; never by itself without a time."""
        state = MediaState.FAILED if again_at is None else MediaState.REMOTE
        failed = replace(
            row,
            facts=replace(row.facts, state=state),
            name=None,
            digest=None,
            error=error.message,
            attempts=row.attempts + 1,
            due_at=again_at,
        )
        await self._parts.storage.media.save(failed, epoch=live.record.epoch)

    async def _fetch(self, live: LiveSession, row: MediaRow) -> MediaRow:
        engine = engine_of(live)
        if engine is None:
            raise CapabilityNotSupportedError(live.record.engine, Capability.MEDIA.value)
        live.require_ready()
        limit = self._parts.settings.media_max_bytes
        if (row.facts.size or 0) > limit:
            raise MediaTooLargeError("media", limit=limit)
        async with self._door.passed():
            target = await self._parts.media.scratch()
            try:
                found = await self._written(engine, row, target)
                return await self._kept(live, row, target, found)
            except OSError as error:
                raise ServiceUnavailableError("The media store cannot take the file now") from error
            finally:
                target.unlink(missing_ok=True)

    async def _written(self, engine: SupportsMedia, row: MediaRow, target: Path) -> FetchedMedia:
        """What the engine says of the file that it wrote; cut off where that grows too large."""
        answer = engine.fetch_media(row.session_id, row.message_id, row.chat_id, target)
        timeout_s = self._parts.settings.media_limit_s(row.facts.size or 0)
        work = asyncio.ensure_future(ask(answer, timeout_s=timeout_s))
        try:
            while not work.done():
                await asyncio.wait([work], timeout=_LOOK_S)
                self._measure(target)
            return work.result()
        except (TimeoutError, EngineBrokeOffError) as error:
            raise ServiceUnavailableError("The engine did not bring the file in time") from error
        except (GatewayError, OSError):
            raise
        except Exception as error:  # supervisor: an engine's fault is its own
            self._parts.log.exception("engine failed in fetch_media", session=row.session_id)
            raise ServiceUnavailableError("The engine could not bring the file") from error
        finally:
            if not work.done():
                work.cancel()
                await asyncio.wait([work])

    async def _kept(self, live: LiveSession, row: MediaRow, target: Path, found: FetchedMedia) -> MediaRow:
        size, digest = await asyncio.to_thread(_measured, target)
        name = await self._parts.media.put(target, mimetype=found.mimetype)
        facts = replace(
            row.facts,
            mimetype=found.mimetype,
            filename=found.filename or row.facts.filename,
            size=size,
            state=MediaState.STORED,
        )
        kept = replace(row, facts=facts, name=name, digest=digest, error=None, due_at=None)
        saved = False
        try:
            saved = await self._parts.storage.media.save(kept, epoch=live.record.epoch)
        finally:
            if not saved:
                await self._parts.media.remove(name)
        if not saved:
            raise await self._why_not_saved(live, row)
        return kept

    async def _why_not_saved(self, live: LiveSession, row: MediaRow) -> GatewayError:
        message = await self._parts.storage.messages.get(row.session_id, row.message_id)
        if message is not None and not message.has_media:  # deleted for everyone while its file came in
            return MediaNotFoundError(row.message_id)
        return ServiceUnavailableError(f"Session {live.id} has moved to another gateway")

    def _measure(self, target: Path) -> None:
        limit = self._parts.settings.media_max_bytes
        if target.exists() and target.stat().st_size > limit:
            raise MediaTooLargeError("media", limit=limit)


def _measured(path: Path) -> tuple[int, str]:
    return path.stat().st_size, digest_of(path)
