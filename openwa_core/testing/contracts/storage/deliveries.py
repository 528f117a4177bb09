"""Deliveries and the delivery log at rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from openwa_core.testing.contracts.storage.samples import (
    NOW,
    a_delivery_id,
    a_webhook,
    add_session,
    an_event,
)
from openwa_hookspecs.models.events import Event, EventFilter
from openwa_hookspecs.models.ids import SessionId, WebhookId
from openwa_hookspecs.models.webhooks import (
    AttemptEnd,
    AttemptError,
    AttemptStart,
    Backlog,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    DisabledReason,
    NewDelivery,
    Webhook,
    WebhookChanges,
)
from openwa_hookspecs.storage import Storage

__all__ = ["DeliveriesContract", "Endpoint", "endpoint_with"]

_PENDING, _DELIVERED = DeliveryState.PENDING, DeliveryState.DELIVERED


def _after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A webhook with events that are planned for it."""

    storage: Storage
    webhook: Webhook
    events: Sequence[Event]

    @property
    def id(self) -> WebhookId:
        return self.webhook.id

    def new(self) -> Sequence[NewDelivery]:
        return [NewDelivery(webhook_id=self.id, event=event) for event in self.events]

    async def begin(self, event: Event, at: datetime = NOW) -> AttemptStart:
        """Begin an attempt of the event's delivery, which may be made."""
        start = AttemptStart(id=a_delivery_id(), webhook_id=self.id, event_seq=event.seq, at=at)
        assert list(await self.storage.deliveries.begin([start])) == [True]
        return start

    async def end(
        self, start: AttemptStart, state: DeliveryState, *, due_at: datetime = NOW, step: int = 0
    ) -> DeliveryAttempt:
        """End the attempt: a success when the state is DELIVERED."""
        attempt = self.attempt(start, succeeded=state is _DELIVERED)
        await self.storage.deliveries.end(
            [AttemptEnd(attempt=attempt, event_seq=start.event_seq, state=state, due_at=due_at, step=step)]
        )
        return attempt

    def attempt(self, start: AttemptStart, *, succeeded: bool) -> DeliveryAttempt:
        event = next(event for event in self.events if event.seq == start.event_seq)
        return DeliveryAttempt(
            id=start.id,
            webhook_id=self.id,
            event=event.type.value,
            event_id=event.id,
            number=0,
            at=start.at,
            duration_ms=12,
            status=200 if succeeded else 500,
            error=None if succeeded else AttemptError.STATUS,
            response="ü\ufffd",
            succeeded=succeeded,
        )

    async def fresh(self) -> Sequence[Delivery]:
        return await self.storage.deliveries.fresh(self.id, after=0, limit=100)

    async def retries(self, now: datetime = NOW) -> Sequence[Delivery]:
        return await self.storage.deliveries.retries(self.id, now=now, limit=100)

    async def log(self) -> Sequence[DeliveryAttempt]:
        return (await self.storage.deliveries.attempts(self.id, number=1, limit=100)).items

    async def now(self) -> Webhook:
        (found,) = await self.storage.webhooks.by_ids([self.id])
        return found


async def endpoint_with(storage: Storage, count: int, *, planned: bool = True) -> Endpoint:
    """A webhook of a session of its own, and that many events."""
    name = f"shop{(await storage.events.bounds())[1]}"
    session = await add_session(storage, name)
    webhook = a_webhook(session.id)
    await storage.webhooks.add(webhook, limit=10)
    first = (await storage.events.bounds())[1]
    await storage.events.append([an_event(session.id, time=_after(age)) for age in range(count)])
    events = await storage.events.read(after=first, wanted=EventFilter(), limit=count or 1)
    endpoint = Endpoint(storage=storage, webhook=webhook, events=events)
    if planned:
        await storage.deliveries.plan(endpoint.new(), at=NOW)
    return endpoint


class DeliveriesContract:
    """`DeliveryRepository`."""

    async def test_planned_delivery_is_fresh_and_has_the_event(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        expected = [
            Delivery(webhook_id=endpoint.id, event=event, state=_PENDING, due_at=NOW)
            for event in endpoint.events
        ]
        assert list(await endpoint.fresh()) == expected
        assert not await endpoint.retries(_after(9))
        after = endpoint.events[0].seq
        assert list(await storage.deliveries.fresh(endpoint.id, after=after, limit=1)) == expected[1:2]

    async def test_delivery_is_planned_once_whatever_has_become_of_it(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await storage.deliveries.plan(endpoint.new(), at=_after(5))
        await storage.deliveries.plan([], at=_after(5))
        assert [one.event for one in await endpoint.fresh()] == list(endpoint.events[1:])

    async def test_nothing_is_planned_for_a_webhook_that_is_off_or_gone(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1, planned=False)
        off = WebhookChanges(active=False)
        await storage.webhooks.update(endpoint.webhook.session_id, endpoint.id, changes=off, at=NOW)
        nowhere = NewDelivery(webhook_id=WebhookId("wh_nowhere"), event=endpoint.events[0])
        await storage.deliveries.plan([*endpoint.new(), nowhere], at=NOW)
        assert not await storage.deliveries.backlog()

    async def test_delivery_is_fresh_until_its_first_attempt_has_ended(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        start = await endpoint.begin(endpoint.events[0], at=_after(1))
        assert [(one.event, one.attempts) for one in await endpoint.fresh()] == [
            (endpoint.events[0], 1),
            (endpoint.events[1], 0),
        ]
        assert not await endpoint.retries(_after(9))
        await endpoint.end(start, _PENDING)
        assert [one.event for one in await endpoint.fresh()] == list(endpoint.events[1:])
        assert [one.event for one in await endpoint.retries(_after(9))] == [endpoint.events[0]]

    async def test_only_what_is_pending_may_be_begun(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await endpoint.end(await endpoint.begin(endpoint.events[1]), DeliveryState.FAILED)
        starts = [
            AttemptStart(id=a_delivery_id(), webhook_id=endpoint.id, event_seq=event.seq, at=NOW)
            for event in endpoint.events
        ]
        assert list(await storage.deliveries.begin(starts)) == [False, False, True]
        assert not await storage.deliveries.begin([])

    async def test_failed_attempt_is_due_again_when_it_says_so(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1)
        start = await endpoint.begin(endpoint.events[0])
        await endpoint.end(start, _PENDING, due_at=_after(5), step=1)
        assert not await endpoint.retries(_after(4))
        (again,) = await endpoint.retries(_after(5))
        assert (again.attempts, again.step, again.due_at) == (1, 1, _after(5))
        await endpoint.begin(endpoint.events[0], at=_after(6))
        assert [one.attempts for one in await endpoint.retries(_after(6))] == [2]

    async def test_retries_come_in_the_order_in_which_they_are_due(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        for event, due in zip(endpoint.events, (3, 1, 2), strict=True):
            await endpoint.end(await endpoint.begin(event), _PENDING, due_at=_after(due))
        first, second, third = endpoint.events
        assert [one.event for one in await endpoint.retries(_after(9))] == [second, third, first]
        limited = await storage.deliveries.retries(endpoint.id, now=_after(9), limit=1)
        assert [one.event for one in limited] == [second]

    async def test_settled_delivery_is_not_tried_again(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await endpoint.end(await endpoint.begin(endpoint.events[1]), DeliveryState.FAILED)
        assert not [*await endpoint.fresh(), *await endpoint.retries(_after(999_999))]
        assert not await storage.deliveries.backlog()

    async def test_backlog_counts_what_is_pending_of_each_webhook(self, storage: Storage) -> None:
        one, other = await endpoint_with(storage, 3), await endpoint_with(storage, 2)
        await one.end(await one.begin(one.events[0]), _DELIVERED)
        for event, due in zip(other.events, (8, 7), strict=True):
            await other.end(await other.begin(event), _PENDING, due_at=_after(due))
        found = {backlog.webhook_id: backlog for backlog in await storage.deliveries.backlog()}
        assert found == {
            one.id: Backlog(webhook_id=one.id, pending=2, oldest=_after(1), next_due=NOW),
            other.id: Backlog(webhook_id=other.id, pending=2, oldest=_after(0), next_due=_after(7)),
        }

    async def test_each_attempt_is_in_the_log_newest_first(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        attempts = [
            await endpoint.end(await endpoint.begin(event, at=_after(age)), _PENDING)
            for age, event in enumerate((*endpoint.events, *endpoint.events))
        ]
        under_way = await endpoint.begin(endpoint.events[0], at=_after(9))
        assert list(await endpoint.log()) == attempts[::-1]
        page = await storage.deliveries.attempts(endpoint.id, number=2, limit=3)
        assert (list(page.items), page.total) == (attempts[:1], 4)
        await endpoint.end(under_way, _DELIVERED)
        assert next(one.id for one in await endpoint.log()) == under_way.id

    async def test_attempt_of_a_test_is_in_the_log(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 0)
        test = DeliveryAttempt(
            id=a_delivery_id(),
            webhook_id=endpoint.id,
            event="webhook.test",
            event_id=None,
            number=0,
            at=NOW,
            duration_ms=3,
            error=AttemptError.TIMEOUT,
        )
        await storage.deliveries.note(test)
        assert list(await endpoint.log()) == [test]
        assert not await storage.deliveries.again(endpoint.id, test.id, at=NOW)

    async def test_webhook_knows_since_when_it_fails(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1)
        for age in (1, 2):
            await endpoint.end(await endpoint.begin(endpoint.events[0], at=_after(age)), _PENDING)
        assert (await endpoint.now()).failing_since == _after(1)
        await endpoint.end(await endpoint.begin(endpoint.events[0], at=_after(3)), _DELIVERED)
        webhook = await endpoint.now()
        assert (webhook.failing_since, webhook.last_success_at) == (None, _after(3))

    async def test_of_attempts_that_end_together_the_last_success_counts(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 4)
        starts = [await endpoint.begin(event, at=_after(age)) for age, event in enumerate(endpoint.events)]
        outcomes = (False, True, False, False)
        ends = [
            AttemptEnd(
                attempt=endpoint.attempt(start, succeeded=good),
                event_seq=start.event_seq,
                state=_DELIVERED if good else _PENDING,
                due_at=_after(60),
                step=1,
            )
            for start, good in zip(starts, outcomes, strict=True)
        ]
        await storage.deliveries.end(ends)
        webhook = await endpoint.now()
        assert (webhook.last_success_at, webhook.failing_since) == (_after(1), _after(2))
        assert len(await endpoint.retries(_after(60))) == 3

    async def test_attempt_that_a_crash_cut_off_is_logged_and_comes_again(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        retried, first, _ = endpoint.events
        await endpoint.end(await endpoint.begin(retried), _PENDING, due_at=_after(5), step=1)
        await endpoint.begin(retried, at=_after(5))
        cut_off = await endpoint.begin(first)
        assert list(await storage.deliveries.interrupted(at=_after(60))) == [endpoint.id]
        (again,) = await endpoint.retries(_after(60))
        assert (again.event, again.attempts, again.due_at, again.step) == (retried, 2, _after(60), 1)
        assert [(one.event, one.attempts) for one in await endpoint.fresh()] == [
            (first, 1),
            (endpoint.events[2], 0),
        ]
        logged = {attempt.id: attempt for attempt in await endpoint.log()}[cut_off.id]
        assert (logged.error, logged.number, logged.duration_ms) == (AttemptError.INTERRUPTED, 0, None)
        assert not await storage.deliveries.interrupted(at=_after(61))

    async def test_delivery_is_sent_again_by_any_of_its_attempts(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1)
        first = await endpoint.end(await endpoint.begin(endpoint.events[0]), _PENDING, step=1)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED, step=1)
        assert await storage.deliveries.again(endpoint.id, first.id, at=_after(7))
        (again,) = await endpoint.retries(_after(7))
        assert (again.attempts, again.step, again.due_at) == (2, 0, _after(7))
        assert not await storage.deliveries.again(endpoint.id, a_delivery_id(), at=NOW)
        assert not await storage.deliveries.again(WebhookId("wh_other"), first.id, at=NOW)

    async def test_recovery_sends_what_did_not_arrive(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 4, planned=False)
        await storage.deliveries.plan(endpoint.new()[:3], at=NOW)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await endpoint.end(await endpoint.begin(endpoint.events[1]), DeliveryState.FAILED, step=9)
        assert await storage.deliveries.recover(endpoint.id, endpoint.new(), at=_after(5)) == 2
        assert [one.event for one in await endpoint.fresh()] == [endpoint.events[2], endpoint.events[3]]
        (retried,) = await endpoint.retries(_after(5))
        assert (retried.event, retried.step) == (endpoint.events[1], 0)
        assert await storage.deliveries.recover(endpoint.id, [], at=NOW) == 0

    async def test_disabled_webhook_gets_nothing_and_recovery_brings_it(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _PENDING)
        arriving, failing = await endpoint.begin(endpoint.events[1]), await endpoint.begin(endpoint.events[2])
        await storage.webhooks.disable(endpoint.id, reason=DisabledReason.GONE, at=NOW, events=[])
        assert not [*await endpoint.fresh(), *await endpoint.retries(_after(9))]
        await endpoint.end(arriving, _DELIVERED)
        await endpoint.end(failing, _PENDING)
        assert not await storage.deliveries.backlog()
        on = WebhookChanges(active=True)
        await storage.webhooks.update(endpoint.webhook.session_id, endpoint.id, changes=on, at=NOW)
        assert await storage.deliveries.recover(endpoint.id, endpoint.new(), at=_after(5)) == 2
        assert {one.event.seq for one in await endpoint.retries(_after(5))} == {
            endpoint.events[0].seq,
            endpoint.events[2].seq,
        }

    async def test_deliveries_and_log_go_with_the_webhook(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        under_way = await endpoint.begin(endpoint.events[0])
        await storage.webhooks.remove(endpoint.webhook.session_id, endpoint.id)
        await endpoint.end(under_way, _DELIVERED)
        assert not await storage.deliveries.backlog()
        assert not await endpoint.log()

    async def test_log_is_pruned_by_age(self, storage: Storage) -> None:
        await storage.events.append([an_event(SessionId("s"), time=_after(age)) for age in range(5)])
        last = (await storage.events.bounds())[1]
        assert await storage.events.prune(older_than=_after(3), keep=100, upto=last) == 3
        assert await storage.events.bounds() == (last - 1, last)
        assert await storage.events.prune(older_than=_after(3), keep=100, upto=last) == 0
        assert await storage.events.prune(older_than=_after(99), keep=100, upto=last) == 2
        assert await storage.events.bounds() == (0, last)
        await storage.events.append([an_event(SessionId("s"))])
        assert await storage.events.bounds() == (last + 1, last + 1)

    async def test_log_is_pruned_by_count_and_never_beyond_its_readers(self, storage: Storage) -> None:
        await storage.events.append([an_event(SessionId("s")) for _ in range(6)])
        last = (await storage.events.bounds())[1]
        assert await storage.events.prune(older_than=NOW, keep=4, upto=last - 5) == 1
        assert await storage.events.prune(older_than=NOW, keep=4, upto=last) == 1
        assert (await storage.events.bounds())[0] == last - 3

    async def test_event_that_is_still_to_be_delivered_is_not_pruned(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        first, second, _ = endpoint.events
        old = _after(999)
        assert await storage.events.prune(older_than=old, keep=0, upto=first.seq + 99) == 0
        attempt = await endpoint.end(await endpoint.begin(first), _DELIVERED)
        test = replace(attempt, id=a_delivery_id(), event="webhook.test", event_id=None, at=_after(2000))
        await storage.deliveries.note(test)
        assert await storage.events.prune(older_than=old, keep=0, upto=first.seq + 99) == 1
        assert (await storage.events.bounds())[0] == second.seq
        assert list(await endpoint.log()) == [test]
        assert not await storage.deliveries.again(endpoint.id, attempt.id, at=NOW)
