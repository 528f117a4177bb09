"""What core lends a plugin, in three widths: an engine gets `Context`, auth `StoreContext`, a transport
`GatewayContext`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from datetime import datetime
from typing import Any, Protocol, TypeVar

from openwa_hookspecs.auth import Authenticator
from openwa_hookspecs.gateway import Gateway
from openwa_hookspecs.http import HttpClient
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.storage import Storage

__all__ = [
    "Clock",
    "Context",
    "EventBus",
    "GatewayContext",
    "Log",
    "Secrets",
    "SecretsError",
    "State",
    "StoreContext",
    "Subscription",
    "Tasks",
]

Result = TypeVar("Result")


class Clock(Protocol):
    """Time, chance and ids: the one source of all three, so that a test can hold it still."""

    def now(self) -> datetime:
        """The time of day, UTC, aware."""
        ...

    def monotonic(self) -> float:
        """Seconds since some start; for durations and deadlines."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; a test's clock decides how long that is."""
        ...

    def after(self, seconds: float) -> datetime:
        """The time of day when `sleep` would be over."""
        ...

    def random(self) -> float:
        """A number in [0, 1), for jitter."""
        ...

    def token(self, size: int) -> bytes:
        """`size` unguessable bytes, for keys and ids."""
        ...


class Log(Protocol):
    """A structured logger, bound to the plugin's name: a constant message, the values as fields."""

    def debug(self, event: str, **fields: object) -> None: ...
    def info(self, event: str, **fields: object) -> None: ...
    def warning(self, event: str, **fields: object) -> None: ...
    def error(self, event: str, **fields: object) -> None: ...
    def exception(self, event: str, **fields: object) -> None: ...


class Tasks(Protocol):
    """Background work that core supervises: failures are logged with the plugin's name, the rest ends at
    stop."""

    def spawn(self, name: str, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start `work` now. It is cancelled when the plugin has been stopped."""
        ...


class State(Protocol):
    """A private key-value area of the plugin instance in the storage; survives restarts. Values are at most
    64 KiB."""

    async def get(self, key: str) -> str | None: ...
    async def set(self, key: str, value: str) -> None: ...
    async def delete(self, key: str) -> None: ...


class Context(Protocol):
    """The narrowest width: engines, storages, media stores and queues. A storage's own `state` refuses every
    call."""

    @property
    def name(self) -> str:
        """The name of this instance in YAML, logs and health."""
        ...

    @property
    def version(self) -> str:
        """The gateway's version."""
        ...

    @property
    def log(self) -> Log: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def state(self) -> State: ...
    @property
    def http(self) -> HttpClient:
        """The guarded client for URLs that callers chose."""
        ...


class Secrets(Protocol):
    """Secrets at rest, under the gateway's key."""

    def seal(self, text: str) -> str:
        """The text for the database: encrypted and authenticated."""
        ...

    def open(self, sealed: str) -> str:
        """What was sealed. Raises `SecretsError` when it was sealed under another key."""
        ...


class SecretsError(Exception):
    """The gateway's key is missing, malformed or another one; the message says what to do."""


class StoreContext(Context, Protocol):
    """For auth and sinks, which keep records of their own."""

    @property
    def storage(self) -> Storage: ...
    @property
    def secrets(self) -> Secrets: ...


class Subscription(Protocol):
    """A live reader of the event log; iterate it, and leave through `close`."""

    def __aiter__(self) -> AsyncIterator[Event]:
        """Events in the order of the log. Ends when closed, or after an overflow once the rest is read."""
        ...

    @property
    def overflowed(self) -> bool:
        """Whether events were dropped because this reader was slow; it gets none after that."""
        ...

    def close(self) -> None:
        """Stop; may be called twice."""
        ...


class EventBus(Protocol):
    """The live end of the event log."""

    def subscribe(self, wanted: EventFilter, size: int) -> Subscription:
        """Read what is committed from now on, through a queue of `size` events. The publisher never waits."""
        ...


class GatewayContext(Context, Protocol):
    """For transports and extensions: the gateway's services, the live events and the caller's identity; no
    storage."""

    @property
    def gateway(self) -> Gateway: ...
    @property
    def events(self) -> EventBus: ...
    @property
    def auth(self) -> Authenticator: ...
