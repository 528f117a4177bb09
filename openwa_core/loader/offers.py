"""What loading yields: offers that can be built, and what had to be left out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from openwa_core.config import GatewayConfig
from openwa_core.discovery import PluginInfo
from openwa_core.hooks import HookRegistry
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health

__all__ = ["HealthCheck", "LeftOut", "LoadedPlugins", "Offer"]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One plugin in one role, with its section validated: ready for `provider.create(section, context)`."""

    role: str
    name: str
    """The instance's name: `name:` of the YAML, else `use:`."""
    provider: Provider[Any, Any, Any]
    section: BaseModel
    optional: bool
    plugin: PluginInfo
    path: str = ""
    """Where the YAML names it: `engines[1]`."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An entry with `optional: true` that cannot be used, and why."""

    role: str
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """A check that belongs to no service."""

    name: str
    """`<plugin>.<name of the check>`."""
    check: Callable[[], Awaitable[Health]]


@dataclass(frozen=True, kw_only=True)
class LoadedPlugins:
    """All that the YAML names, imported and checked; nothing is built yet. Offers are in the order of the
    YAML."""

    config: GatewayConfig
    hooks: HookRegistry
    engines: tuple[Offer, ...]
    storage: Offer
    media: Offer
    queue: Offer
    transports: tuple[Offer, ...]
    auth: tuple[Offer, ...]
    sinks: tuple[Offer, ...]
    extensions: tuple[Offer, ...]
    health_checks: tuple[HealthCheck, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def offers(self) -> tuple[Offer, ...]:
        """All offers, role by role."""
        return (
            self.storage,
            self.media,
            self.queue,
            *self.auth,
            *self.sinks,
            *self.extensions,
            *self.engines,
            *self.transports,
        )
