"""What can be asked of a connected session."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from openwa_engine_playwright.desk import Desk
from openwa_engine_playwright.faults import PageAnswerError, PageFault, PageGoneError
from openwa_engine_playwright.life import Life, Shared
from openwa_engine_playwright.messages import as_message
from openwa_engine_playwright.sends import Sends
from openwa_engine_playwright.visit import Visit
from openwa_engine_playwright.wire import Found, Nothing, PageCode
from openwa_hookspecs.engine import Capability, LookupResult
from openwa_hookspecs.errors import (
    ServiceUnavailableError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import Message, SendOutcome
from openwa_hookspecs.models.sessions import PairingCode, SessionStatus

__all__ = ["Calls"]

_CODE_LIVES: Final = timedelta(seconds=180)
"""wa-js lets a pairing code run out after 3¼ minutes; the rest is for the way to the phone's owner."""

_UNKNOWN: Final = LookupResult(outcome=SendOutcome.UNKNOWN)


class Calls:
    """What belongs to the link itself, and the ways to the rest."""

    def __init__(self, session_id: SessionId, life: Life, shared: Shared) -> None:
        self._session_id = session_id
        self._life = life
        self._log = shared.context.log
        self._clock = shared.context.clock
        self._timeouts = shared.config.timeouts
        self.desk = Desk(session_id, life, shared)
        self.sends = Sends(self.desk)

    async def history(self, chat_id: ChatId, *, limit: int, before: MessageId | None) -> Sequence[Message]:
        """See `SupportsHistory.history`."""
        page = self.desk.page(Capability.HISTORY)
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
        page = self.desk.page(None, SessionStatus.QR_READY)
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
            await self._end_link(self.desk.visit(SessionStatus.READY))
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
