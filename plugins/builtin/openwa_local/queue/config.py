"""`queue: {use: local}`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["QueueConfig"]


class QueueConfig(BaseModel):
    """It has no options."""

    model_config = ConfigDict(frozen=True, extra="forbid")
