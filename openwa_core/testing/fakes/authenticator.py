"""Callers that a test knows by their secrets."""

from __future__ import annotations

from dataclasses import dataclass, field

from openwa_hookspecs.errors import GatewayError, UnauthorizedError
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.keys import Credentials, Principal, Role

__all__ = ["FakeAuthenticator"]


@dataclass
class FakeAuthenticator:
    """Implements `openwa_hookspecs.context.Authenticator`; keeps the credentials that it was shown."""

    principals: dict[str, Principal] = field(
        default_factory=lambda: {role.label: Principal(name=role.label, role=role) for role in Role}
    )
    """By secret: at first `viewer`, `operator` and `admin`, each with its own name as secret."""
    shown: list[Credentials] = field(default_factory=list)
    error: GatewayError | None = None
    """Raised instead of an answer."""

    async def authenticate(self, credentials: Credentials) -> Principal:
        self.shown.append(credentials)
        if self.error is not None:
            raise self.error
        secret = credentials.header or credentials.bearer or credentials.query
        if secret is None or secret not in self.principals:
            raise UnauthorizedError
        return self.principals[secret]

    def admit(self, secret: str, role: Role, *sessions: SessionId) -> None:
        """Know one more caller, who sees only these sessions when any are given."""
        self.principals[secret] = Principal(name=secret, role=role, sessions=frozenset(sessions) or None)
