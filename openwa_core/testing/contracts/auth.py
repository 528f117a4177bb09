"""What every auth plugin keeps to.

class TestMyAuth(AuthContract):
    @pytest.fixture
    async def case(self) -> AsyncIterator[AuthCase]:
        ...  # a started service, credentials that it accepts, and a way to let time pass
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from openwa_hookspecs.auth import Auth, SupportsKeys
from openwa_hookspecs.errors import ApiKeyNotFoundError, RateLimitedError
from openwa_hookspecs.models.ids import ApiKeyId, SessionId
from openwa_hookspecs.models.keys import ApiKeySpec, Credentials, Principal, Role
from openwa_hookspecs.service import HealthStatus

__all__ = ["AuthCase", "AuthContract", "KeyContract", "keys_of", "spec", "try_many_wrong"]

_ADDRESS = "192.0.2.7"
_MANY = 1000


@dataclass(frozen=True, kw_only=True)
class AuthCase:
    """A started service and what a test needs to know of it."""

    auth: Auth
    good: Credentials
    """Accepted at the start of the test, from any address."""
    now: Callable[[], datetime]
    advance: Callable[[float], Awaitable[None]]
    """Let so many seconds pass."""


class AuthContract:
    """Subclass, and override `case`."""

    @pytest.fixture
    def case(self) -> AuthCase:
        raise NotImplementedError("override `case` with a started auth service")

    async def test_good_credentials_name_the_caller(self, case: AuthCase) -> None:
        principal = await case.auth.authenticate(case.good)
        assert principal is not None
        assert principal.name
        assert isinstance(principal.role, Role)

    async def test_no_credentials_name_nobody(self, case: AuthCase) -> None:
        assert await case.auth.authenticate(Credentials(address=_ADDRESS)) is None

    @pytest.mark.parametrize("secret", ["", " ", "no-such-key", "owa_k1_" + "0" * 64, "é", "x" * 10_000])
    async def test_wrong_credentials_name_nobody(self, case: AuthCase, secret: str) -> None:
        for wrong in (
            Credentials(address=_ADDRESS, header=secret),
            Credentials(address=_ADDRESS, bearer=secret),
            Credentials(address=_ADDRESS, query=secret),
        ):
            assert await case.auth.authenticate(wrong) is None

    async def test_an_address_with_many_wrong_credentials_is_stopped(self, case: AuthCase) -> None:
        with pytest.raises(RateLimitedError) as stopped:
            await try_many_wrong(case)
        assert stopped.value.retry_after_s is not None
        assert stopped.value.retry_after_s > 0

    async def test_good_credentials_work_while_others_fail_from_the_same_address(
        self, case: AuthCase
    ) -> None:
        with pytest.raises(RateLimitedError):
            await try_many_wrong(case)
        assert await case.auth.authenticate(replace(case.good, address=_ADDRESS)) is not None

    async def test_no_secret_in_any_repr(self, case: AuthCase) -> None:
        principal = await case.auth.authenticate(case.good)
        for secret in filter(None, (case.good.header, case.good.bearer, case.good.query)):
            assert secret not in repr(principal)
            assert secret not in repr(case.auth)

    async def test_health_is_ok_and_stop_may_come_twice(self, case: AuthCase) -> None:
        assert (await case.auth.health()).status is HealthStatus.OK
        await case.auth.stop()
        await case.auth.stop()


class KeyContract(AuthContract):
    """For plugins that manage keys (`SupportsKeys`)."""

    async def test_a_new_key_works_at_once_with_what_it_was_given(self, case: AuthCase) -> None:
        session = SessionId("sess_1")
        created = await keys_of(case).create_key(spec(role=Role.VIEWER, sessions=frozenset({session})))
        principal = await self._try(case, created.secret)
        assert principal == Principal(
            name="contract", role=Role.VIEWER, key_id=created.record.id, sessions=frozenset({session})
        )

    async def test_the_list_knows_the_key_but_not_its_secret(self, case: AuthCase) -> None:
        created = await keys_of(case).create_key(spec())
        listed = {record.id: record for record in await keys_of(case).list_keys()}
        assert listed[created.record.id].spec == created.record.spec
        assert created.secret.startswith(created.record.prefix)
        assert created.secret not in repr(listed) + repr(created)

    async def test_a_revoked_key_ends_within_five_seconds(self, case: AuthCase) -> None:
        created = await keys_of(case).create_key(spec())
        assert await self._try(case, created.secret) is not None
        await keys_of(case).revoke_key(created.record.id)
        await keys_of(case).revoke_key(created.record.id)
        await case.advance(5)
        assert await self._try(case, created.secret) is None

    async def test_an_unknown_key_cannot_be_revoked(self, case: AuthCase) -> None:
        with pytest.raises(ApiKeyNotFoundError):
            await keys_of(case).revoke_key(ApiKeyId("key_absent"))

    async def test_a_key_ends_when_it_expires(self, case: AuthCase) -> None:
        created = await keys_of(case).create_key(spec(expires_at=case.now() + timedelta(hours=1)))
        await case.advance(3599)
        assert await self._try(case, created.secret) is not None
        await case.advance(1)
        assert await self._try(case, created.secret) is None

    @pytest.mark.parametrize(
        ("address", "works"),
        [
            ("192.0.2.200", True),
            ("192.0.3.1", False),
            ("::ffff:192.0.2.200", True),
            ("2001:db8::1", True),
            ("2001:db9::1", False),
            ("", False),
            ("unix", False),
        ],
    )
    async def test_a_key_works_from_its_networks_alone(
        self, case: AuthCase, address: str, works: bool
    ) -> None:
        created = await keys_of(case).create_key(spec(networks=("192.0.2.0/24", "2001:db8::/32")))
        principal = await case.auth.authenticate(Credentials(address=address, header=created.secret))
        assert (principal is not None) is works

    async def test_a_key_is_taken_from_each_place(self, case: AuthCase) -> None:
        secret = (await keys_of(case).create_key(spec())).secret
        for credentials in (
            Credentials(address=_ADDRESS, header=secret),
            Credentials(address=_ADDRESS, bearer=secret),
            Credentials(address=_ADDRESS, header=secret, bearer=secret),
        ):
            assert await case.auth.authenticate(credentials) is not None

    async def test_two_places_that_differ_name_nobody(self, case: AuthCase) -> None:
        secret = (await keys_of(case).create_key(spec())).secret
        other = (await keys_of(case).create_key(spec())).secret
        for credentials in (
            Credentials(address=_ADDRESS, header=secret, bearer=other),
            Credentials(address=_ADDRESS, header=secret, query=other),
            Credentials(address=_ADDRESS, header=secret, query="x"),
        ):
            assert await case.auth.authenticate(credentials) is None

    async def _try(self, case: AuthCase, secret: str) -> Principal | None:
        return await case.auth.authenticate(Credentials(address=_ADDRESS, header=secret))


def keys_of(case: AuthCase) -> SupportsKeys:
    """The service's other face."""
    assert isinstance(case.auth, SupportsKeys)
    return case.auth


async def try_many_wrong(case: AuthCase) -> None:
    """More wrong credentials from one address than anyone mistypes."""
    for number in range(_MANY):
        await case.auth.authenticate(Credentials(address=_ADDRESS, header=f"wrong-{number}"))


def spec(
    *,
    role: Role = Role.OPERATOR,
    sessions: frozenset[SessionId] | None = None,
    networks: tuple[str, ...] = (),
    expires_at: datetime | None = None,
) -> ApiKeySpec:
    """What the suite asks of a key."""
    return ApiKeySpec(name="contract", role=role, sessions=sessions, networks=networks, expires_at=expires_at)
