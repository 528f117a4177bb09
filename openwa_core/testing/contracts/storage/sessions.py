"""Sessions: names, pages, claims, guarded changes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from openwa_core.testing.contracts.storage.samples import (
    CHAT,
    LEASE,
    NOW,
    OWNER,
    a_session,
    add_session,
    an_event,
    an_incoming,
    an_outgoing,
    events_of,
)
from openwa_hookspecs.errors import SessionExistsError
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import Proxy, SessionChanges, SessionStatus, StatusReason
from openwa_hookspecs.storage import Storage

__all__ = ["SessionsContract"]

_OTHER = "node-b"
_LARGE_EPOCH = 2**62


class SessionsContract:
    """`SessionRepository`."""

    async def test_session_comes_back_as_it_was_added(self, storage: Storage) -> None:
        record = a_session(
            reason=StatusReason.CONNECTION_LOST,
            detail="the phone is off • 手机",
            wanted=False,
            phone_number="628111111111",
            push_name="Zoë \U0001f468‍\U0001f469‍\U0001f467",
            platform="android",
            lid="12345678901234@lid",
            connected_at=NOW - timedelta(microseconds=1),
            owner=OWNER,
            epoch=_LARGE_EPOCH,
            lease_until=NOW + LEASE,
        )
        await storage.sessions.add(record, [])
        assert await storage.sessions.get(record.id) == record

    async def test_settings_and_sealed_proxy_come_back_and_an_open_proxy_is_not_kept(
        self, storage: Storage
    ) -> None:
        record = a_session(
            config={"device_name": "Büro ☂", "nested": {"n": [1, 2.5, None, True]}},
            sealed_proxy="gAAAA-sealed",
            proxy=Proxy(server="http://proxy:3128", password="secret"),
        )
        await storage.sessions.add(record, ())
        assert await storage.sessions.get(record.id) == replace(record, proxy=None)

    async def test_session_with_nothing_optional_comes_back_too(self, storage: Storage) -> None:
        await storage.sessions.add(a_session(), [])
        assert await storage.sessions.get(a_session().id) == a_session()

    async def test_unknown_session_is_none(self, storage: Storage) -> None:
        assert await storage.sessions.get(SessionId("sess_nobody")) is None

    async def test_adding_writes_its_events(self, storage: Storage) -> None:
        event = an_event(a_session().id)
        await storage.sessions.add(a_session(), [event])
        assert await events_of(storage) == [event.id]

    async def test_taken_name_is_refused_with_its_events(self, storage: Storage) -> None:
        await storage.sessions.add(a_session(), [])
        double = a_session(id=SessionId("sess_double"))
        with pytest.raises(SessionExistsError):
            await storage.sessions.add(double, [an_event(double.id)])
        assert await storage.sessions.get(double.id) is None
        assert await events_of(storage) == []

    async def test_of_many_at_once_one_gets_the_name(self, storage: Storage) -> None:
        adding = [storage.sessions.add(a_session(id=SessionId(f"sess_{n}")), []) for n in range(8)]
        outcomes = await asyncio.gather(*adding, return_exceptions=True)
        assert outcomes.count(None) == 1
        assert sum(isinstance(outcome, SessionExistsError) for outcome in outcomes) == 7

    async def test_page_is_oldest_first(self, storage: Storage) -> None:
        for age, name in ((1, "young"), (3, "old"), (2, "middle")):
            await storage.sessions.add(a_session(name, created_at=NOW - timedelta(days=age)), [])
        first = await storage.sessions.page(status=None, only=None, number=1, limit=2)
        assert [record.name for record in first.items] == ["old", "middle"]
        assert (first.number, first.limit, first.total, first.count) == (1, 2, 3, 2)
        second = await storage.sessions.page(status=None, only=None, number=2, limit=2)
        assert [record.name for record in second.items] == ["young"]

    async def test_page_beyond_the_end_is_empty_and_knows_the_total(self, storage: Storage) -> None:
        await storage.sessions.add(a_session(), [])
        page = await storage.sessions.page(status=None, only=None, number=9, limit=10)
        assert (list(page.items), page.total) == ([], 1)

    async def test_page_keeps_to_status_and_ids(self, storage: Storage) -> None:
        for name, status in (
            ("a", SessionStatus.READY),
            ("b", SessionStatus.READY),
            ("c", SessionStatus.ERROR),
        ):
            await storage.sessions.add(a_session(name, status=status), [])
        only = frozenset({a_session("b").id, a_session("c").id})
        ready = await storage.sessions.page(status=SessionStatus.READY, only=only, number=1, limit=10)
        assert ([record.name for record in ready.items], ready.total) == (["b"], 1)
        both = await storage.sessions.page(status=None, only=only, number=1, limit=10)
        assert {record.name for record in both.items} == {"b", "c"}

    async def test_page_of_no_ids_is_empty(self, storage: Storage) -> None:
        await storage.sessions.add(a_session(), [])
        page = await storage.sessions.page(status=None, only=frozenset(), number=1, limit=10)
        assert (list(page.items), page.total, page.count) == ([], 0, 0)

    async def test_claim_raises_the_epoch_and_notes_the_owner(self, storage: Storage) -> None:
        await storage.sessions.add(a_session(epoch=4), [])
        claimed = await storage.sessions.claim(a_session().id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
        assert claimed == a_session(epoch=5, owner=OWNER, lease_until=NOW + LEASE)
        assert await storage.sessions.get(a_session().id) == claimed

    async def test_live_lease_of_another_stands(self, storage: Storage) -> None:
        session = await add_session(storage)
        just_before = NOW + LEASE - timedelta(microseconds=1)
        taken = await storage.sessions.claim(
            session.id, owner=_OTHER, now=just_before, lease_until=just_before + LEASE
        )
        assert taken is None
        assert await storage.sessions.get(session.id) == session

    async def test_ended_lease_and_own_lease_are_claimed(self, storage: Storage) -> None:
        session = await add_session(storage)
        later = NOW + 2 * LEASE
        taken = await storage.sessions.claim(session.id, owner=_OTHER, now=later, lease_until=later + LEASE)
        again = await storage.sessions.claim(session.id, owner=_OTHER, now=later, lease_until=later + LEASE)
        assert taken is not None
        assert again is not None
        assert (taken.owner, taken.epoch, again.epoch) == (_OTHER, 2, 3)

    async def test_unknown_session_cannot_be_claimed(self, storage: Storage) -> None:
        nobody = SessionId("sess_nobody")
        assert await storage.sessions.claim(nobody, owner=OWNER, now=NOW, lease_until=NOW) is None

    async def test_renew_prolongs_the_leases_of_one_owner(self, storage: Storage) -> None:
        mine = [await add_session(storage, name) for name in ("a", "b")]
        theirs = a_session("c", owner=_OTHER, lease_until=NOW)
        await storage.sessions.add(theirs, [])
        until = NOW + 5 * LEASE
        assert await storage.sessions.renew(owner=OWNER, lease_until=until) == 2
        for session in mine:
            renewed = await storage.sessions.get(session.id)
            assert renewed is not None
            assert (renewed.lease_until, renewed.epoch) == (until, session.epoch)
        assert await storage.sessions.get(theirs.id) == theirs
        assert await storage.sessions.renew(owner="node-c", lease_until=until) == 0

    async def test_update_changes_what_is_given_and_writes_its_events(self, storage: Storage) -> None:
        session = await add_session(storage, push_name="before", detail="stays")
        event = an_event(session.id)
        changes = SessionChanges(
            status=SessionStatus.READY, reason=StatusReason.STOPPED, push_name=None, connected_at=NOW
        )
        changed = await storage.sessions.update(
            session.id, epoch=session.epoch, changes=changes, events=[event]
        )
        assert changed is not None
        assert (changed.status, changed.reason) == (SessionStatus.READY, StatusReason.STOPPED)
        assert (changed.push_name, changed.detail, changed.connected_at) == (None, "stays", NOW)
        assert await storage.sessions.get(session.id) == changed
        assert await events_of(storage) == [event.id]

    async def test_update_of_nothing_answers_the_record(self, storage: Storage) -> None:
        session = await add_session(storage)
        unchanged = await storage.sessions.update(
            session.id, epoch=session.epoch, changes=SessionChanges(), events=[]
        )
        assert unchanged == session

    async def test_stale_owner_is_mute(self, storage: Storage) -> None:
        session = await add_session(storage)
        await storage.sessions.claim(session.id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
        changes = SessionChanges(status=SessionStatus.READY)
        event = an_event(session.id)
        stale = session.epoch
        sessions, messages = storage.sessions, storage.messages
        row, message = an_outgoing(session), an_incoming()
        assert await sessions.update(session.id, epoch=stale, changes=changes, events=[event]) is None
        assert not await sessions.remove(session.id, epoch=stale, events=[event])
        assert not await messages.add_outgoing(row, [event])
        assert not await messages.record(session.id, epoch=stale, message=message, events=[event])
        current = await sessions.get(session.id)
        assert current is not None
        assert current.status is SessionStatus.INITIALIZING
        assert await messages.outgoing(session.id, row.key) is None
        assert await messages.get(session.id, message.id) is None
        assert await events_of(storage) == []

    async def test_unknown_session_is_neither_updated_nor_removed(self, storage: Storage) -> None:
        nobody = SessionId("sess_nobody")
        event = an_event(nobody)
        update = storage.sessions.update(nobody, epoch=0, changes=SessionChanges(), events=[event])
        assert await update is None
        assert not await storage.sessions.remove(nobody, epoch=0, events=[event])
        assert await events_of(storage) == []

    async def test_remove_takes_the_messages_along_and_leaves_the_events(self, storage: Storage) -> None:
        session = await add_session(storage)
        first, last = an_event(session.id), an_event(session.id)
        await storage.messages.record(session.id, epoch=session.epoch, message=an_incoming(), events=[first])
        assert await storage.sessions.remove(session.id, epoch=session.epoch, events=[last])
        assert await storage.sessions.get(session.id) is None
        assert not await storage.messages.history(session.id, [CHAT], limit=10, before=None)
        assert await events_of(storage) == [first.id, last.id]
        assert not await storage.sessions.remove(session.id, epoch=session.epoch, events=[])

    async def test_name_of_a_removed_session_is_free(self, storage: Storage) -> None:
        session = await add_session(storage)
        await storage.sessions.remove(session.id, epoch=session.epoch, events=[])
        await storage.sessions.add(a_session(id=SessionId("sess_new")), [])
        assert (found := await storage.sessions.get(SessionId("sess_new"))) is not None
        assert found.name == session.name
