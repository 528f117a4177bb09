"""The end of a send: row and event in one commit, then whoever listens."""

from __future__ import annotations

from collections.abc import Callable

from openwa_core.services.live_session import LiveSession
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.errors import GatewayError, ServiceUnavailableError
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import MessageKey
from openwa_hookspecs.models.messages import MessageState, OutgoingRow, SentMessage
from openwa_hookspecs.models.sent import as_sent
from openwa_hookspecs.storage import SendEnd

__all__ = ["SendEnds", "is_unknown"]

_RETRY_S = 0.5
_SETTLED_KEPT = 4096


class SendEnds:
    """Ends of one session's sends."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self._live = live
        self._parts = parts
        self._settled: dict[MessageKey, None] = {}
        """Keys whose outcome needs no correction, the newest of them: saves asking the storage."""

    async def sent(self, row: OutgoingRow, sent: SentMessage, give_up: Callable[[], None]) -> bool:
        """WhatsApp has the message. See `failed`."""
        self._settle(row.key)
        message = as_sent(row.message, sent, sender=self._live.own_id)
        event = self._parts.events.message_sent(self._live.id, message)
        written = await self._write(row, SendEnd(state=MessageState.SENT, sent=sent), event, give_up)
        if written:
            self._parts.notifier.post("after_send", session_id=self._live.id, message=row.message, sent=sent)
        return written

    async def failed(self, row: OutgoingRow, error: GatewayError, give_up: Callable[[], None]) -> bool:
        """The message was not sent, or its outcome is unknown. False when somebody else settles the row.

        `give_up` is called when the storage is away for so long that the caller should be told; the end is
        written once it is back all the same.
        """
        event = self._parts.events.message_failed(
            self._live.id, row.message.chat_id, row.message_id, code=error.code, details=error.details
        )
        end = SendEnd(
            state=MessageState.UNKNOWN if is_unknown(error) else MessageState.FAILED,
            error_code=error.code,
            error_message=error.message,
        )
        written = await self._write(row, end, event, give_up)
        self._parts.notifier.post("send_failed", session_id=self._live.id, message=row.message, error=error)
        return written

    def is_settled(self, key: MessageKey) -> bool:
        """Whether the key is known to need no correction."""
        return key in self._settled

    async def turned_up(self, key: MessageKey) -> None:
        """WhatsApp showed the message: if it was reported as unknown, it was sent after all."""
        row = await self._parts.storage.messages.outgoing(self._live.id, key)
        if row is not None and row.state is MessageState.UNKNOWN:
            await self.sent(row, self.shown(row), _go_on)
        elif row is None or row.state is MessageState.SENT:
            self._settle(key)

    def shown(self, row: OutgoingRow) -> SentMessage:
        """What is known of a message that WhatsApp showed before the engine answered."""
        now = int(self._parts.clock.now().timestamp())
        return SentMessage(message_id=row.message_id, wa_timestamp=now)

    def _settle(self, key: MessageKey) -> None:
        if len(self._settled) >= _SETTLED_KEPT:
            self._settled.pop(next(iter(self._settled)))
        self._settled[key] = None

    async def _write(self, row: OutgoingRow, end: SendEnd, event: Event, give_up: Callable[[], None]) -> bool:
        events = await self._parts.publisher.prepare(event)
        deadline = self._parts.clock.monotonic() + self._parts.settings.settle_timeout_s
        while True:
            try:
                written = await self._parts.storage.messages.end_outgoing(
                    self._live.id, row.key, epoch=self._live.record.epoch, end=end, events=events
                )
                return written or await self._is_moot(row, end)
            except ServiceUnavailableError:
                if self._parts.clock.monotonic() >= deadline:
                    give_up()
                await self._parts.clock.sleep(_RETRY_S)

    async def _is_moot(self, row: OutgoingRow, end: SendEnd) -> bool:
        """Written before by a commit whose answer was lost, or removed with the session."""
        now = await self._parts.storage.messages.outgoing(self._live.id, row.key)
        return now is None or now.state is end.state


def is_unknown(error: GatewayError) -> bool:
    """Whether the error says that the message may have been sent."""
    return error.details.get("outcome") == "unknown"


def _go_on() -> None:
    """Nobody waits."""
