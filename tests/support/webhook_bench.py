"""The webhook sink on a real storage, with the guarded client, on a clock that runs: for proofs."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from openwa_core.clock import SystemClock
from openwa_core.outgoing import OutgoingHttp, OutgoingRules
from openwa_core.tasks import TaskSupervisor
from openwa_core.testing.contracts.storage.samples import a_webhook, add_session, an_event
from openwa_core.testing.fakes.context import FakeContext
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.secrets import FakeSecrets
from openwa_core.testing.fakes.state import MemoryState
from openwa_hookspecs.context import Clock
from openwa_hookspecs.http import HttpClient
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.webhooks import DeliveryAttempt, SealedSecret, Webhook
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.sink import WebhookSink
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

__all__ = ["Bench", "BenchContext", "a_bench"]

_CHATS: Final = tuple(ChatId(f"62810000{number:05}@c.us") for number in range(40))


@dataclass(kw_only=True)
class BenchContext:
    """Implements `openwa_hookspecs.context.StoreContext`."""

    storage: TortoiseStorage
    http: HttpClient
    clock: Clock
    name: str = "webhook"
    version: str = "0.0.0"
    log: RecordingLog = field(default_factory=RecordingLog)
    state: MemoryState = field(default_factory=MemoryState)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    tasks: TaskSupervisor = field(init=False)

    def __post_init__(self) -> None:
        self.tasks = TaskSupervisor(self.log)


@dataclass
class Bench:
    """A storage with webhooks in it."""

    context: BenchContext

    @property
    def storage(self) -> TortoiseStorage:
        return self.context.storage

    async def session(self, name: str) -> SessionId:
        """A new one."""
        return (await add_session(self.storage, name)).id

    async def webhook(self, session: SessionId, url: str, secrets: Sequence[str] = ()) -> Webhook:
        """One that wants everything. The first secret is the current one, the others are still live."""
        now = self.context.clock.now()
        sealed = [self.context.secrets.seal(secret) for secret in secrets]
        kept = [SealedSecret(sealed=one, until=now + timedelta(hours=24)) for one in sealed[1:]]
        newest = [SealedSecret(sealed=one) for one in sealed[:1]]
        webhook = a_webhook(session, url=url, created_at=now, secrets=(*newest, *kept))
        await self.storage.webhooks.add(webhook, limit=10_000)
        return webhook

    async def events(self, session: SessionId, data: Iterable[str]) -> list[Event]:
        """New events in the log, over some chats."""
        _, last = await self.storage.events.bounds()
        now, chats = self.context.clock.now(), itertools.cycle(_CHATS)
        made = [an_event(session, time=now, data=text, chat_id=next(chats)) for text in data]
        await self.storage.events.append(made)
        return list(await self.storage.events.read(after=last, wanted=EventFilter(), limit=len(made)))

    @asynccontextmanager
    async def sink(self, **config: Any) -> AsyncIterator[WebhookSink]:  # noqa: ANN401
        """A started sink; what it spawned ends with the block."""
        sink = WebhookSink(WebhookConfig(**config), self.context)
        await sink.start()
        try:
            yield sink
        finally:
            await sink.stop()
            await self.context.tasks.cancel()

    async def log(self, webhook: Webhook) -> list[DeliveryAttempt]:
        """Its delivery log, oldest first."""
        page = await self.storage.deliveries.attempts(webhook.id, number=1, limit=1000)
        return list(page.items)[::-1]


@asynccontextmanager
async def a_bench(
    database_url: str, *, allow: Sequence[str] = ("127.0.0.0/8",), clock: Clock | None = None
) -> AsyncIterator[Bench]:
    """A bench on a new database."""
    storage = TortoiseStorage(StorageConfig.model_validate({"url": database_url}), FakeContext())
    await storage.start()
    http = OutgoingHttp(OutgoingRules(allow), version="0")
    try:
        yield Bench(BenchContext(storage=storage, http=http, clock=clock or SystemClock()))
    finally:
        await http.close()
        await storage.stop()
