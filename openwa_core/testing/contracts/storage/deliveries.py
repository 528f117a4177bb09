"""Deliveries and the delivery log at rest."""

from __future__ import annotations

from dataclasses import replace

from openwa_core.testing.contracts.storage.endpoints import after, endpoint_with
from openwa_core.testing.contracts.storage.samples import NOW, a_delivery_id, a_webhook
from openwa_hookspecs.models.ids import WebhookId
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
)
from openwa_hookspecs.storage import Storage

__all__ = ["DeliveriesContract"]

_PENDING, _DELIVERED = DeliveryState.PENDING, DeliveryState.DELIVERED


class DeliveriesContract:
    """`DeliveryRepository`."""

    async def test_planned_delivery_is_fresh_and_has_the_event(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        expected = [
            Delivery(webhook_id=endpoint.id, event=event, state=_PENDING, due_at=NOW)
            for event in endpoint.events
        ]
        assert list(await endpoint.fresh()) == expected
        assert not await endpoint.retries(after(9))
        first = endpoint.events[0].seq
        assert list(await storage.deliveries.fresh(endpoint.id, after=first, limit=1)) == expected[1:2]

    async def test_delivery_is_planned_once_whatever_has_become_of_it(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await storage.deliveries.plan(endpoint.new(), at=after(5))
        await storage.deliveries.plan([], at=after(5))
        assert [one.event for one in await endpoint.fresh()] == list(endpoint.events[1:])

    async def test_nothing_is_planned_for_a_webhook_that_is_off_or_gone(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1, planned=False)
        await endpoint.switch(on=False)
        nowhere = NewDelivery(webhook_id=WebhookId("wh_nowhere"), event=endpoint.events[0])
        await storage.deliveries.plan([*endpoint.new(), nowhere], at=NOW)
        assert not await storage.deliveries.backlog()

    async def test_delivery_is_fresh_until_its_first_attempt_has_ended(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        start = await endpoint.begin(endpoint.events[0], at=after(1))
        assert [(one.event, one.attempts) for one in await endpoint.fresh()] == [
            (endpoint.events[0], 1),
            (endpoint.events[1], 0),
        ]
        assert not await endpoint.retries(after(9))
        await endpoint.end(start, _PENDING)
        assert [one.event for one in await endpoint.fresh()] == list(endpoint.events[1:])
        assert [one.event for one in await endpoint.retries(after(9))] == [endpoint.events[0]]

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
        await endpoint.end(start, _PENDING, due_at=after(5), step=1)
        assert not await endpoint.retries(after(4))
        (again,) = await endpoint.retries(after(5))
        assert (again.attempts, again.step, again.due_at) == (1, 1, after(5))
        await endpoint.begin(endpoint.events[0], at=after(6))
        assert [one.attempts for one in await endpoint.retries(after(6))] == [2]

    async def test_retries_come_in_the_order_in_which_they_are_due(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        for event, due in zip(endpoint.events, (3, 1, 2), strict=True):
            await endpoint.end(await endpoint.begin(event), _PENDING, due_at=after(due))
        first, second, third = endpoint.events
        assert [one.event for one in await endpoint.retries(after(9))] == [second, third, first]
        limited = await storage.deliveries.retries(endpoint.id, now=after(9), limit=1)
        assert [one.event for one in limited] == [second]

    async def test_settled_delivery_is_not_tried_again(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await endpoint.end(await endpoint.begin(endpoint.events[1]), DeliveryState.FAILED)
        assert not [*await endpoint.fresh(), *await endpoint.retries(after(999_999))]
        assert not await storage.deliveries.backlog()

    async def test_backlog_counts_what_is_pending_of_each_webhook(self, storage: Storage) -> None:
        one, other = await endpoint_with(storage, 3), await endpoint_with(storage, 2)
        await one.end(await one.begin(one.events[0]), _DELIVERED)
        for event, due in zip(other.events, (8, 7), strict=True):
            await other.end(await other.begin(event), _PENDING, due_at=after(due))
        found = {backlog.webhook_id: backlog for backlog in await storage.deliveries.backlog()}
        assert found == {
            one.id: Backlog(webhook_id=one.id, pending=2, oldest=after(1), next_due=NOW),
            other.id: Backlog(webhook_id=other.id, pending=2, oldest=after(0), next_due=after(7)),
        }

    async def test_each_attempt_is_in_the_log_newest_first(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        attempts = [
            await endpoint.end(await endpoint.begin(event, at=after(age)), _PENDING)
            for age, event in enumerate((*endpoint.events, *endpoint.events))
        ]
        under_way = await endpoint.begin(endpoint.events[0], at=after(9))
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
            await endpoint.end(await endpoint.begin(endpoint.events[0], at=after(age)), _PENDING)
        assert (await endpoint.now()).failing_since == after(1)
        await endpoint.end(await endpoint.begin(endpoint.events[0], at=after(3)), _DELIVERED)
        webhook = await endpoint.now()
        assert (webhook.failing_since, webhook.last_success_at) == (None, after(3))

    async def test_of_attempts_that_end_together_the_last_success_counts(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 4)
        starts = [await endpoint.begin(event, at=after(age)) for age, event in enumerate(endpoint.events)]
        outcomes = (False, True, False, False)
        ends = [
            AttemptEnd(
                attempt=endpoint.attempt(start, succeeded=good),
                event_seq=start.event_seq,
                state=_DELIVERED if good else _PENDING,
                due_at=after(60),
                step=1,
            )
            for start, good in zip(starts, outcomes, strict=True)
        ]
        await storage.deliveries.end(ends)
        webhook = await endpoint.now()
        assert (webhook.last_success_at, webhook.failing_since) == (after(1), after(2))
        assert len(await endpoint.retries(after(60))) == 3

    async def test_attempt_that_a_crash_cut_off_is_logged_and_comes_again(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        retried, first, _ = endpoint.events
        await endpoint.end(await endpoint.begin(retried), _PENDING, due_at=after(5), step=1)
        await endpoint.begin(retried, at=after(5))
        cut_off = await endpoint.begin(first)
        assert list(await storage.deliveries.interrupted(at=after(60))) == [endpoint.id]
        (again,) = await endpoint.retries(after(60))
        assert (again.event, again.attempts, again.due_at, again.step) == (retried, 2, after(60), 1)
        assert [(one.event, one.attempts) for one in await endpoint.fresh()] == [
            (first, 1),
            (endpoint.events[2], 0),
        ]
        logged = {attempt.id: attempt for attempt in await endpoint.log()}[cut_off.id]
        assert (logged.error, logged.number, logged.duration_ms) == (AttemptError.INTERRUPTED, 0, None)
        assert not await storage.deliveries.interrupted(at=after(61))

    async def test_delivery_is_sent_again_by_any_of_its_attempts(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1)
        first = await endpoint.end(await endpoint.begin(endpoint.events[0]), _PENDING, step=1)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED, step=1)
        assert await storage.deliveries.again(endpoint.id, first.id, at=after(7))
        (again,) = await endpoint.retries(after(7))
        assert (again.attempts, again.step, again.due_at) == (2, 0, after(7))
        assert not await storage.deliveries.again(endpoint.id, a_delivery_id(), at=NOW)
        assert not await storage.deliveries.again(WebhookId("wh_other"), first.id, at=NOW)

    async def test_recovery_sends_what_did_not_arrive(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 4, planned=False)
        await storage.deliveries.plan(endpoint.new()[:3], at=NOW)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await endpoint.end(await endpoint.begin(endpoint.events[1]), DeliveryState.FAILED, step=9)
        assert await storage.deliveries.recover(endpoint.id, endpoint.new(), at=after(5)) == 2
        assert [one.event for one in await endpoint.fresh()] == [endpoint.events[2], endpoint.events[3]]
        (retried,) = await endpoint.retries(after(5))
        assert (retried.event, retried.step) == (endpoint.events[1], 0)
        assert await storage.deliveries.recover(endpoint.id, [], at=NOW) == 0

    async def test_disabled_webhook_gets_nothing_and_recovery_brings_it(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3)
        await endpoint.end(await endpoint.begin(endpoint.events[0]), _PENDING)
        arriving, failing = await endpoint.begin(endpoint.events[1]), await endpoint.begin(endpoint.events[2])
        await storage.webhooks.disable(endpoint.id, reason=DisabledReason.GONE, at=NOW, events=[])
        assert not [*await endpoint.fresh(), *await endpoint.retries(after(9))]
        await endpoint.end(arriving, _DELIVERED)
        await endpoint.end(failing, _PENDING)
        assert not await storage.deliveries.backlog()
        await endpoint.switch(on=True)
        assert await storage.deliveries.recover(endpoint.id, endpoint.new(), at=after(5)) == 2
        assert {one.event.seq for one in await endpoint.retries(after(5))} == {
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

    async def test_cancelled_delivery_ends_with_its_attempt_and_not_before(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 2)
        ended, cut_off = [await endpoint.begin(event) for event in endpoint.events]
        await endpoint.switch(on=False)
        await endpoint.end(ended, _PENDING)
        assert list(await storage.deliveries.interrupted(at=after(60))) == [endpoint.id]
        errors = {attempt.id: attempt.error for attempt in await endpoint.log()}
        assert errors == {ended.id: AttemptError.STATUS, cut_off.id: AttemptError.INTERRUPTED}
        assert not await storage.deliveries.backlog()
        assert not await storage.deliveries.interrupted(at=after(61))

    async def test_nothing_becomes_pending_for_a_webhook_that_is_off(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 3, planned=False)
        await storage.deliveries.plan(endpoint.new()[:2], at=NOW)
        delivered = await endpoint.end(await endpoint.begin(endpoint.events[0]), _DELIVERED)
        await endpoint.switch(on=False)
        assert not await storage.deliveries.again(endpoint.id, delivered.id, at=NOW)
        assert await storage.deliveries.recover(endpoint.id, endpoint.new(), at=NOW) == 0
        assert not await storage.deliveries.backlog()

    async def test_recovered_delivery_is_due_now_though_it_was_never_attempted(
        self, storage: Storage
    ) -> None:
        endpoint = await endpoint_with(storage, 1)
        await endpoint.switch(on=False)
        await endpoint.switch(on=True)
        assert not await endpoint.fresh()
        assert await storage.deliveries.recover(endpoint.id, endpoint.new(), at=after(5)) == 1
        (recovered,) = await endpoint.fresh()
        assert (recovered.attempts, recovered.due_at) == (0, after(5))

    async def test_attempt_ends_whatever_the_receiver_answered(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1)
        start = await endpoint.begin(endpoint.events[0])
        attempt = replace(endpoint.attempt(start, succeeded=True), response="a\0b\r\n\x1b ü \U0001f600\ufffd")
        end = AttemptEnd(attempt=attempt, event_seq=start.event_seq, state=_DELIVERED, due_at=NOW, step=0)
        await storage.deliveries.end([end])
        (logged,) = await endpoint.log()
        assert logged.response is not None
        assert logged.response.replace("\0", "\ufffd") == "a\ufffdb\r\n\x1b ü \U0001f600\ufffd"
        assert not await storage.deliveries.backlog()

    async def test_end_of_an_attempt_that_another_has_followed_changes_no_delivery(
        self, storage: Storage
    ) -> None:
        endpoint = await endpoint_with(storage, 1)
        earlier = await endpoint.begin(endpoint.events[0], at=after(1))
        later = await endpoint.begin(endpoint.events[0], at=after(2))
        await endpoint.end(earlier, DeliveryState.FAILED)
        (pending,) = await endpoint.fresh()
        assert (pending.state, pending.attempts) == (_PENDING, 2)
        await endpoint.end(later, _DELIVERED)
        assert [attempt.id for attempt in await endpoint.log()] == [later.id, earlier.id]

    async def test_deliveries_of_one_event_are_each_their_own(self, storage: Storage) -> None:
        one = await endpoint_with(storage, 2)
        other = replace(one, webhook=a_webhook(one.webhook.session_id))
        await storage.webhooks.add(other.webhook, limit=10)
        await storage.deliveries.plan(other.new(), at=NOW)
        await one.end(await one.begin(one.events[0]), _DELIVERED)
        assert [delivery.event for delivery in await one.fresh()] == list(one.events[1:])
        assert [delivery.event for delivery in await other.fresh()] == list(other.events)
        assert not await other.log()
