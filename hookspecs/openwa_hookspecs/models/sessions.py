"""A session: one WhatsApp account that the gateway drives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from openwa_hookspecs.errors import ErrorCode, JsonValue
from openwa_hookspecs.models.changes import UNSET, Unset
from openwa_hookspecs.models.ids import SessionId

__all__ = [
    "Account",
    "PairingCode",
    "Proxy",
    "QrCode",
    "SessionChanges",
    "SessionRecord",
    "SessionStatus",
    "StatusReason",
]


class SessionStatus(StrEnum):
    """The internal status, as in the database and in logs; `api` is its name for callers (specification
    6.4.1)."""

    INITIALIZING = "initializing"
    QR_READY = "qr_ready"
    CONNECTING = "connecting"
    READY = "ready"
    DISCONNECTED = "disconnected"
    ERROR = "error"

    @property
    def api(self) -> str:
        """The name that REST, WebSocket and webhooks show."""
        return _API_NAMES[self]

    @classmethod
    def from_api(cls, name: str) -> SessionStatus:
        """The status behind a name that callers use; `KeyError` when there is none."""
        return _BY_API_NAME[name]


_API_NAMES = {
    SessionStatus.INITIALIZING: "INITIALIZING",
    SessionStatus.QR_READY: "SCAN_QR",
    SessionStatus.CONNECTING: "CONNECTING",
    SessionStatus.READY: "CONNECTED",
    SessionStatus.DISCONNECTED: "DISCONNECTED",
    SessionStatus.ERROR: "FAILED",
}
_BY_API_NAME = {name: status for status, name in _API_NAMES.items()}


class StatusReason(StrEnum):
    """Why a session is DISCONNECTED or FAILED, where the status alone does not say it."""

    STOPPED = "stopped"
    CONNECTION_LOST = "connection_lost"
    LOGGED_OUT = "logged_out"
    QR_EXPIRED = "qr_expired"
    CONFLICT = "conflict"
    BANNED = "banned"
    AUTH_FAILED = "auth_failed"
    ENGINE_FAILED = "engine_failed"

    @property
    def error_code(self) -> ErrorCode:
        """The code with which a request is refused that needs the session connected."""
        return _ERROR_CODES.get(self, ErrorCode.SESSION_DISCONNECTED)


_ERROR_CODES = {
    StatusReason.LOGGED_OUT: ErrorCode.SESSION_LOGGED_OUT,
    StatusReason.QR_EXPIRED: ErrorCode.SESSION_QR_EXPIRED,
    StatusReason.BANNED: ErrorCode.SESSION_BANNED,
    StatusReason.AUTH_FAILED: ErrorCode.SESSION_AUTH_FAILED,
    StatusReason.STOPPED: ErrorCode.SESSION_NOT_READY,
    StatusReason.ENGINE_FAILED: ErrorCode.SESSION_NOT_READY,
}


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who is linked: known once the session is CONNECTED."""

    phone_number: str
    """Digits of the international number, no plus sign."""
    push_name: str | None = None
    platform: str | None = None
    """The phone's own word, lower case: `android`, `iphone`, `smba`, …"""
    lid: str | None = None


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """The proxy through which one session reaches WhatsApp. `repr` shows no password."""

    server: str
    """`http://host:port`, `https://…` or `socks5://…`."""
    username: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """One row of `sessions`. `owner`, `epoch` and `lease_until` say which process may write it."""

    id: SessionId
    name: str
    engine: str
    """The name under which the YAML knows the engine (`use:` or `name:`)."""
    status: SessionStatus
    created_at: datetime
    reason: StatusReason | None = None
    detail: str | None = None
    """One sentence for the operator that explains `reason`; no secret, no address of a third party."""
    wanted: bool = True
    """Whether the session should be running: start and create set it; stop, logout and an expired QR clear
    it."""
    phone_number: str | None = None
    push_name: str | None = None
    platform: str | None = None
    lid: str | None = None
    connected_at: datetime | None = None
    owner: str | None = None
    epoch: int = 0
    """Grows by one with each claim; a write under an older epoch changes nothing."""
    lease_until: datetime | None = None
    config: Mapping[str, JsonValue] = field(default_factory=dict)
    """Settings of the engine for this session alone, as its caller gave them."""
    sealed_proxy: str | None = field(default=None, repr=False)
    """The proxy as it is stored: encrypted by core."""
    proxy: Proxy | None = field(default=None, repr=False)
    """In the clear; set only while an engine has the record."""


@dataclass(frozen=True, kw_only=True)
class SessionChanges:
    """What a guarded update writes; a member that is not given stays as it is."""

    status: SessionStatus | Unset = field(default=UNSET)
    reason: StatusReason | Unset | None = field(default=UNSET)
    detail: str | Unset | None = field(default=UNSET)
    wanted: bool | Unset = field(default=UNSET)
    phone_number: str | Unset | None = field(default=UNSET)
    push_name: str | Unset | None = field(default=UNSET)
    platform: str | Unset | None = field(default=UNSET)
    lid: str | Unset | None = field(default=UNSET)
    connected_at: datetime | Unset | None = field(default=UNSET)

    def given(self) -> dict[str, object]:
        """The members to write, by their name in `SessionRecord`."""
        return {name: value for name, value in vars(self).items() if value is not UNSET}


@dataclass(frozen=True, kw_only=True)
class QrCode:
    """The code that the phone scans now."""

    code: str


@dataclass(frozen=True, kw_only=True)
class PairingCode:
    """The eight characters that the phone's owner types instead of scanning."""

    code: str
    expires_at: datetime
