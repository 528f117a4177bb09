"""From a caller's source to a file in the media store, checked on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from openwa_core.services.media.inspection import Inspected, digest_of, inspect
from openwa_core.services.media.kinds import KINDS
from openwa_core.services.media.orphans import drop_orphan
from openwa_core.services.media.receiving import CallersSource, Received, Receiver, field_of
from openwa_core.services.media.turnstile import Turnstile
from openwa_core.services.media.voice import VOICE_TYPE, Converted, VoiceConverter
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.errors import GatewayError, MediaTooLargeError, ServiceUnavailableError
from openwa_hookspecs.http import HttpClient
from openwa_hookspecs.models.content import Attachment, MediaKind, StoredFile
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["MediaIntake"]

_AT_ONCE = 8
_WAITING = 64


class MediaIntake:
    """Takes files in, a few at once."""

    def __init__(
        self, parts: ServiceParts, http: HttpClient, converter: VoiceConverter | None = None
    ) -> None:
        self._parts = parts
        self._store = parts.media
        self._receiver = Receiver(parts.media, http, limit_s=parts.settings.media_limit_s)
        self._converter = converter or VoiceConverter()
        self._door = Turnstile(
            at_once=_AT_ONCE, waiting=_WAITING, refusal="Too many files are being taken in"
        )
        self._held: set[str] = set()

    @property
    def held(self) -> Collection[str]:
        """Names of files whose message may not be on record yet."""
        return self._held

    def hold(self, name: str) -> None:
        """Keep a file that messages will have which are not on record yet."""
        self._held.add(name)

    def let_go(self, name: str) -> None:
        """Undo `hold`."""
        self._held.discard(name)

    @asynccontextmanager
    async def taken_in(self, message: OutboundMessage) -> AsyncIterator[OutboundMessage]:
        """The message with its file in the store. If the block ends in a `GatewayError` and no message on
        record has the file, it is removed again. Raises the MESSAGE_MEDIA_ errors, and
        `CapabilityNotSupportedError` for a voice note that cannot be made here."""
        content = message.content
        if not isinstance(content, Attachment) or isinstance(content.source, StoredFile):
            yield message
            return
        taken = await self._take_in(content, content.source)
        name = taken.file.name
        self._held.add(name)
        try:
            yield replace(message, content=taken)
        except GatewayError:
            await drop_orphan(self._parts, name)
            raise
        finally:
            self._held.discard(name)

    async def _take_in(self, attachment: Attachment, source: CallersSource) -> Attachment:
        field = field_of(source, attachment.kind.value)
        is_voice = attachment.ptt and attachment.kind is MediaKind.AUDIO
        if is_voice:
            self._converter.require()
        try:
            async with self._door.passed():
                received = await self._receiver.receive(
                    source, field, max_bytes=KINDS[attachment.kind].max_bytes
                )
                try:
                    return await self._kept(attachment, received, field, is_voice=is_voice)
                finally:
                    received.path.unlink(missing_ok=True)
        except OSError as error:
            self._parts.log.warning("media store refuses a file", error=error.strerror)
            raise ServiceUnavailableError("The media store cannot take the file now") from error

    async def _kept(
        self, attachment: Attachment, received: Received, field: str, *, is_voice: bool
    ) -> Attachment:
        declared = [word for word in (attachment.mimetype, received.declared) if word is not None]
        filename = attachment.filename or received.filename
        found = await asyncio.to_thread(
            inspect, received.path, attachment.kind, field, declared=declared, filename=filename
        )
        if is_voice:
            file = await self._put_voice(received.path, found, field)
        else:
            file = await self._put(received.path, found)
        named = filename if attachment.kind is MediaKind.DOCUMENT else attachment.filename
        return replace(attachment, source=file, filename=named)

    async def _put_voice(self, source: Path, found: Inspected, field: str) -> StoredFile:
        target = await self._store.scratch()
        try:
            note = await self._converter.convert(source, target, found.mimetype, field)
            size = target.stat().st_size
            if size > KINDS[MediaKind.AUDIO].max_bytes:
                raise MediaTooLargeError(field, limit=KINDS[MediaKind.AUDIO].max_bytes)
            digest = await asyncio.to_thread(digest_of, target)
            converted = Inspected(mimetype=VOICE_TYPE, size=size, digest=digest)
            return await self._put(target, converted, note)
        finally:
            target.unlink(missing_ok=True)

    async def _put(self, path: Path, found: Inspected, note: Converted | None = None) -> StoredFile:
        name = await self._store.put(path, mimetype=found.mimetype)
        return StoredFile(
            name=name,
            mimetype=found.mimetype,
            size=found.size,
            digest=found.digest,
            width=found.pixels.width if found.pixels else None,
            height=found.pixels.height if found.pixels else None,
            duration_s=note.duration_s if note else None,
            waveform=note.waveform if note else None,
        )
