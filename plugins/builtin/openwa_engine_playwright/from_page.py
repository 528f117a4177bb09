"""How everything is read that a page says."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

__all__ = ["FromPage"]


class FromPage(BaseModel):
    """Members that a newer page adds do no harm."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)
