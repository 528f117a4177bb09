from __future__ import annotations

import pytest

from openwa_core.services.rate_limit import RateLimits
from openwa_core.services.rate_settings import RateSettings
from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.fakes.log import RecordingLog
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.gateway import RateCategory
from openwa_hookspecs.models.ids import ApiKeyId, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.service import HealthStatus

CRM = Principal(name="CRM", role=Role.OPERATOR, key_id=ApiKeyId("key_1"))
BOT = Principal(name="bot", role=Role.OPERATOR, key_id=ApiKeyId("key_2"))
BUDGETS = {RateCategory.SEND: 2, RateCategory.READ: 3}


def limits(
    *, log: RecordingLog | None = None, store: str = "memory", per_session: int | None = None
) -> RateLimits:
    settings = RateSettings(by_category=BUDGETS, messages_per_session=per_session, store=store)
    return RateLimits(settings, clock=FrozenClock(), log=log or RecordingLog())


async def test_request_beyond_the_budget_is_not_allowed() -> None:
    rates = limits()
    seen = [await rates.hit(CRM, RateCategory.SEND) for _ in range(3)]
    told = [(status.limit, status.allowed, status.remaining) for status in seen if status]
    assert told == [(2, True, 1), (2, True, 0), (2, False, 0)]


async def test_keys_and_categories_have_budgets_of_their_own() -> None:
    rates = limits()
    for _ in range(3):
        await rates.hit(CRM, RateCategory.SEND)
    others = [await rates.hit(BOT, RateCategory.SEND), await rates.hit(CRM, RateCategory.READ)]
    assert all(status is not None and status.allowed for status in others)


async def test_category_without_a_number_is_not_limited() -> None:
    assert await limits().hit(CRM, RateCategory.WEBHOOK) is None


async def test_messages_of_a_session_are_paced_whoever_sends_them() -> None:
    rates = limits(per_session=1)
    await rates.pace(SessionId("sess_1"))
    await rates.pace(SessionId("sess_2"))
    with pytest.raises(GatewayError) as refused:
        await rates.pace(SessionId("sess_1"))
    assert refused.value.code is ErrorCode.MESSAGE_RATE_LIMITED
    assert refused.value.retry_after_s is not None


async def test_store_that_does_not_answer_limits_nothing_and_is_told_once() -> None:
    log = RecordingLog()
    rates = limits(log=log, store="redis://127.0.0.1:1")
    assert [await rates.hit(CRM, RateCategory.SEND) for _ in range(4)] == [None] * 4
    health = await rates.health()
    assert health.status is HealthStatus.DEGRADED
    assert [line.level for line in log.lines] == ["warning"]
    await rates.close()
    await rates.close()


async def test_two_gateways_share_a_budget_in_redis(redis_url: str) -> None:
    one, two = limits(store=redis_url), limits(store=redis_url)
    caller = Principal(name="shared", role=Role.OPERATOR, key_id=ApiKeyId(f"key_{id(one)}"))
    try:
        both = [await one.hit(caller, RateCategory.SEND), await two.hit(caller, RateCategory.SEND)]
        assert [status.remaining for status in both if status] == [1, 0]
        last = await one.hit(caller, RateCategory.SEND)
        assert last is not None
        assert not last.allowed
        assert (await one.health()).details == {"redis": "ok"}
    finally:
        await one.close()
        await two.close()
