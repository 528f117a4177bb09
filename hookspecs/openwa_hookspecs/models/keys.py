"""Who may do what: roles, principals and API keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from openwa_hookspecs.models.ids import ApiKeyId, SessionId

__all__ = ["ApiKeyRecord", "ApiKeySpec", "CreatedKey", "Credentials", "Principal", "Role"]


class Role(IntEnum):
    """What a key may do; each role includes the ones below it."""

    VIEWER = 1
    """Reads sessions, messages and events."""
    OPERATOR = 2
    """Sends messages; creates, starts, stops and deletes sessions."""
    ADMIN = 3
    """Manages keys and sees the inside of the gateway."""

    @property
    def label(self) -> str:
        """The name in YAML, JSON and on the command line."""
        return self.name.lower()

    @classmethod
    def from_label(cls, label: str) -> Role:
        """The role of that name; `KeyError` when there is none."""
        return cls[label.upper()]


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The caller, once known. `sessions` is None for all sessions."""

    name: str
    role: Role
    key_id: ApiKeyId | None = None
    sessions: frozenset[SessionId] | None = None

    def sees(self, session_id: SessionId) -> bool:
        """Whether the session is in the caller's scope; one outside it does not exist for him."""
        return self.sessions is None or session_id in self.sessions

    def may(self, role: Role) -> bool:
        """Whether the caller's role reaches `role`."""
        return self.role >= role


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a request brought along. `repr` shows no secret."""

    address: str
    """The peer's numeric address."""
    header: str | None = None
    bearer: str | None = None
    query: str | None = None

    def __repr__(self) -> str:
        return f"Credentials(address={self.address!r})"


@dataclass(frozen=True, kw_only=True)
class ApiKeySpec:
    """What a new key shall be allowed."""

    name: str
    role: Role
    sessions: frozenset[SessionId] | None = None
    networks: tuple[str, ...] = ()
    """CIDR blocks from which the key works; empty means everywhere."""
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ApiKeyRecord:
    """One row of `keys`; holds the hash, never the key."""

    id: ApiKeyId
    spec: ApiKeySpec
    prefix: str
    """The first characters of the key, to recognise it by."""
    digest: str
    """SHA-256 of the whole key, hex."""
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CreatedKey:
    """A new key, in plain text this once."""

    record: ApiKeyRecord
    secret: str

    def __repr__(self) -> str:
        return f"CreatedKey(record={self.record!r})"
