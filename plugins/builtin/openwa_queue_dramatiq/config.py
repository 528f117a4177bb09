"""`queue: {use: dramatiq, config: {…}}`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

__all__ = ["DramatiqConfig"]


def _check_broker(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("expected redis://host:port/database, rediss://… or unix://…")
    return url


class DramatiqConfig(BaseModel):
    """Redis, and who works off what is in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    broker: Annotated[SecretStr, AfterValidator(_check_broker)] = Field(
        SecretStr("redis://127.0.0.1:6379/0"), description="the Redis that carries the wake-ups"
    )
    namespace: str = Field(
        "openwa",
        pattern=r"^[A-Za-z0-9_.-]{1,64}$",
        description="what the keys in Redis begin with; gateways that share a Redis need one each",
    )
    queue: str = Field(
        "batches", pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$", description="the queue's name in Dramatiq"
    )
    priority: int = Field(
        0, ge=0, le=1000, description="of its messages among those of a worker; 0 goes first"
    )
    threads: int = Field(8, ge=1, le=256, description="steps of batches that go at once")
