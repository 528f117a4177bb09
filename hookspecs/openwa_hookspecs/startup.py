"""Startup hooks: plain functions without I/O that say what a plugin offers. Called once, in the order of the
YAML."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from openwa_hookspecs.markers import hookspec

if TYPE_CHECKING:
    from openwa_hookspecs.auth import Auth
    from openwa_hookspecs.context import Context, GatewayContext, StoreContext
    from openwa_hookspecs.engine import Engine
    from openwa_hookspecs.media import MediaStore
    from openwa_hookspecs.provider import Provider
    from openwa_hookspecs.queue import Queue
    from openwa_hookspecs.service import Health, Service
    from openwa_hookspecs.sink import Sink
    from openwa_hookspecs.storage import Storage
    from openwa_hookspecs.transport import Transport

__all__ = [
    "CommandLine",
    "HealthChecks",
    "register_auth",
    "register_commands",
    "register_engine",
    "register_extension",
    "register_health_checks",
    "register_media",
    "register_queue",
    "register_sink",
    "register_storage",
    "register_transport",
]


class CommandLine(Protocol):
    """Where a plugin puts its commands."""

    def add(self, path: str, run: Callable[..., Awaitable[str | None]], *, storage: bool = False) -> None:
        """Offer `openwa <path>` (`keys create`). The first line of `run`'s docstring is the help.

        Core calls `run(config, context, **options)`: the plugin's validated config section, a `Context` (a
        `StoreContext` with the storage started when `storage` is true), and an option for each further
        parameter, typed by its annotation (`str`, `int`, `float`, `bool`, enums, lists) and with its default;
        a positional-only one (before `/`) is an argument instead. The returned text is printed.
        """
        ...


class HealthChecks(Protocol):
    """Where a plugin puts checks that belong to no service."""

    def add(self, name: str, check: Callable[[], Awaitable[Health]]) -> None:
        """Ask `check` in `/health/detailed` and `openwa doctor`, under the plugin's name and `name`."""
        ...


@hookspec
def register_engine() -> Provider[Any, Context, Engine] | None:
    """Offer an engine. Combining: each entry of `engines:` takes the one of the plugin that it names."""


@hookspec
def register_storage() -> Provider[Any, Context, Storage] | None:
    """Offer a storage. `storage:` names exactly one."""


@hookspec
def register_transport() -> Provider[Any, GatewayContext, Transport] | None:
    """Offer a transport. All of `transports:` are mounted, in order."""


@hookspec
def register_auth() -> Provider[Any, StoreContext, Auth] | None:
    """Offer a way to know callers. Those of `auth:` are asked in order until one answers."""


@hookspec
def register_sink() -> Provider[Any, StoreContext, Sink] | None:
    """Offer a sink for events. Each entry of `sinks:` has its own place in the log."""


@hookspec
def register_queue() -> Provider[Any, Context, Queue] | None:
    """Offer a queue for batches. `queue:` names exactly one."""


@hookspec
def register_media() -> Provider[Any, Context, MediaStore] | None:
    """Offer a media store. `media:` names exactly one."""


@hookspec
def register_extension() -> Provider[Any, GatewayContext, Service] | None:
    """Offer an extension: a service that uses the gateway as a caller does. All of `extensions:` run.
    Pipe and notify hooks may be methods of the service."""


@hookspec
def register_commands(cli: CommandLine) -> None:
    """Add commands to `openwa`. Called for plugins that the YAML names."""


@hookspec
def register_health_checks(checks: HealthChecks) -> None:
    """Add health checks that belong to no service of the plugin."""
