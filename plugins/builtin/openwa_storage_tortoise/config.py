"""The plugin's section of the YAML."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

__all__ = ["StorageConfig"]

_EXPECTED = (
    "expected sqlite://path/to/file.db (relative), sqlite:///path/to/file.db (absolute) "
    "or postgres://user:password@host:port/database"
)


class StorageConfig(BaseModel):
    """Where the data is, and how it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: SecretStr = Field(
        default=SecretStr("sqlite://data/openwa.db"),
        description=(
            "`sqlite://path` or `postgres://user:password@host:port/database`; "
            "a secret because of the password."
        ),
    )
    pool_size: int = Field(
        default=4, ge=1, le=100, description="Connections that read, beside the one that writes."
    )
    busy_timeout_ms: int = Field(
        default=5_000,
        ge=0,
        le=60_000,
        description="How long to wait for another process that writes to the same SQLite file.",
    )
    statement_timeout_s: float = Field(
        default=30.0,
        gt=0,
        le=600,
        description="How long PostgreSQL may take for one statement, a connection or a lock.",
    )
    group_size: int = Field(
        default=512, ge=1, le=512, description="How many writes share one commit at most."
    )
    queue_size: int = Field(
        default=20_000,
        ge=1,
        le=1_000_000,
        description="How many writes may wait; beyond it callers get SERVICE_UNAVAILABLE.",
    )

    @field_validator("url")
    @classmethod
    def _is_known(cls, url: SecretStr) -> SecretStr:
        scheme, separator, rest = url.get_secret_value().partition("://")
        if not separator or not rest.strip("/"):
            raise ValueError(_EXPECTED)
        if scheme == "sqlite" and ":memory:" in rest:
            raise ValueError(
                "a database in memory loses everything: name a file, as in sqlite://data/openwa.db"
            )
        if scheme not in ("sqlite", "postgres", "postgresql") or not _has_good_port(url):
            raise ValueError(_EXPECTED)
        return url

    @property
    def is_sqlite(self) -> bool:
        """Whether the data is in a file."""
        return self.url.get_secret_value().startswith("sqlite://")

    @property
    def sqlite_path(self) -> str:
        """The file's path; of a SQLite URL only."""
        return self.url.get_secret_value().removeprefix("sqlite://")

    @property
    def location(self) -> str:
        """The URL without user and password, for logs and health."""
        if self.is_sqlite:
            return self.url.get_secret_value()
        parts = urlsplit(self.url.get_secret_value())
        port = f":{parts.port}" if parts.port else ""
        return f"postgres://{parts.hostname or ''}{port}{parts.path}"


def _has_good_port(url: SecretStr) -> bool:
    try:
        port = urlsplit(url.get_secret_value()).port
    except ValueError:
        return False
    return port is None or port > 0
