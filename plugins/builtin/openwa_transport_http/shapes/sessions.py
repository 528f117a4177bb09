"""Sessions on the wire."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus
from openwa_transport_http.fields import BoundedInt, EngineName, Phone, RequestModel, SessionName

__all__ = [
    "CapabilitiesView",
    "CreateSession",
    "CreatedSessionView",
    "DoneView",
    "PairingCodeView",
    "QrView",
    "RequestPairingCode",
    "SessionPage",
    "SessionView",
    "StatusName",
    "StatusReasonView",
    "created_session_view",
    "session_view",
]


StatusName: TypeAlias = Literal[
    "INITIALIZING", "SCAN_QR", "CONNECTING", "CONNECTED", "DISCONNECTED", "FAILED"
]


class CreateSession(RequestModel):
    """`POST /api/sessions`."""

    name: SessionName = Field(description="3 to 50 of `A-Z a-z 0-9 _ -`; no other session has it")
    engine: EngineName | None = Field(
        default=None, description="an engine of the configuration; the first one when it is left out"
    )
    webhook: object | None = Field(
        default=None, description="answers 501 until webhooks come; nothing is created then"
    )


class SessionPage(RequestModel):
    """`GET /api/sessions`."""

    status: StatusName | None = Field(default=None, description="only sessions of this status")
    page: BoundedInt = Field(default=1, ge=1, le=1_000_000, description="counted from 1")
    limit: BoundedInt = Field(default=20, ge=1, le=1000, description="sessions a page, at most 1000")


class RequestPairingCode(RequestModel):
    """`POST /api/sessions/{sessionId}/pairing-code`."""

    phone: Phone = Field(description="the number of the phone to link, international, digits")


class StatusReasonView(TypedDict):
    """Why a session is not connected."""

    code: str
    message: str


class SessionView(TypedDict):
    """A session; what is not known (yet) is null."""

    id: str
    name: str
    engine: str
    status: str
    statusReason: StatusReasonView | None
    phoneNumber: str | None
    pushName: str | None
    platform: str | None
    connectedAt: str | None
    createdAt: str
    lid: NotRequired[str]


class CreatedSessionView(SessionView):
    """The answer to create: there is no code yet."""

    qr: None


class QrView(TypedDict):
    """The code to scan, as text and as a PNG in a data URL."""

    code: str
    image: str


class PairingCodeView(TypedDict):
    """The code to type on the phone."""

    code: str
    expiresAt: str


class CapabilitiesView(TypedDict):
    """What the session's engine can do."""

    engine: str
    capabilities: list[str]


class DoneView(TypedDict):
    """Said when there is nothing else to show."""

    message: str


def session_view(record: SessionRecord) -> SessionView:
    """A session for callers."""
    view = SessionView(
        id=record.id,
        name=record.name,
        engine=record.engine,
        status=record.status.api,
        statusReason=_reason(record),
        phoneNumber=record.phone_number,
        pushName=record.push_name,
        platform=record.platform,
        connectedAt=timestamp(record.connected_at) if record.connected_at else None,
        createdAt=timestamp(record.created_at),
    )
    if record.lid is not None:
        view["lid"] = record.lid
    return view


def created_session_view(record: SessionRecord) -> CreatedSessionView:
    """A session that was created just now."""
    return CreatedSessionView(**session_view(record), qr=None)


def _reason(record: SessionRecord) -> StatusReasonView | None:
    if record.reason is None or record.status is SessionStatus.READY:
        return None
    return StatusReasonView(
        code=record.reason.error_code.value, message=record.detail or record.reason.value.replace("_", " ")
    )
