"""`MessageApi.media`: the file of a message, from the store, or from WhatsApp first."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from openwa_core.services.media.fetcher import MediaFetcher, is_final
from openwa_core.services.parts import ServiceParts
from openwa_core.services.roles import require
from openwa_core.services.session_control import SessionControl
from openwa_core.services.session_table import SessionTable
from openwa_hookspecs.errors import GatewayError, MediaNotFoundError, ServiceUnavailableError
from openwa_hookspecs.gateway import MediaFile
from openwa_hookspecs.models.ids import MessageId, SessionId, chat_of, is_chat_id
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import MediaFacts, MediaState

__all__ = ["MessageFiles"]

_UNKNOWN_TYPE: Final = "application/octet-stream"


class MessageFiles:
    """Gives out files of messages."""

    def __init__(self, table: SessionTable, parts: ServiceParts, fetcher: MediaFetcher) -> None:
        self._table = table
        self._parts = parts
        self._fetcher = fetcher

    async def media(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> MediaFile:
        """See `openwa_hookspecs.gateway.MessageApi.media`."""
        require(principal, Role.VIEWER)
        control = self._table.find(principal, session_id)
        row = await self._parts.storage.media.get(session_id, message_id)
        if row is not None and (file := await self._open(row)) is not None:
            return file
        if row is None:
            row = await self._row_of(session_id, message_id)
        fetched = await self._fetch(control, replace(row, message_id=message_id))
        file = await self._open(fetched)
        if file is None:
            raise MediaNotFoundError(message_id)
        return file

    async def _open(self, row: MediaRow) -> MediaFile | None:
        """None when it is not in the store; a row that thinks so is mended."""
        if row.facts.state is not MediaState.STORED or row.name is None:
            return None
        try:
            path = await self._parts.media.open(row.name)
            size = path.stat().st_size
        except FileNotFoundError:
            await self._parts.storage.media.forget([row.name])
            return None
        except OSError as error:
            raise ServiceUnavailableError("The media store cannot be read now") from error
        return MediaFile(
            path=path,
            mimetype=row.facts.mimetype,
            size=size,
            digest=row.digest or "",
            filename=row.facts.filename,
        )

    async def _row_of(self, session_id: SessionId, message_id: MessageId) -> MediaRow:
        """For a message that the store has no row for: WhatsApp may have its file all the same."""
        message = await self._parts.storage.messages.get(session_id, message_id)
        if message is not None and not message.has_media:
            raise MediaNotFoundError(message_id)
        chat_id = message.chat_id if message else chat_of(message_id)
        if not is_chat_id(chat_id):
            raise MediaNotFoundError(message_id)
        return MediaRow(
            session_id=session_id,
            message_id=message_id,
            chat_id=chat_id,
            facts=MediaFacts(mimetype=_UNKNOWN_TYPE),
        )

    async def _fetch(self, control: SessionControl, row: MediaRow) -> MediaRow:
        self._table.require_open()
        control.require_owned()
        try:
            return await self._fetcher.fetch(control.live, row)
        except GatewayError as error:
            if is_final(error) and row.facts.mimetype != _UNKNOWN_TYPE:
                await self._fetcher.note(control.live, row, error, None)
            raise
