"""`WebhookApi`: what callers may do with webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from openwa_core.clock import new_webhook_id
from openwa_core.services.idempotency import current_attempt
from openwa_core.services.parts import ServiceParts
from openwa_core.services.roles import require
from openwa_core.services.session_control import SessionControl
from openwa_core.services.session_table import SessionTable
from openwa_core.services.webhooks.drafts import WebhookDraft, WebhookDrafts
from openwa_core.services.webhooks.secrets import check_secret, new_secret, rotated
from openwa_hookspecs.errors import WebhookNotFoundError
from openwa_hookspecs.gateway import CreatedWebhook, NewWebhook, WebhookUpdate
from openwa_hookspecs.models.changes import UNSET
from openwa_hookspecs.models.ids import ChatId, DeliveryId, SessionId, WebhookId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.webhooks import DeliveryAttempt, Webhook, WebhookChanges

__all__ = ["WebhookService"]

_FILTER: Final = ("types", "chats", "is_group", "from_me")


class WebhookService:
    """See `openwa_hookspecs.gateway.WebhookApi`."""

    def __init__(self, table: SessionTable, parts: ServiceParts, drafts: WebhookDrafts) -> None:
        self._table = table
        self._parts = parts
        self._drafts = drafts
        self._webhooks = parts.storage.webhooks
        self._changing = asyncio.Lock()
        """A change is made of what was read before."""

    async def create(self, principal: Principal, session_id: SessionId, new: NewWebhook) -> CreatedWebhook:
        require(principal, Role.OPERATOR)
        attempt = current_attempt()
        if attempt is not None and new.generate_secret:
            attempt.refuse_repetition()
        if attempt is not None and attempt.target is not None:
            return CreatedWebhook(webhook=await self.get(principal, session_id, WebhookId(attempt.target)))
        draft = await self._drafts.checked(new)
        control = self._find(principal, session_id)
        self._drafts.deliverer()
        webhook = await self._stored(control, draft)
        return CreatedWebhook(webhook=webhook, secret=draft.secret if new.generate_secret else None)

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Webhook]:
        self._find(principal, session_id)
        return await self._webhooks.page(session_id, number=number, limit=limit)

    async def get(self, principal: Principal, session_id: SessionId, webhook_id: WebhookId) -> Webhook:
        self._find(principal, session_id)
        webhook = await self._webhooks.get(session_id, webhook_id)
        if webhook is None:
            raise WebhookNotFoundError(webhook_id)
        return webhook

    async def update(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, update: WebhookUpdate
    ) -> Webhook:
        require(principal, Role.OPERATOR)
        if isinstance(update.url, str):
            await self._drafts.targets.check(update.url, path="url")
        control = self._find(principal, session_id)
        async with self._changing:
            webhook = await self.get(principal, session_id, webhook_id)
            return await self._change(webhook, await self._changes(control, webhook, update))

    async def delete(self, principal: Principal, session_id: SessionId, webhook_id: WebhookId) -> None:
        webhook = await self.get(principal, session_id, webhook_id)
        if not await self._webhooks.remove(session_id, webhook_id):
            raise WebhookNotFoundError(webhook_id)
        self._tell(webhook)

    async def test(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId
    ) -> DeliveryAttempt:
        self._find(principal, session_id)
        sink = self._drafts.deliverer()
        return await sink.test(await self.get(principal, session_id, webhook_id))

    async def rotate_secret(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, *, secret: str | None
    ) -> CreatedWebhook:
        require(principal, Role.OPERATOR)
        if secret is not None:
            check_secret(secret, path="secret")
        chosen = secret or new_secret(self._parts.clock)
        async with self._changing:
            webhook = await self.get(principal, session_id, webhook_id)
            sealed = await self._drafts.seal([chosen])
            secrets = rotated(webhook.secrets, str(sealed[0]), now=self._parts.clock.now())
            changed = await self._change(webhook, WebhookChanges(secrets=secrets))
        return CreatedWebhook(webhook=changed, secret=None if secret else chosen)

    async def deliveries(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, *, number: int, limit: int
    ) -> Page[DeliveryAttempt]:
        await self.get(principal, session_id, webhook_id)
        return await self._parts.storage.deliveries.attempts(webhook_id, number=number, limit=limit)

    async def redeliver(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, delivery_id: DeliveryId
    ) -> None:
        self._find(principal, session_id)
        sink = self._drafts.deliverer()
        await sink.redeliver(await self.get(principal, session_id, webhook_id), delivery_id)

    async def recover(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, since: datetime
    ) -> int:
        self._find(principal, session_id)
        sink = self._drafts.deliverer()
        return await sink.recover(await self.get(principal, session_id, webhook_id), since)

    def _find(self, principal: Principal, session_id: SessionId) -> SessionControl:
        require(principal, Role.OPERATOR)
        return self._table.find(principal, session_id)

    async def _stored(self, control: SessionControl, draft: WebhookDraft) -> Webhook:
        asked = draft.of(new_webhook_id(self._parts.clock), control.live.id, at=self._parts.clock.now())
        chats = await _known(control, asked.wanted.chats)
        webhook = replace(asked, wanted=replace(asked.wanted, chats=chats))
        attempt = current_attempt()
        claim = None if attempt is None else attempt.claim_for(webhook.id)
        await self._webhooks.add(webhook, limit=self._drafts.limit, claim=claim)
        return webhook

    async def _changes(
        self, control: SessionControl, webhook: Webhook, update: WebhookUpdate
    ) -> WebhookChanges:
        given = {name: value for name, value in vars(update).items() if value is not UNSET}
        wanted: Mapping[str, object] = {name: given.pop(name) for name in _FILTER if name in given}
        headers = given.pop("headers", None)
        if wanted:
            merged = replace(webhook.wanted, **wanted)  # type: ignore[arg-type]  # mypy: ** of a Mapping
            given["wanted"] = replace(merged, chats=await _known(control, merged.chats))
        if headers is not None:
            given["sealed_headers"] = await self._drafts.seal_headers(headers)
            given["header_names"] = tuple(headers)
        return WebhookChanges(**given)

    async def _change(self, webhook: Webhook, changes: WebhookChanges) -> Webhook:
        changed = await self._webhooks.update(
            webhook.session_id, webhook.id, changes=changes, at=self._parts.clock.now()
        )
        if changed is None:
            raise WebhookNotFoundError(webhook.id)
        self._tell(changed)
        return changed

    def _tell(self, webhook: Webhook) -> None:
        if (sink := self._drafts.sink) is not None:
            sink.changed(webhook)


async def _known(control: SessionControl, chats: frozenset[ChatId]) -> frozenset[ChatId]:
    """The chats under the ids that events carry."""
    if not chats:
        return chats
    await control.live.identities.load()
    return frozenset(map(control.live.identities.known, chats))
