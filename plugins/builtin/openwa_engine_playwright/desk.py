"""The way to the page of a session: is it connected, can it do this, and what is made of its refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from openwa_engine_playwright.faults import PageAnswerError, PageFault
from openwa_engine_playwright.life import Life, Shared
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.refusals import About, not_ready, refusal
from openwa_engine_playwright.visit import Visit
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import CapabilityNotSupportedError, JsonValue, ServiceUnavailableError
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["AtDesks", "Desk"]

Value = TypeVar("Value")


class Desk:
    """Asks the page of the browser that runs now."""

    def __init__(self, session_id: SessionId, life: Life, shared: Shared) -> None:
        self.session_id = session_id
        self.timeouts = shared.config.timeouts
        self._life = life

    async def ask(
        self,
        read: Callable[[object], Value],
        name: str,
        *,
        needs: Capability,
        about: About | None = None,
        **arguments: JsonValue,
    ) -> Value:
        """Call `name` in the page of a connected session. Raises `GatewayError`s alone; after
        `ServiceUnavailableError` the call may have been carried out."""
        page = self.page(needs)
        try:
            return await page.ask(read, name, limit_s=self.timeouts.evaluate_s, **arguments)
        except PageAnswerError as error:
            raise refusal(error, self.session_id, about or About()) from error
        except PageFault as error:
            raise ServiceUnavailableError(f"WhatsApp Web did not answer: {error}") from error

    def page(self, needs: Capability | None, wanted: SessionStatus = SessionStatus.READY) -> WhatsAppPage:
        """The page, if the session is in the status that is wanted and WhatsApp has what is needed. Raises
        `SessionNotReadyError`, `CapabilityNotSupportedError`."""
        visit = self.visit(wanted)
        if needs in visit.lacks:
            raise CapabilityNotSupportedError("playwright", needs)
        return visit.page

    def window(self) -> WhatsAppPage:
        """The page in any state. Raises `SessionNotReadyError` when no browser runs."""
        if self._life.visit is None:
            raise not_ready(self.session_id, self._life.reporter.status)
        return self._life.visit.page

    def visit(self, wanted: SessionStatus) -> Visit:
        """The browser that runs now. Raises `SessionNotReadyError`."""
        status = self._life.reporter.status
        if status.status is not wanted or self._life.visit is None:
            raise not_ready(self.session_id, status)
        return self._life.visit


class AtDesks:
    """What the abilities of the engine have in common: they find the desk of a session."""

    def desk(self, session_id: SessionId) -> Desk:
        """Raises `SessionNotFoundError`."""
        raise NotImplementedError
