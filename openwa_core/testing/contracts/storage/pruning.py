"""What goes from the event log, and what never does."""

from __future__ import annotations

from dataclasses import replace

from openwa_core.testing.contracts.storage.endpoints import after, endpoint_with
from openwa_core.testing.contracts.storage.samples import NOW, a_delivery_id, an_event
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.webhooks import DeliveryState
from openwa_hookspecs.storage import Storage

__all__ = ["PruningContract"]

_MANY = 5000


class PruningContract:
    """`EventRepository.prune`."""

    async def test_log_is_pruned_by_age(self, storage: Storage) -> None:
        await storage.events.append([an_event(SessionId("s"), time=after(age)) for age in range(5)])
        last = (await storage.events.bounds())[1]
        assert await storage.events.prune(older_than=after(3), keep=100, upto=last) == 3
        assert await storage.events.bounds() == (last - 1, last)
        assert await storage.events.prune(older_than=after(3), keep=100, upto=last) == 0
        assert await storage.events.prune(older_than=after(99), keep=100, upto=last) == 2
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
        old = after(999)
        assert await storage.events.prune(older_than=old, keep=0, upto=first.seq + 99) == 0
        attempt = await endpoint.end(await endpoint.begin(first), DeliveryState.DELIVERED)
        test = replace(attempt, id=a_delivery_id(), event="webhook.test", event_id=None, at=after(2000))
        await storage.deliveries.note(test)
        assert await storage.events.prune(older_than=old, keep=0, upto=first.seq + 99) == 1
        assert (await storage.events.bounds())[0] == second.seq
        assert list(await endpoint.log()) == [test]
        assert not await storage.deliveries.again(endpoint.id, attempt.id, at=NOW)

    async def test_nothing_after_an_event_that_is_still_to_be_delivered_is_pruned(
        self, storage: Storage
    ) -> None:
        endpoint = await endpoint_with(storage, 3)
        first, second, third = endpoint.events
        for event in (first, third):
            await endpoint.end(await endpoint.begin(event), DeliveryState.DELIVERED)
        await endpoint.begin(second)
        assert await storage.events.prune(older_than=after(999), keep=0, upto=third.seq) == 1
        assert await storage.events.bounds() == (second.seq, third.seq)

    async def test_event_that_is_cancelled_or_failed_is_pruned(self, storage: Storage) -> None:
        failed, cancelled = await endpoint_with(storage, 1), await endpoint_with(storage, 1)
        await failed.end(await failed.begin(failed.events[0]), DeliveryState.FAILED)
        await cancelled.switch(on=False)
        last = cancelled.events[0].seq
        assert await storage.events.prune(older_than=after(999), keep=0, upto=last) == 2
        assert not await failed.log()
        assert await storage.deliveries.recover(failed.id, [], at=NOW) == 0

    async def test_young_event_keeps_the_older_ones_that_came_after_it(self, storage: Storage) -> None:
        times = [after(seconds) for seconds in (0, 9, 1)]
        await storage.events.append([an_event(SessionId("s"), time=time) for time in times])
        last = (await storage.events.bounds())[1]
        assert await storage.events.prune(older_than=after(5), keep=100, upto=last) == 1

    async def test_test_of_a_webhook_leaves_the_log_by_its_age(self, storage: Storage) -> None:
        endpoint = await endpoint_with(storage, 1)
        attempt = await endpoint.end(await endpoint.begin(endpoint.events[0]), DeliveryState.DELIVERED)
        test = replace(attempt, id=a_delivery_id(), event="webhook.test", event_id=None, at=after(1))
        await storage.deliveries.note(test)
        assert await storage.events.prune(older_than=after(1), keep=100, upto=0) == 0
        assert list(await endpoint.log()) == [test, attempt]
        await storage.events.prune(older_than=after(2), keep=100, upto=0)
        assert list(await endpoint.log()) == [attempt]

    async def test_large_log_is_pruned_in_several_calls(self, storage: Storage) -> None:
        await storage.events.append([an_event(SessionId("s")) for _ in range(_MANY)])
        last = (await storage.events.bounds())[1]
        counts = []
        while count := await storage.events.prune(older_than=after(1), keep=10, upto=last):
            counts.append(count)
        assert (len(counts) > 1, sum(counts)) == (True, _MANY)
