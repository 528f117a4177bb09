"""Webhooks at rest."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    NOW,
    a_claim,
    a_session,
    a_webhook,
    add_session,
    an_event,
    events_of,
)
from openwa_hookspecs.errors import (
    SessionExistsError,
    SessionNotFoundError,
    WebhookExistsError,
    WebhookLimitReachedError,
)
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import SessionId, WebhookId
from openwa_hookspecs.models.webhooks import (
    DisabledReason,
    SealedSecret,
    WebhookChanges,
    WebhookFilter,
)
from openwa_hookspecs.storage import Storage

__all__ = ["WebhooksContract"]

_LATER = NOW + timedelta(minutes=1)
_NOWHERE = WebhookId("wh_nowhere")


class WebhooksContract:
    """`WebhookRepository`."""

    async def test_webhook_comes_back_whole(self, storage: Storage) -> None:
        session = await add_session(storage)
        webhook = a_webhook(
            session.id,
            wanted=WebhookFilter(
                types=frozenset({EventType.MESSAGE_ACK, EventType.SESSION_QR}),
                chats=frozenset({CHAT}),
                is_group=False,
                from_me=True,
            ),
            secrets=(SealedSecret(sealed="new"), SealedSecret(sealed="old", until=_LATER)),
            header_names=("X-One", "X-Two"),
            sealed_headers="sealed",
            failing_since=NOW,
            last_success_at=_LATER,
        )
        await storage.webhooks.add(webhook, limit=10)
        assert await storage.webhooks.get(session.id, webhook.id) == webhook
        assert list(await storage.webhooks.by_ids([webhook.id, _NOWHERE])) == [webhook]
        assert await storage.webhooks.get(SessionId("sess_other"), webhook.id) is None
        assert await storage.webhooks.get(session.id, _NOWHERE) is None

    async def test_webhook_that_wants_all_comes_back_so(self, storage: Storage) -> None:
        session = await add_session(storage)
        webhook = a_webhook(session.id)
        await storage.webhooks.add(webhook, limit=10)
        assert await storage.webhooks.get(session.id, webhook.id) == webhook

    async def test_webhooks_are_listed_by_age(self, storage: Storage) -> None:
        session, other = await add_session(storage), await add_session(storage, "other")
        made = [a_webhook(session.id, created_at=NOW + timedelta(seconds=age)) for age in range(3)]
        for webhook in (*reversed(made), a_webhook(other.id)):
            await storage.webhooks.add(webhook, limit=10)
        page = await storage.webhooks.page(session.id, number=1, limit=2)
        assert (list(page.items), page.total) == (made[:2], 3)
        assert list((await storage.webhooks.page(session.id, number=2, limit=2)).items) == made[2:]

    async def test_second_webhook_with_the_url_is_refused_and_names_the_first(self, storage: Storage) -> None:
        session, other = await add_session(storage), await add_session(storage, "other")
        first = a_webhook(session.id)
        await storage.webhooks.add(first, limit=10)
        twin, claim = a_webhook(session.id, url=first.url), a_claim()
        with pytest.raises(WebhookExistsError) as refused:
            await storage.webhooks.add(twin, limit=10, claim=claim)
        assert refused.value.details == {"webhookId": first.id}
        assert await storage.idempotency.get(claim.caller, claim.request) is None
        await storage.webhooks.add(replace(twin, session_id=other.id), limit=10)

    async def test_webhook_beyond_the_limit_is_refused(self, storage: Storage) -> None:
        session, claim = await add_session(storage), a_claim()
        await storage.webhooks.add(a_webhook(session.id), limit=2, claim=claim)
        assert await storage.idempotency.get(claim.caller, claim.request) is not None
        await storage.webhooks.add(a_webhook(session.id), limit=2)
        with pytest.raises(WebhookLimitReachedError):
            await storage.webhooks.add(a_webhook(session.id), limit=2)

    async def test_of_webhooks_that_are_added_at_once_the_limit_lets_no_more_in(
        self, storage: Storage
    ) -> None:
        session = await add_session(storage)
        adding = [storage.webhooks.add(a_webhook(session.id), limit=3) for _ in range(6)]
        results = await asyncio.gather(*adding, return_exceptions=True)
        assert sum(isinstance(result, WebhookLimitReachedError) for result in results) == 3
        assert (await storage.webhooks.page(session.id, number=1, limit=10)).total == 3

    async def test_webhook_of_a_session_that_is_gone_is_refused(self, storage: Storage) -> None:
        with pytest.raises(SessionNotFoundError):
            await storage.webhooks.add(a_webhook(SessionId("sess_gone")), limit=10)

    async def test_active_ones_are_those_of_the_sessions_that_are_on(self, storage: Storage) -> None:
        session, other = await add_session(storage), await add_session(storage, "other")
        on, off, elsewhere = a_webhook(session.id), a_webhook(session.id, active=False), a_webhook(other.id)
        for webhook in (on, off, elsewhere):
            await storage.webhooks.add(webhook, limit=10)
        assert list(await storage.webhooks.active([session.id])) == [on]
        assert {one.id for one in await storage.webhooks.active([session.id, other.id])} == {
            on.id,
            elsewhere.id,
        }
        assert not await storage.webhooks.active([])

    async def test_change_writes_what_is_given_and_leaves_the_rest(self, storage: Storage) -> None:
        session = await add_session(storage)
        webhook = a_webhook(session.id, secrets=(SealedSecret(sealed="old"),), header_names=("X-One",))
        await storage.webhooks.add(webhook, limit=10)
        changes = WebhookChanges(
            url="https://elsewhere.example/hook",
            wanted=WebhookFilter(is_group=True),
            secrets=(SealedSecret(sealed="new"),),
            sealed_headers="sealed",
        )
        changed = await storage.webhooks.update(session.id, webhook.id, changes=changes, at=_LATER)
        assert changed == replace(
            webhook,
            url="https://elsewhere.example/hook",
            wanted=WebhookFilter(is_group=True),
            secrets=(SealedSecret(sealed="new"),),
            sealed_headers="sealed",
        )
        assert await storage.webhooks.get(session.id, webhook.id) == changed
        cleared = WebhookChanges(wanted=WebhookFilter(), header_names=(), sealed_headers=None)
        bare = await storage.webhooks.update(session.id, webhook.id, changes=cleared, at=_LATER)
        assert bare is not None
        assert (bare.wanted, bare.header_names, bare.sealed_headers) == (WebhookFilter(), (), None)
        assert await storage.webhooks.update(session.id, _NOWHERE, changes=changes, at=_LATER) is None

    async def test_change_to_the_url_of_another_is_refused(self, storage: Storage) -> None:
        session = await add_session(storage)
        first, second = a_webhook(session.id), a_webhook(session.id)
        await storage.webhooks.add(first, limit=10)
        await storage.webhooks.add(second, limit=10)
        with pytest.raises(WebhookExistsError):
            await storage.webhooks.update(
                session.id, second.id, changes=WebhookChanges(url=first.url), at=_LATER
            )
        same = WebhookChanges(url=second.url)
        assert await storage.webhooks.update(session.id, second.id, changes=same, at=_LATER) == second

    async def test_caller_turns_a_webhook_off_and_on(self, storage: Storage) -> None:
        session = await add_session(storage)
        webhook = a_webhook(session.id, failing_since=NOW)
        await storage.webhooks.add(webhook, limit=10)
        off = await storage.webhooks.update(
            session.id, webhook.id, changes=WebhookChanges(active=False), at=_LATER
        )
        assert off is not None
        assert (off.active, off.disabled_reason, off.disabled_at) == (
            False,
            DisabledReason.BY_CALLER,
            _LATER,
        )
        on = await storage.webhooks.update(
            session.id, webhook.id, changes=WebhookChanges(active=True), at=_LATER
        )
        assert on == replace(webhook, failing_since=None)

    async def test_webhook_is_disabled_once_and_tells_it(self, storage: Storage) -> None:
        session = await add_session(storage)
        webhook = a_webhook(session.id)
        await storage.webhooks.add(webhook, limit=10)
        event = an_event(session.id, type=EventType.WEBHOOK_DISABLED)
        gone = DisabledReason.GONE
        assert await storage.webhooks.disable(webhook.id, reason=gone, at=_LATER, events=[event])
        assert not await storage.webhooks.disable(
            webhook.id, reason=DisabledReason.FAILING, at=NOW, events=[an_event(session.id)]
        )
        assert not await storage.webhooks.disable(_NOWHERE, reason=gone, at=NOW, events=[])
        found = await storage.webhooks.get(session.id, webhook.id)
        assert found == replace(webhook, active=False, disabled_reason=gone, disabled_at=_LATER)
        assert await events_of(storage) == [event.id]

    async def test_removed_webhook_is_gone(self, storage: Storage) -> None:
        session = await add_session(storage)
        webhook = a_webhook(session.id)
        await storage.webhooks.add(webhook, limit=10)
        assert not await storage.webhooks.remove(SessionId("sess_other"), webhook.id)
        assert await storage.webhooks.remove(session.id, webhook.id)
        assert not await storage.webhooks.remove(session.id, webhook.id)
        assert await storage.webhooks.get(session.id, webhook.id) is None

    async def test_webhooks_go_with_their_session(self, storage: Storage) -> None:
        session = await add_session(storage)
        webhook = a_webhook(session.id)
        await storage.webhooks.add(webhook, limit=10)
        await storage.sessions.remove(session.id, epoch=session.epoch, events=[])
        assert not await storage.webhooks.by_ids([webhook.id])

    async def test_session_comes_with_its_first_webhook_or_not_at_all(self, storage: Storage) -> None:
        session = a_session()
        webhook = a_webhook(session.id)
        await storage.sessions.add(session, [], webhook=webhook)
        assert await storage.webhooks.get(session.id, webhook.id) == webhook
        twin = replace(a_session("twin"), name=session.name)
        orphan = a_webhook(twin.id)
        with pytest.raises(SessionExistsError):
            await storage.sessions.add(twin, [], webhook=orphan)
        assert not await storage.webhooks.by_ids([orphan.id])
