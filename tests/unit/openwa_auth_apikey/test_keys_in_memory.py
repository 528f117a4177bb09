"""What reaches the database, and when."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from openwa_auth_apikey.auth import ApiKeyAuth
from openwa_auth_apikey.config import ApiKeyConfig
from openwa_core.testing.fakes.context import FakeStoreContext
from openwa_hookspecs.errors import RateLimitedError, ServiceUnavailableError, ValidationFailedError
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, Credentials, Principal, Role

SPEC = ApiKeySpec(name="bot", role=Role.OPERATOR)


async def caller(auth: ApiKeyAuth, secret: str, address: str = "192.0.2.1") -> Principal | None:
    return await auth.authenticate(Credentials(address=address, header=secret))


async def test_a_known_key_is_answered_from_memory(auth: ApiKeyAuth, context: FakeStoreContext) -> None:
    secret = (await auth.create_key(SPEC)).secret
    for _ in range(100):
        assert await caller(auth, secret) is not None
    assert context.storage.keys.lookups == 0


async def test_a_key_is_read_again_after_five_seconds_once(
    auth: ApiKeyAuth, context: FakeStoreContext
) -> None:
    secret = (await auth.create_key(SPEC)).secret
    await context.clock.advance(5)
    assert all(await asyncio.gather(*(caller(auth, secret) for _ in range(50))))
    assert context.storage.keys.lookups == 1


async def test_a_key_that_another_process_revoked_ends_within_five_seconds(
    auth: ApiKeyAuth, config: ApiKeyConfig, context: FakeStoreContext
) -> None:
    other = ApiKeyAuth(config, context)
    await other.start()
    created = await other.create_key(SPEC)
    assert await caller(auth, created.secret) is not None
    await other.revoke_key(created.record.id)
    assert await caller(other, created.secret) is None
    await context.clock.advance(5)
    assert await caller(auth, created.secret) is None


async def test_the_database_is_not_asked_for_an_address_that_tries_keys(
    auth: ApiKeyAuth, context: FakeStoreContext
) -> None:
    tries = [caller(auth, f"owa_k1_{number:064x}") for number in range(1000, 1500)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, RateLimitedError) for outcome in outcomes) == 480
    assert context.storage.keys.lookups == 20


async def test_a_key_that_no_longer_works_is_a_wrong_one(auth: ApiKeyAuth, context: FakeStoreContext) -> None:
    """Otherwise who has tried too often could tell it from one that never was."""
    revoked, elsewhere, expired, good = [
        await auth.create_key(spec)
        for spec in (
            SPEC,
            replace(SPEC, networks=("10.0.0.0/8",)),
            replace(SPEC, expires_at=context.clock.now() + timedelta(seconds=1)),
            SPEC,
        )
    ]
    await auth.revoke_key(revoked.record.id)
    await context.clock.advance(1)
    for number in range(20):
        assert await caller(auth, (revoked, elsewhere, expired)[number % 3].secret) is None
    for created in (revoked, elsewhere, expired):
        with pytest.raises(RateLimitedError):
            await caller(auth, created.secret)
    assert await caller(auth, good.secret) is not None


async def test_nobody_waits_longer_than_one_look_up_for_a_silent_database(
    auth: ApiKeyAuth, context: FakeStoreContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openwa_auth_apikey.ring._LOOKUP_TIMEOUT_S", 0.05)
    secrets = [(await auth.create_key(SPEC)).secret for _ in range(20)]
    await context.clock.advance(5)
    monkeypatch.setattr(context.storage.keys, "by_digest", lambda _: asyncio.Event().wait())
    async with asyncio.timeout(0.5):
        outcomes = await asyncio.gather(*(caller(auth, secret) for secret in secrets), return_exceptions=True)
    assert all(isinstance(outcome, ServiceUnavailableError) for outcome in outcomes)


async def test_a_slow_look_up_does_not_make_a_key_younger(
    auth: ApiKeyAuth, context: FakeStoreContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = await auth.create_key(SPEC)
    read = context.storage.keys.by_digest

    async def slowly(digest: str) -> ApiKeyRecord | None:
        record = await read(digest)
        await context.clock.advance(3)
        return record

    await context.clock.advance(5)
    monkeypatch.setattr(context.storage.keys, "by_digest", slowly)
    assert await caller(auth, created.secret) is not None
    await context.storage.keys.revoke(created.record.id, at=context.clock.now())
    await context.clock.advance(2)
    assert await caller(auth, created.secret) is None


async def test_an_address_may_try_again_after_a_minute(auth: ApiKeyAuth, context: FakeStoreContext) -> None:
    for _ in range(20):
        await caller(auth, "wrong")
    await context.clock.advance(59)
    with pytest.raises(RateLimitedError) as limited:
        await caller(auth, "wrong")
    assert limited.value.retry_after_s == 1
    await context.clock.advance(1)
    assert await caller(auth, "wrong") is None


async def test_addresses_of_one_ipv6_network_count_as_one(auth: ApiKeyAuth) -> None:
    for number in range(20):
        await caller(auth, "wrong", f"2001:db8:1:2::{number:x}")
    with pytest.raises(RateLimitedError):
        await caller(auth, "wrong", "2001:db8:1:2:ffff::1")
    assert await caller(auth, "wrong", "2001:db8:1:3::1") is None


async def test_the_table_of_addresses_is_bounded(config: ApiKeyConfig, context: FakeStoreContext) -> None:
    auth = ApiKeyAuth(config.model_copy(update={"tracked_addresses": 100}), context)
    await auth.start()
    for number in range(500):
        await caller(auth, "wrong", f"10.0.{number // 250}.{number % 250}")
    assert (await auth.health()).details["suspects"] == 100


async def test_the_last_use_is_written_once_a_minute(auth: ApiKeyAuth, context: FakeStoreContext) -> None:
    created = await auth.create_key(SPEC)
    for _ in range(12):
        await caller(auth, created.secret)
        await context.clock.advance(10)
    assert context.storage.keys.touches == 2
    [listed] = [record for record in await auth.list_keys() if record.id == created.record.id]
    assert listed.last_used_at is not None
    assert (context.clock.now() - listed.last_used_at).total_seconds() == 60


async def test_the_query_key_can_be_switched_off(config: ApiKeyConfig, context: FakeStoreContext) -> None:
    auth = ApiKeyAuth(config.model_copy(update={"allow_query_key": False}), context)
    await auth.start()
    secret = (await auth.create_key(SPEC)).secret
    assert await auth.authenticate(Credentials(address="192.0.2.1", query=secret)) is None
    both = Credentials(address="192.0.2.1", header=secret, query="something else")
    assert await auth.authenticate(both) is not None


async def test_networks_that_are_none_are_named(auth: ApiKeyAuth, context: FakeStoreContext) -> None:
    before = len(context.storage.keys.records)
    spec = ApiKeySpec(name="bot", role=Role.VIEWER, networks=("10.0.0.0/8", "10.0.0.1/8", "home"))
    with pytest.raises(ValidationFailedError) as refused:
        await auth.create_key(spec)
    assert [field.path for field in refused.value.fields] == ["networks[1]", "networks[2]"]
    assert len(context.storage.keys.records) == before
