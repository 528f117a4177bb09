"""The end of a send: row and event in one commit, then whoever listens."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.errors import GatewayError, SendFailedError, ServiceUnavailableError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import ChatId, MessageKey
from openwa_hookspecs.models.messages import Ack, Message, MessageState, OutgoingRow, SentMessage
from openwa_hookspecs.storage import SendEnd

__all__ = ["SendEnds"]

_RETRY_S = 0.5
_UNKNOWNS_KEPT = 1000


class SendEnds:
    """Ends of one session's sends."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self._live = live
        self._parts = parts
        self._unknown: dict[MessageKey, OutgoingRow] = {}

    async def sent(self, row: OutgoingRow, sent: SentMessage) -> None:
        """WhatsApp has the message. Raises `SendFailedError` when that cannot be written down."""
        event = self._parts.events.message_sent(self._live.id, self._as_message(row, sent))
        if not await self._write(row, SendEnd(state=MessageState.SENT, sent=sent), event):
            raise SendFailedError(
                "The message was handed over, but could not be recorded",
                outcome="unknown",
                messageId=row.message_id,
            )
        self._parts.notifier.post("after_send", session_id=self._live.id, message=row.message, sent=sent)

    async def failed(self, row: OutgoingRow, error: GatewayError) -> None:
        """The message was not sent, or its outcome is unknown."""
        unknown = error.details.get("outcome") == "unknown"
        if unknown:
            self._remember(row)
        event = self._parts.events.message_failed(
            self._live.id, row.message.chat_id, row.message_id, code=error.code, details=error.details
        )
        end = SendEnd(
            state=MessageState.UNKNOWN if unknown else MessageState.FAILED,
            error_code=error.code,
            error_message=error.message,
        )
        await self._write(row, end, event)
        self._parts.notifier.post("send_failed", session_id=self._live.id, message=row.message, error=error)

    def late_success(self, key: MessageKey) -> Coroutine[Any, Any, None] | None:
        """The work that corrects an unknown outcome to sent; None when the key is not of that kind."""
        row = self._unknown.pop(key, None)
        if row is None:
            return None
        now = int(self._parts.clock.now().timestamp())
        return self.sent(row, SentMessage(message_id=row.message_id, wa_timestamp=now))

    def _remember(self, row: OutgoingRow) -> None:
        if len(self._unknown) >= _UNKNOWNS_KEPT:
            self._unknown.pop(next(iter(self._unknown)))
        self._unknown[row.key] = row

    async def _write(self, row: OutgoingRow, end: SendEnd, event: Event) -> bool:
        """Until the storage takes it or the time is up; the next start settles a row that is left in
        `sending`."""
        events = await self._parts.publisher.prepare(event)
        deadline = self._parts.clock.monotonic() + self._parts.settings.settle_timeout_s
        while True:
            try:
                return await self._parts.storage.messages.end_outgoing(
                    self._live.id, row.key, epoch=self._live.record.epoch, end=end, events=events
                )
            except ServiceUnavailableError:
                if self._parts.clock.monotonic() >= deadline:
                    self._parts.log.error("send end not recorded", session=self._live.id, key=row.key)
                    return False
                await self._parts.clock.sleep(_RETRY_S)

    def _as_message(self, row: OutgoingRow, sent: SentMessage) -> Message:
        return Message(
            id=sent.message_id,
            chat_id=row.message.chat_id,
            sender=ChatId(f"{self._live.record.phone_number}@c.us"),
            recipient=row.message.chat_id,
            from_me=True,
            type="chat",
            body=row.message.content.text,
            wa_timestamp=sent.wa_timestamp,
            ack=max(sent.ack, Ack.SENT),
            quoted_message_id=row.message.quoted_message_id,
            mentioned_ids=row.message.mentioned_ids,
        )
