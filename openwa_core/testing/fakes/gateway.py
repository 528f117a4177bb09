"""The gateway's services in memory: enough of their rules to test a transport."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from openwa_core.testing.fakes.batches import FakeBatches
from openwa_core.testing.fakes.event_log import FakeEventLog
from openwa_core.testing.fakes.faulty import Faulty
from openwa_core.testing.fakes.messages import FakeMessages
from openwa_core.testing.fakes.people import FakeChats, FakeContacts, FakeGroups
from openwa_core.testing.fakes.sessions import START, FakeSessions
from openwa_core.testing.fakes.webhooks import FakeWebhooks
from openwa_hookspecs.errors import ApiKeyNotFoundError
from openwa_hookspecs.gateway import HealthReport, RateCategory, RateStatus, SessionCounts
from openwa_hookspecs.models.idempotency import KeyedAnswer, KeyedRequest
from openwa_hookspecs.models.ids import ApiKeyId
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, CreatedKey, Principal
from openwa_hookspecs.service import HealthStatus

__all__ = ["FakeGateway", "FakeHealth", "FakeIdempotency", "FakeKeys", "FakeRates"]


@dataclass
class FakeKeys(Faulty):
    """Implements `openwa_hookspecs.gateway.KeyApi`."""

    records: dict[ApiKeyId, ApiKeyRecord] = field(default_factory=dict)

    async def create(self, principal: Principal, spec: ApiKeySpec) -> CreatedKey:
        self.check()
        key_id = ApiKeyId(f"key_{len(self.records) + 1}")
        record = ApiKeyRecord(id=key_id, spec=spec, prefix="owa_k1_ab", digest="0" * 64, created_at=START)
        self.records[key_id] = record
        return CreatedKey(record=record, secret="owa_k1_" + "ab" * 32)

    async def list(self, principal: Principal) -> Sequence[ApiKeyRecord]:
        self.check()
        return list(self.records.values())

    async def revoke(self, principal: Principal, key_id: ApiKeyId) -> None:
        self.check()
        if key_id not in self.records:
            raise ApiKeyNotFoundError(key_id)
        self.records[key_id] = replace(self.records[key_id], revoked_at=START)


@dataclass
class FakeHealth:
    """Implements `openwa_hookspecs.gateway.HealthApi`."""

    is_ready: bool = True
    asked_by: Principal | None = None
    """Whose report was asked for last."""
    state: HealthReport = field(
        default_factory=lambda: HealthReport(
            status=HealthStatus.OK,
            ready=True,
            uptime_s=3600.5,
            version="0.0.0",
            sessions=SessionCounts(total=5, connected=4, disconnected=1),
        )
    )

    async def report(self, principal: Principal | None = None) -> HealthReport:
        self.asked_by = principal
        return self.state

    async def ready(self) -> bool:
        return self.is_ready


@dataclass
class FakeRates(Faulty):
    """Implements `openwa_hookspecs.gateway.RateApi`: limits nothing until a test sets `status`."""

    status: RateStatus | None = None
    hits: list[tuple[str, RateCategory]] = field(default_factory=list)

    async def hit(self, principal: Principal, category: RateCategory) -> RateStatus | None:
        self.check()
        self.hits.append((principal.name, category))
        return self.status


@dataclass
class FakeIdempotency:
    """Implements `openwa_hookspecs.gateway.IdempotencyApi`, without waiting and without an end."""

    answers: dict[tuple[str, KeyedRequest], KeyedAnswer] = field(default_factory=dict)

    async def once(
        self, principal: Principal, request: KeyedRequest, work: Callable[[], Awaitable[KeyedAnswer]]
    ) -> KeyedAnswer:
        known = self.answers.get((principal.name, request))
        if known is not None:
            return replace(known, is_replay=True)
        answer = await work()
        if answer.is_final:
            self.answers[principal.name, request] = answer
        return answer


class FakeGateway:
    """Implements `openwa_hookspecs.gateway.Gateway`."""

    def __init__(self) -> None:
        self.sessions = FakeSessions()
        self.messages = FakeMessages(sessions=self.sessions)
        self.chats = FakeChats(sessions=self.sessions)
        self.contacts = FakeContacts(sessions=self.sessions)
        self.groups = FakeGroups(sessions=self.sessions)
        self.batches = FakeBatches(sessions=self.sessions)
        self.webhooks = FakeWebhooks(sessions=self.sessions)
        self.log = FakeEventLog(sessions=self.sessions)
        self.keys = FakeKeys()
        self.rates = FakeRates()
        self.idempotency = FakeIdempotency()
        self.health = FakeHealth()
