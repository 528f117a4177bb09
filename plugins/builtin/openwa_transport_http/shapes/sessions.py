"""Sessions on the wire."""

from __future__ import annotations

from typing import Annotated, Final, Literal, NotRequired, TypeAlias

from pydantic import Field, JsonValue
from typing_extensions import TypedDict

from openwa_hookspecs.gateway import NewSession
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.sessions import Proxy, SessionRecord, SessionStatus
from openwa_transport_http.constraints import AtMost, PlainText, Shape
from openwa_transport_http.fields import EngineName, PageQuery, Phone, RequestModel, SessionName
from openwa_transport_http.patterns import PROXY_SERVER
from openwa_transport_http.shapes.sending import example
from openwa_transport_http.shapes.webhooks import WebhookObject

__all__ = [
    "CapabilitiesView",
    "CreateSession",
    "CreatedSessionView",
    "DoneView",
    "PairingCodeView",
    "ProxyObject",
    "QrView",
    "RequestPairingCode",
    "SessionPage",
    "SessionView",
    "StatusName",
    "StatusReasonView",
    "created_session_view",
    "session_view",
]

_LONGEST_CREDENTIAL: Final = 256

StatusName: TypeAlias = Literal[
    "INITIALIZING", "SCAN_QR", "CONNECTING", "CONNECTED", "DISCONNECTED", "FAILED"
]


class ProxyObject(RequestModel):
    """The way of one session to WhatsApp."""

    server: Annotated[
        str, Shape(PROXY_SERVER, "expected a proxy such as http://proxy.example.com:8080 or socks5://…")
    ] = Field(description="`http://host:port`, `https://…` or `socks5://…`")
    username: Annotated[str, AtMost(_LONGEST_CREDENTIAL), PlainText()] | None = Field(default=None)
    password: Annotated[str, AtMost(_LONGEST_CREDENTIAL), PlainText()] | None = Field(
        default=None,
        repr=False,
        json_schema_extra={"format": "password", "writeOnly": True},
        description="stored encrypted, never shown again",
    )

    def proxy(self) -> Proxy:
        """The same as core wants it."""
        return Proxy(server=self.server, username=self.username, password=self.password)


class CreateSession(
    RequestModel,
    json_schema_extra=example(
        name="my-bot",
        webhook={
            "url": "https://your-server.com/webhook",
            "events": ["message.received", "message.sent"],
        },
    ),
):
    """`POST /api/sessions`."""

    name: SessionName = Field(description="3 to 50 of `A-Z a-z 0-9 _ -`; no other session has it")
    engine: EngineName | None = Field(
        default=None, description="an engine of the configuration; the first one when it is left out"
    )
    config: dict[str, JsonValue] = Field(
        default={}, description="settings of the engine for this session alone"
    )
    proxy: ProxyObject | None = Field(
        default=None, description="the proxy through which this session reaches WhatsApp"
    )
    webhook: WebhookObject | None = Field(
        default=None, description="its first webhook: what happens from the beginning is told to its URL"
    )

    def new(self) -> NewSession:
        """The same as core wants it."""
        proxy = None if self.proxy is None else self.proxy.proxy()
        webhook = None if self.webhook is None else self.webhook.new()
        return NewSession(
            name=self.name, engine=self.engine, config=self.config, proxy=proxy, webhook=webhook
        )


class SessionPage(PageQuery):
    """`GET /api/sessions`."""

    status: StatusName | None = Field(default=None, description="only sessions of this status")


class RequestPairingCode(RequestModel, json_schema_extra=example(phone="628123456789")):
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
