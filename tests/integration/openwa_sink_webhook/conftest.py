"""The sink on a storage of each kind, with a receiver on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from openwa_core.outgoing import OutgoingHttp, OutgoingRules
from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.contracts.storage.samples import a_webhook, add_session, an_event
from openwa_core.testing.fakes.context import FakeContext
from openwa_core.testing.fakes.secrets import FakeSecrets
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import WebhookId
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_hookspecs.models.webhooks import DeliveryAttempt, SealedSecret, Webhook
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.sink import WebhookSink
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage
from tests.support.receiver import Receiver, a_receiver

SECRET = "a-secret-of-ours"


@dataclass(kw_only=True)
class SinkContext(FakeContext):
    """Implements `openwa_hookspecs.context.StoreContext` over a real storage."""

    storage: TortoiseStorage
    secrets: FakeSecrets = field(default_factory=FakeSecrets)


@dataclass
class Desk:
    """A session with webhooks, and sinks that come and go."""

    storage: TortoiseStorage
    receiver: Receiver
    session: SessionRecord
    context: SinkContext
    config: WebhookConfig

    @property
    def clock(self) -> FrozenClock:
        return self.context.clock

    async def webhook(self, path: str = "/hook", **members: Any) -> Webhook:  # noqa: ANN401
        members.setdefault("created_at", self.clock.now())
        members.setdefault("secrets", (SealedSecret(sealed=self.context.secrets.seal(SECRET)),))
        webhook = a_webhook(self.session.id, url=self.receiver.url(path), **members)
        await self.storage.webhooks.add(webhook, limit=100)
        return webhook

    async def events(self, count: int, **members: Any) -> list[Event]:  # noqa: ANN401
        """So many new events in the log."""
        _, last = await self.storage.events.bounds()
        members.setdefault("time", self.clock.now())
        members.setdefault("data", '{"messageId":"true_628123456789@c.us_3EB0","body":"ü"}')
        await self.storage.events.append([an_event(self.session.id, **members) for _ in range(count)])
        return list(await self.storage.events.read(after=last, wanted=EventFilter(), limit=count))

    @asynccontextmanager
    async def sink(self, **config: Any) -> AsyncIterator[WebhookSink]:  # noqa: ANN401
        """A started sink; what it spawned ends with the block."""
        sink = WebhookSink(self.config.model_copy(update=config), self.context)
        await sink.start()
        try:
            yield sink
        finally:
            await sink.stop()
            await self.context.tasks.cancel()

    async def log(self, webhook: Webhook) -> list[DeliveryAttempt]:
        """The delivery log, oldest first."""
        page = await self.storage.deliveries.attempts(webhook.id, number=1, limit=1000)
        return list(page.items)[::-1]

    async def has_logged(self, webhook_id: WebhookId, count: int) -> bool:
        """Whether so many attempts have ended."""
        return (await self.storage.deliveries.attempts(webhook_id, number=1, limit=1)).total >= count

    async def now(self, webhook: Webhook) -> Webhook:
        (found,) = await self.storage.webhooks.by_ids([webhook.id])
        return found

    def patiently(self, fact: Callable[[], bool], *, step_s: float) -> Callable[[], Awaitable[bool]]:
        """Let time pass each time that the fact is asked for."""

        async def ask() -> bool:
            await self.clock.advance(step_s)
            return fact()

        return ask


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as receiver:
        yield receiver


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Any) -> str:  # noqa: ANN401
    if request.param == "postgres":
        return str(request.getfixturevalue("fresh_postgres_url"))
    return f"sqlite://{tmp_path}/openwa.db"


@pytest.fixture
async def desk(database_url: str, receiver: Receiver) -> AsyncIterator[Desk]:
    storage = TortoiseStorage(StorageConfig.model_validate({"url": database_url}), FakeContext())
    await storage.start()
    http = OutgoingHttp(OutgoingRules(("127.0.0.0/8",)), version="0")
    context = SinkContext(http=http, storage=storage)
    yield Desk(
        storage=storage,
        receiver=receiver,
        session=await add_session(storage),
        context=context,
        config=WebhookConfig(timeout_s=5),
    )
    await http.close()
    await storage.stop()
