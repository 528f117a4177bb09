"""Several auth plugins as one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from openwa_core.auth_chain import AuthChain
from openwa_hookspecs.errors import RateLimitedError, ServiceUnavailableError, UnauthorizedError
from openwa_hookspecs.models.keys import Credentials, Principal, Role
from openwa_hookspecs.service import Health

CREDENTIALS = Credentials(address="192.0.2.1", bearer="x")
KNOWN = Principal(name="known", role=Role.VIEWER)
STOPPED = RateLimitedError("too many", retry_after_s=7)


@dataclass
class Plugin:
    """Answers always the same."""

    answer: Principal | Exception | None

    async def authenticate(self, credentials: Credentials) -> Principal | None:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def start(self) -> None: ...
    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health()


async def test_the_first_plugin_that_knows_the_caller_is_believed() -> None:
    other = Principal(name="other", role=Role.ADMIN)
    chain = AuthChain([Plugin(None), Plugin(KNOWN), Plugin(other)])
    assert await chain.authenticate(CREDENTIALS) is KNOWN


async def test_nobody_is_known_without_a_plugin_that_knows_him() -> None:
    for chain in (AuthChain([]), AuthChain([Plugin(None), Plugin(None)])):
        with pytest.raises(UnauthorizedError):
            await chain.authenticate(CREDENTIALS)


async def test_wrong_keys_of_one_plugin_lock_out_nobody_of_another() -> None:
    """What is good for the second is a wrong key to the first, again and again."""
    assert await AuthChain([Plugin(STOPPED), Plugin(KNOWN)]).authenticate(CREDENTIALS) is KNOWN
    with pytest.raises(RateLimitedError) as limited:
        await AuthChain([Plugin(STOPPED), Plugin(None)]).authenticate(CREDENTIALS)
    assert limited.value.retry_after_s == STOPPED.retry_after_s


async def test_a_plugin_that_cannot_tell_is_no_reason_to_ask_the_next() -> None:
    broken = Plugin(ServiceUnavailableError("the database does not answer"))
    with pytest.raises(ServiceUnavailableError):
        await AuthChain([broken, Plugin(KNOWN)]).authenticate(CREDENTIALS)
