"""Webhooks in memory, for tests of transports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from openwa_core.testing.fakes.faulty import Faulty
from openwa_core.testing.fakes.sessions import START, FakeSessions
from openwa_hookspecs.errors import DeliveryNotFoundError, WebhookExistsError, WebhookNotFoundError
from openwa_hookspecs.gateway import CreatedWebhook, NewWebhook, WebhookUpdate
from openwa_hookspecs.models.changes import UNSET
from openwa_hookspecs.models.ids import DeliveryId, EventId, SessionId, WebhookId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.webhooks import DeliveryAttempt, SealedSecret, Webhook

__all__ = ["FakeWebhooks"]

_SECRET = "whsec_AAAA"


@dataclass(kw_only=True)
class FakeWebhooks(Faulty):
    """Implements `openwa_hookspecs.gateway.WebhookApi`; nothing is sent, every attempt succeeds."""

    sessions: FakeSessions
    records: dict[WebhookId, Webhook] = field(default_factory=dict)
    attempts: list[DeliveryAttempt] = field(default_factory=list)
    recovered: list[tuple[WebhookId, datetime]] = field(default_factory=list)

    async def create(self, principal: Principal, session_id: SessionId, new: NewWebhook) -> CreatedWebhook:
        self.check()
        self.sessions.find(principal, session_id)
        for known in self.records.values():
            if (known.session_id, known.url) == (session_id, new.url):
                raise WebhookExistsError(known.id)
        number = len(self.records) + 1
        is_signed = new.secret is not None or new.generate_secret
        webhook = Webhook(
            id=WebhookId(f"wh_{number}"),
            session_id=session_id,
            url=new.url,
            created_at=START + timedelta(seconds=number),
            wanted=new.wanted,
            secrets=(SealedSecret(sealed="sealed"),) if is_signed else (),
            header_names=tuple(new.headers),
        )
        self.records[webhook.id] = webhook
        return CreatedWebhook(webhook=webhook, secret=_SECRET if new.generate_secret else None)

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Webhook]:
        self.check()
        self.sessions.find(principal, session_id)
        found = [webhook for webhook in self.records.values() if webhook.session_id == session_id]
        first = (number - 1) * limit
        return Page(items=found[first : first + limit], number=number, limit=limit, total=len(found))

    async def get(self, principal: Principal, session_id: SessionId, webhook_id: WebhookId) -> Webhook:
        self.check()
        self.sessions.find(principal, session_id)
        webhook = self.records.get(webhook_id)
        if webhook is None or webhook.session_id != session_id:
            raise WebhookNotFoundError(webhook_id)
        return webhook

    async def update(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, update: WebhookUpdate
    ) -> Webhook:
        webhook = await self.get(principal, session_id, webhook_id)
        given = {name: value for name, value in vars(update).items() if value is not UNSET}
        wanted = {
            name: given.pop(name) for name in ("types", "chats", "is_group", "from_me") if name in given
        }
        if "headers" in given:
            given["header_names"] = tuple(given.pop("headers"))
        changed = replace(webhook, wanted=replace(webhook.wanted, **wanted), **given)
        self.records[webhook_id] = changed
        return changed

    async def delete(self, principal: Principal, session_id: SessionId, webhook_id: WebhookId) -> None:
        del self.records[(await self.get(principal, session_id, webhook_id)).id]

    async def test(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId
    ) -> DeliveryAttempt:
        await self.get(principal, session_id, webhook_id)
        return self.attempt(webhook_id, event="webhook.test")

    async def rotate_secret(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, *, secret: str | None
    ) -> CreatedWebhook:
        webhook = await self.get(principal, session_id, webhook_id)
        changed = replace(webhook, secrets=(SealedSecret(sealed="newer"), *webhook.secrets))
        self.records[webhook_id] = changed
        return CreatedWebhook(webhook=changed, secret=_SECRET if secret is None else None)

    async def deliveries(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, *, number: int, limit: int
    ) -> Page[DeliveryAttempt]:
        await self.get(principal, session_id, webhook_id)
        found = [attempt for attempt in reversed(self.attempts) if attempt.webhook_id == webhook_id]
        first = (number - 1) * limit
        return Page(items=found[first : first + limit], number=number, limit=limit, total=len(found))

    async def redeliver(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, delivery_id: DeliveryId
    ) -> None:
        await self.get(principal, session_id, webhook_id)
        if all(attempt.id != delivery_id for attempt in self.attempts):
            raise DeliveryNotFoundError(delivery_id)
        self.attempt(webhook_id)

    async def recover(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, since: datetime
    ) -> int:
        await self.get(principal, session_id, webhook_id)
        self.recovered.append((webhook_id, since))
        return len(self.recovered)

    def attempt(self, webhook_id: WebhookId, *, event: str = "message.received") -> DeliveryAttempt:
        """An attempt in the log, for a test to work with."""
        number = len(self.attempts) + 1
        attempt = DeliveryAttempt(
            id=DeliveryId(f"dlv_00000000-0000-4000-8000-{number:012}"),
            webhook_id=webhook_id,
            event=event,
            event_id=None if event == "webhook.test" else EventId(f"evt_{number}"),
            number=0,
            at=START + timedelta(seconds=number),
            duration_ms=12,
            status=200,
            response="ok",
            succeeded=True,
        )
        self.attempts.append(attempt)
        return attempt
