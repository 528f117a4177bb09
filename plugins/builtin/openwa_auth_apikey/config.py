"""The section `config:` of `use: api-key`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ApiKeyConfig"]


class ApiKeyConfig(BaseModel):
    """Where keys may stand in a request, where the first one comes from, how many wrong ones are heard."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow_query_key: bool = Field(
        default=True, description="whether `?apiKey=` is accepted; a key in a URL may end up in a proxy's log"
    )
    admin_key_file: Path = Field(
        default=Path("data/admin.key"), description="where the first admin key is kept, readable by you alone"
    )
    admin_key_env: str = Field(
        default="OPENWA_API_KEY",
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        description="the environment variable that holds the admin key instead",
    )
    failed_attempts_per_minute: int = Field(
        default=20, ge=1, le=10_000, description="wrong keys that one address may show in a minute"
    )
    tracked_addresses: int = Field(
        default=10_000, ge=100, le=1_000_000, description="addresses whose wrong keys are counted at once"
    )
