"""What core lends a plugin, made for a test."""

from __future__ import annotations

from dataclasses import dataclass, field

from openwa_core.events.bus import LiveBus
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.fakes.authenticator import FakeAuthenticator
from openwa_core.testing.fakes.gateway import FakeGateway
from openwa_core.testing.fakes.http import NoHttp
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.secrets import FakeSecrets
from openwa_core.testing.fakes.state import MemoryState
from openwa_core.testing.fakes.storage import MemoryKeyStorage
from openwa_hookspecs.http import HttpClient

__all__ = ["FakeContext", "FakeGatewayContext", "FakeStoreContext"]


@dataclass(kw_only=True)
class FakeContext:
    """Implements `openwa_hookspecs.context.Context`."""

    name: str = "plugin"
    version: str = "0.0.0"
    log: RecordingLog = field(default_factory=RecordingLog)
    clock: FrozenClock = field(default_factory=FrozenClock)
    state: MemoryState = field(default_factory=MemoryState)
    http: HttpClient = field(default_factory=NoHttp)
    tasks: TaskSupervisor = field(init=False)

    def __post_init__(self) -> None:
        self.tasks = TaskSupervisor(self.log)


@dataclass(kw_only=True)
class FakeStoreContext(FakeContext):
    """Implements `openwa_hookspecs.context.StoreContext`."""

    storage: MemoryKeyStorage = field(default_factory=MemoryKeyStorage)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)


@dataclass(kw_only=True)
class FakeGatewayContext(FakeContext):
    """Implements `openwa_hookspecs.context.GatewayContext`."""

    gateway: FakeGateway = field(default_factory=FakeGateway)
    events: LiveBus = field(default_factory=LiveBus)
    auth: FakeAuthenticator = field(default_factory=FakeAuthenticator)
