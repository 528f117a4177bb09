"""API keys on the wire."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Role
from openwa_hookspecs.models.payloads import timestamp
from openwa_transport_http.fields import KeyName, Moment, Network, RequestModel, SessionIdField
from openwa_transport_http.shapes.sending import example

__all__ = ["CreateKey", "CreatedKeyView", "KeyView", "created_key_view", "key_view"]

_MAX_SESSIONS: Final = 1000
_MAX_NETWORKS: Final = 100

_Sessions: TypeAlias = Annotated[tuple[SessionIdField, ...], Field(min_length=1, max_length=_MAX_SESSIONS)]


class CreateKey(
    RequestModel,
    json_schema_extra=example(name="CRM", role="operator", sessions=["sess_abc123"]),
):
    """`POST /api/keys`."""

    name: KeyName = Field(description="whose key it is, for lists and logs")
    role: Literal["viewer", "operator", "admin"] = Field(description="what it may do")
    sessions: _Sessions | None = Field(
        default=None, description="the only sessions that it sees; all when left out"
    )
    networks: tuple[Network, ...] = Field(
        default=(), max_length=_MAX_NETWORKS, description="where it works, such as `192.0.2.0/24`"
    )
    expires_at: Moment | None = Field(default=None, description="until when it works; ISO 8601 with offset")

    @property
    def answer_is_secret(self) -> bool:
        return True

    def spec(self) -> ApiKeySpec:
        """The same as core wants it."""
        return ApiKeySpec(
            name=self.name,
            role=Role.from_label(self.role),
            sessions=None if self.sessions is None else frozenset(self.sessions),
            networks=self.networks,
            expires_at=self.expires_at,
        )


class KeyView(TypedDict):
    """A key without its secret; `sessions` null means all of them."""

    id: str
    name: str
    prefix: str
    role: str
    sessions: list[str] | None
    networks: list[str]
    expiresAt: str | None
    createdAt: str
    lastUsedAt: str | None
    revokedAt: str | None


class CreatedKeyView(KeyView):
    """A new key, its secret shown this once."""

    key: str


def key_view(record: ApiKeyRecord) -> KeyView:
    """A key for callers."""
    spec = record.spec
    return KeyView(
        id=record.id,
        name=spec.name,
        prefix=record.prefix,
        role=spec.role.label,
        sessions=None if spec.sessions is None else sorted(spec.sessions),
        networks=list(spec.networks),
        expiresAt=timestamp(spec.expires_at) if spec.expires_at else None,
        createdAt=timestamp(record.created_at),
        lastUsedAt=timestamp(record.last_used_at) if record.last_used_at else None,
        revokedAt=timestamp(record.revoked_at) if record.revoked_at else None,
    )


def created_key_view(created: CreatedKey) -> CreatedKeyView:
    """A new key for the admin who asked for it."""
    return CreatedKeyView(**key_view(created.record), key=created.secret)
