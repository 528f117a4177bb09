"""Handing one message to the engine until its outcome is known: the only place that may send again."""

from __future__ import annotations

from openwa_core.services.engine_call import EngineBrokeOffError, ask
from openwa_core.services.live_session import LiveSession
from openwa_core.services.media.locating import located
from openwa_core.services.parts import ServiceParts
from openwa_hookspecs.engine import Capability, LookupResult
from openwa_hookspecs.errors import GatewayError, OutcomeUnknownError, SendFailedError
from openwa_hookspecs.models.messages import OutgoingRow, SendOutcome, SentMessage

__all__ = ["Delivery", "unknown_outcome"]

_POLL_S = 0.5
_LOOKUP_TIMEOUT_S = 10.0
_UNKNOWN = LookupResult(outcome=SendOutcome.UNKNOWN)


class Delivery:
    """For the rows of one session that are in `sending`."""

    def __init__(self, live: LiveSession, parts: ServiceParts) -> None:
        self._live = live
        self._parts = parts

    async def deliver(self, row: OutgoingRow, *, handed_over: bool) -> SentMessage:
        """Send the row's message; `handed_over` rows may have been sent already and are looked up first.

        Raises a `GatewayError` when it was certainly not sent, `SendFailedError` with `details.outcome`
        `unknown` when that cannot be told, and `OutcomeUnknownError` when it could be told later, once the
        session is connected again.
        """
        if not handed_over and (sent := await self._try_send(row)) is not None:
            return sent
        return await self._settle(row)

    async def _try_send(self, row: OutgoingRow) -> SentMessage | None:
        """None: the outcome is open."""
        try:
            message = await located(row.message, self._parts.media)
            answer = self._live.engine.send(self._live.id, message, row.key)
            return await ask(answer, timeout_s=self._parts.settings.send_limit_s(row.message.content))
        except (TimeoutError, EngineBrokeOffError, OutcomeUnknownError) as error:
            self._parts.log.warning("send outcome open", session=self._live.id, key=row.key, error=str(error))
        except GatewayError:
            raise
        except Exception:  # supervisor: an engine's fault says nothing about the message
            self._parts.log.exception("engine failed in send", session=self._live.id, key=row.key)
        return None

    async def _settle(self, row: OutgoingRow) -> SentMessage:
        clock = self._parts.clock
        deadline = clock.monotonic() + self._parts.settings.settle_timeout_s
        while self._can_look_up() and (left := deadline - clock.monotonic()) > 0:
            if not await self._live.wait_ready(left):
                raise OutcomeUnknownError("the session was not connected in time")
            found = await self._lookup(row)
            if found.sent is not None:
                return found.sent
            if found.outcome is SendOutcome.ABSENT and (sent := await self._send_again(row)) is not None:
                return sent
            await clock.sleep(_POLL_S)
        raise unknown_outcome(row)

    async def _send_again(self, row: OutgoingRow) -> SentMessage | None:
        epoch = self._live.record.epoch
        if not await self._parts.storage.messages.claim_outgoing(self._live.id, row.key, epoch=epoch):
            raise SendFailedError("The session has moved to another gateway", outcome="unknown")
        self._parts.log.info("message is sent again under its id", session=self._live.id, key=row.key)
        return await self._try_send(row)

    def _can_look_up(self) -> bool:
        return Capability.LOOKUP in self._live.engine.capabilities

    async def _lookup(self, row: OutgoingRow) -> LookupResult:
        try:
            answer = self._live.engine.lookup(self._live.id, row.key, row.message.chat_id)
            return await ask(answer, timeout_s=_LOOKUP_TIMEOUT_S)
        except (TimeoutError, EngineBrokeOffError, GatewayError, OutcomeUnknownError):
            return _UNKNOWN
        except Exception:  # supervisor: as above
            self._parts.log.exception("engine failed in lookup", session=self._live.id, key=row.key)
            return _UNKNOWN


def unknown_outcome(row: OutgoingRow) -> SendFailedError:
    """What a caller is told whose message may have been sent, or may be."""
    return SendFailedError(
        "Whether WhatsApp has the message cannot be told", outcome="unknown", messageId=row.message_id
    )
