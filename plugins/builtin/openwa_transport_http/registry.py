"""Every endpoint of the REST API: nothing else knows a path."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.models.keys import Role
from openwa_transport_http.endpoint import Endpoint, RateCategory, define
from openwa_transport_http.endpoints import health, keys, messages, sessions
from openwa_transport_http.keyed import Repetition

__all__ = ["ENDPOINTS"]

_VIEWER: Final = Role.VIEWER
_OPERATOR: Final = Role.OPERATOR
_ADMIN: Final = Role.ADMIN
_SESSION: Final = RateCategory.SESSION
_SEND: Final = RateCategory.SEND
_READ: Final = RateCategory.READ
_ONE: Final = "/api/sessions/{sessionId}"

# fmt: off
ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    define("GET", "/health", health.get_health, role=None),
    define("GET", "/health/live", health.get_liveness, role=None),
    define("GET", "/health/ready", health.get_readiness, role=None, statuses=(200, 503)),
    define("GET", "/health/detailed", health.get_detailed_health, role=_VIEWER),
    define("GET", "/api/health", health.get_health, role=None),
    define("GET", "/api/health/live", health.get_liveness, role=None),
    define("GET", "/api/health/ready", health.get_readiness, role=None, statuses=(200, 503)),
    define("GET", "/api/health/detailed", health.get_detailed_health, role=_VIEWER),

    define("POST", "/api/sessions", sessions.create_session, role=_OPERATOR, rate=_SESSION, statuses=(201,)),
    define("GET", "/api/sessions", sessions.list_sessions, role=_VIEWER, rate=_READ),
    define("GET", _ONE, sessions.get_session, role=_VIEWER, rate=_READ),
    define("DELETE", _ONE, sessions.delete_session, role=_OPERATOR, rate=_SESSION),
    define("GET", f"{_ONE}/qr", sessions.get_session_qr, role=_OPERATOR, rate=_READ),
    define("POST", f"{_ONE}/start", sessions.start_session, role=_OPERATOR, rate=_SESSION),
    define("POST", f"{_ONE}/stop", sessions.stop_session, role=_OPERATOR, rate=_SESSION),
    define("POST", f"{_ONE}/restart", sessions.restart_session, role=_OPERATOR, rate=_SESSION),
    define("POST", f"{_ONE}/logout", sessions.logout_session, role=_OPERATOR, rate=_SESSION),
    define(
        "POST", f"{_ONE}/pairing-code", sessions.request_pairing_code,
        role=_OPERATOR, rate=_SESSION, repetition=Repetition.RUN,
    ),
    define("GET", f"{_ONE}/capabilities", sessions.get_session_capabilities, role=_VIEWER, rate=_READ),

    define("POST", f"{_ONE}/messages/send-text", messages.send_text, role=_OPERATOR, rate=_SEND, hot=True),
    define("GET", f"{_ONE}/chats/{{chatId}}/messages", messages.list_messages, role=_VIEWER, rate=_READ),

    define(
        "POST", "/api/keys", keys.create_key,
        role=_ADMIN, rate=_SESSION, statuses=(201,), repetition=Repetition.REFUSED,
    ),
    define("GET", "/api/keys", keys.list_keys, role=_ADMIN, rate=_READ),
    define("DELETE", "/api/keys/{keyId}", keys.revoke_key, role=_ADMIN, rate=_SESSION),
)
# fmt: on
