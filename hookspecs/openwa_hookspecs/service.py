"""What everything that core starts and stops has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from openwa_hookspecs.errors import JsonValue

__all__ = ["Health", "HealthStatus", "Service"]


class HealthStatus(StrEnum):
    """`degraded` works with something amiss; `failed` does not do its job."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Health:
    """How a service is; `details` are facts for the operator: no secrets, no text of messages."""

    status: HealthStatus = HealthStatus.OK
    details: Mapping[str, JsonValue] = field(default_factory=dict)


@runtime_checkable
class Service(Protocol):
    """Started once, in the order of the life cycle; stopped in the reverse order."""

    async def start(self) -> None:
        """Do the I/O that `create` must not do. Raises to refuse; core then names the plugin and stops the
        start."""
        ...

    async def stop(self) -> None:
        """Release everything. May be called twice, and after a `start` that failed half way."""
        ...

    async def health(self) -> Health:
        """How the service is now; quick, from memory where possible (core waits 2 s)."""
        ...
