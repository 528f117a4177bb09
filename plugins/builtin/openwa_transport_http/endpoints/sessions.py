"""Sessions: create, link, run, end."""

from __future__ import annotations

from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.sessions import SessionStatus
from openwa_transport_http.call import Call, File
from openwa_transport_http.shapes.pages import shown_page
from openwa_transport_http.shapes.sessions import (
    CapabilitiesView,
    CreatedSessionView,
    CreateSession,
    DoneView,
    PairingCodeView,
    QrView,
    RequestPairingCode,
    SessionPage,
    SessionView,
    created_session_view,
    session_view,
)

__all__ = [
    "create_session",
    "delete_session",
    "get_session",
    "get_session_capabilities",
    "get_session_qr",
    "get_session_screenshot",
    "list_sessions",
    "logout_session",
    "request_pairing_code",
    "restart_session",
    "start_session",
    "stop_session",
]


async def create_session(call: Call, body: CreateSession) -> CreatedSessionView:
    """Create a session and start it; its engine boots in the background."""
    return created_session_view(await call.gateway.sessions.create(call.caller, body.new()))


async def list_sessions(call: Call, query: SessionPage) -> Page[SessionView]:
    """The sessions that the key may see, oldest first."""
    status = None if query.status is None else SessionStatus.from_api(query.status)
    page = await call.gateway.sessions.page(call.caller, status=status, number=query.page, limit=query.limit)
    return shown_page(page, session_view)


async def get_session(call: Call, session_id: SessionId) -> SessionView:
    """One session, with the reason when it is not connected."""
    return session_view(await call.gateway.sessions.get(call.caller, session_id))


async def get_session_qr(call: Call, session_id: SessionId) -> QrView:
    """The QR code to scan now."""
    shown = await call.gateway.sessions.qr(call.caller, session_id)
    return QrView(code=shown.code, image=shown.image)


async def start_session(call: Call, session_id: SessionId) -> SessionView:
    """Run a stopped session; one that runs stays as it is."""
    return session_view(await call.gateway.sessions.start(call.caller, session_id))


async def stop_session(call: Call, session_id: SessionId) -> SessionView:
    """Free the session's engine and keep its link: start needs no scan."""
    return session_view(await call.gateway.sessions.stop(call.caller, session_id))


async def restart_session(call: Call, session_id: SessionId) -> SessionView:
    """Stop and start."""
    return session_view(await call.gateway.sessions.restart(call.caller, session_id))


async def logout_session(call: Call, session_id: SessionId) -> DoneView:
    """Unlink the device from the WhatsApp account."""
    await call.gateway.sessions.logout(call.caller, session_id)
    return DoneView(message="Session logged out successfully")


async def delete_session(call: Call, session_id: SessionId) -> DoneView:
    """End a session and remove it with its messages."""
    await call.gateway.sessions.delete(call.caller, session_id)
    return DoneView(message="Session deleted successfully")


async def request_pairing_code(
    call: Call, session_id: SessionId, body: RequestPairingCode
) -> PairingCodeView:
    """A code to type on the phone instead of scanning."""
    pairing = await call.gateway.sessions.pairing_code(call.caller, session_id, body.phone)
    return PairingCodeView(code=pairing.code, expiresAt=timestamp(pairing.expires_at))


async def get_session_capabilities(call: Call, session_id: SessionId) -> CapabilitiesView:
    """What the session's engine can do; the rest answers 501."""
    record, capabilities = await call.gateway.sessions.capabilities(call.caller, session_id)
    return CapabilitiesView(
        engine=record.engine, capabilities=sorted(capability.value for capability in capabilities)
    )


async def get_session_screenshot(call: Call, session_id: SessionId) -> File:
    """What the engine's window shows now, as a PNG; only engines with a browser have one."""
    picture = await call.gateway.sessions.screenshot(call.caller, session_id)
    return File(content=picture, media_type="image/png")
