"""What a transport may do with sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.gateway.webhooks import NewWebhook
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import PairingCode, Proxy, SessionRecord, SessionStatus

__all__ = ["NewSession", "QrImage", "SessionApi"]


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """A session to create; `engine` None means the first one of the YAML."""

    name: str
    engine: str | None = None
    config: Mapping[str, JsonValue] = field(default_factory=dict)
    """The engine's settings for this session alone."""
    proxy: Proxy | None = field(default=None, repr=False)
    webhook: NewWebhook | None = None
    """Its first webhook; there is no session without it then."""


@dataclass(frozen=True, kw_only=True)
class QrImage:
    """The QR code as text and as a PNG in a data URL."""

    code: str
    image: str


class SessionApi(Protocol):
    """Sessions. All methods raise `SessionNotFoundError` for a session that is missing or outside the
    caller's scope."""

    async def create(self, principal: Principal, new: NewSession) -> SessionRecord:
        """Create and start; answers at once with INITIALIZING. Raises `SessionExistsError`,
        `SessionLimitReachedError`, `ValidationFailedError` (an engine that the YAML does not name), and what
        `WebhookApi.create` raises, with `webhook.` before the paths."""
        ...

    async def page(
        self, principal: Principal, *, status: SessionStatus | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        """The caller's sessions, oldest first."""
        ...

    async def get(self, principal: Principal, session_id: SessionId) -> SessionRecord: ...

    async def qr(self, principal: Principal, session_id: SessionId) -> QrImage:
        """The code to scan now. Raises `SessionNotReadyError` with the code that fits when none is shown."""
        ...

    async def start(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        """Run a stopped session; one that runs stays as it is."""
        ...

    async def stop(self, principal: Principal, session_id: SessionId) -> SessionRecord:
        """Free the engine, keep the credentials: `start` needs no scan."""
        ...

    async def restart(self, principal: Principal, session_id: SessionId) -> SessionRecord: ...

    async def logout(self, principal: Principal, session_id: SessionId) -> None:
        """Unlink the device from the account. Raises `SessionNotReadyError` (SESSION_LOGGED_OUT) when it is
        not linked."""
        ...

    async def delete(self, principal: Principal, session_id: SessionId) -> None:
        """End the session and remove it with its messages; its WhatsApp link is logged out when it is
        connected."""
        ...

    async def pairing_code(self, principal: Principal, session_id: SessionId, phone: str) -> PairingCode:
        """A code to type on the phone with that number (digits). Raises as `qr` does;
        `CapabilityNotSupportedError`."""
        ...

    async def capabilities(
        self, principal: Principal, session_id: SessionId
    ) -> tuple[SessionRecord, frozenset[Capability]]:
        """What the session's engine can do."""
        ...

    async def screenshot(self, principal: Principal, session_id: SessionId) -> bytes:
        """The engine's window as a PNG. Raises `CapabilityNotSupportedError`, `SessionNotReadyError`."""
        ...
