"""What can be asked of a connected session."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from openwa_engine_playwright.faults import PageAnswerError, PageFault, PageGoneError
from openwa_engine_playwright.life import Life, Shared
from openwa_engine_playwright.messages import ack_of, as_message
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.refusals import not_ready, send_refusal
from openwa_engine_playwright.visit import Visit
from openwa_engine_playwright.wire import Found, Nothing, PageCode, SendAnswer
from openwa_hookspecs.engine import Capability, LookupResult
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    OutcomeUnknownError,
    SendFailedError,
    ServiceUnavailableError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.content import Text, type_of
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import PairingCode, SessionStatus

__all__ = ["Calls"]

_CODE_LIVES: Final = timedelta(seconds=180)
"""wa-js lets a pairing code run out after 3¼ minutes; the rest is for the way to the phone's owner."""

_UNKNOWN: Final = LookupResult(outcome=SendOutcome.UNKNOWN)


class Calls:
    """Calls into the page of the browser that runs now; sends one at a time, in order."""

    def __init__(self, session_id: SessionId, life: Life, shared: Shared) -> None:
        self._session_id = session_id
        self._life = life
        self._log = shared.context.log
        self._clock = shared.context.clock
        self._timeouts = shared.config.timeouts
        self._sends = asyncio.Lock()

    async def send(self, message: OutboundMessage, key: MessageKey) -> SentMessage:
        """See `Engine.send`."""
        if not isinstance(message.content, Text):
            raise CapabilityNotSupportedError("playwright", type_of(message.content))
        async with self._sends:
            page = self._page(SessionStatus.READY, Capability.SEND_TEXT)
            try:
                answer = await page.ask(
                    SendAnswer.model_validate,
                    "send",
                    limit_s=self._timeouts.send_s,
                    to=message.chat_id,
                    key=key,
                    text=message.content.text,
                    quoted=message.quoted_message_id,
                    mentioned=message.mentioned_ids,
                )
            except PageFault as error:
                raise OutcomeUnknownError(str(error)) from error
            except PageAnswerError as error:
                raise send_refusal(error, self._session_id, message) from error
        return _sent(answer)

    async def lookup(self, key: MessageKey, chat_id: ChatId) -> LookupResult:
        """See `Engine.lookup`."""
        if self._life.reporter.status.status is not SessionStatus.READY or self._life.visit is None:
            return _UNKNOWN
        try:
            answer = await self._life.visit.page.ask(
                SendAnswer.model_validate, "lookup", limit_s=self._timeouts.evaluate_s, to=chat_id, key=key
            )
            if answer.outcome == "absent":
                return LookupResult(outcome=SendOutcome.ABSENT)
            return LookupResult(outcome=SendOutcome.SENT, sent=_sent(answer))
        except (PageFault, PageAnswerError, OutcomeUnknownError):
            return _UNKNOWN

    async def history(self, chat_id: ChatId, *, limit: int, before: MessageId | None) -> Sequence[Message]:
        """See `SupportsHistory.history`."""
        page = self._page(SessionStatus.READY, Capability.HISTORY)
        try:
            found = await page.ask(
                Found.model_validate,
                "history",
                limit_s=self._timeouts.evaluate_s,
                chat=chat_id,
                limit=limit,
                before=before,
            )
        except PageAnswerError:
            return ()
        except PageFault as error:
            raise ServiceUnavailableError(f"WhatsApp Web did not answer: {error}") from error
        messages = [message for message in map(as_message, found.messages) if message is not None]
        return sorted(reversed(messages), key=lambda message: message.wa_timestamp, reverse=True)[:limit]

    async def pairing_code(self, phone: str) -> PairingCode:
        """See `SupportsPairingCode.pairing_code`."""
        page = self._page(SessionStatus.QR_READY)
        asked_at = self._clock.now()
        try:
            answer = await page.ask(
                PageCode.model_validate, "pairingCode", limit_s=self._timeouts.evaluate_s, phone=phone
            )
        except (PageFault, PageAnswerError) as error:
            raise ServiceUnavailableError(f"WhatsApp gave no pairing code: {error}") from error
        return PairingCode(code=answer.code, expires_at=asked_at + _CODE_LIVES)

    async def log_out(self) -> bool:
        """End the link, where there is one. False when WhatsApp was asked and did not confirm it."""
        if self._life.reporter.status.status in (SessionStatus.INITIALIZING, SessionStatus.QR_READY):
            return True
        try:
            await self._end_link(self._visit(SessionStatus.READY))
        except SessionNotReadyError as error:
            self._warn_still_linked(error)
        except (PageFault, PageAnswerError) as error:
            self._warn_still_linked(error)
            return False
        return True

    def _warn_still_linked(self, error: Exception) -> None:
        self._log.warning(
            "link not ended: the phone still lists the device", session=self._session_id, error=str(error)
        )

    async def _end_link(self, visit: Visit) -> None:
        try:
            await visit.page.ask(Nothing.model_validate, "logOut", limit_s=self._timeouts.logout_s)
        except PageGoneError:
            # The link's end is told before the call is answered, and with it the browser goes.
            if not visit.is_unlinked:
                raise

    def _page(self, wanted: SessionStatus, needs: Capability | None = None) -> WhatsAppPage:
        visit = self._visit(wanted)
        if needs in visit.lacks:
            raise CapabilityNotSupportedError("playwright", needs)
        return visit.page

    def _visit(self, wanted: SessionStatus) -> Visit:
        status = self._life.reporter.status
        if status.status is not wanted or self._life.visit is None:
            raise not_ready(self._session_id, status)
        return self._life.visit


def _sent(answer: SendAnswer) -> SentMessage:
    """Raises `SendFailedError` when WhatsApp refused it, `OutcomeUnknownError` when it cannot be told."""
    if answer.outcome == "refused":
        raise SendFailedError("WhatsApp refused the message", reason=answer.reason)
    if answer.outcome != "sent" or answer.id is None or answer.t is None:
        raise OutcomeUnknownError(answer.reason or "the page does not know")
    return SentMessage(
        message_id=MessageId(answer.id), wa_timestamp=int(answer.t), ack=ack_of(answer.ack or 1)
    )
