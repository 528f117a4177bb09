"""What any request may meet, whatever it is about: keys, roles, budgets, bodies, a server that is full."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any, Final

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.cookbook import Cookbook
from tests.integration.rest_errors.selections import ADMIN, ASKS, KEYS, OPERATOR, SENDS
from tests.support.rest_house.door import Answer, Door
from tests.support.rest_house.gateways import CONNECTIONS_OF_ONE_ADDRESS
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation
from tests.support.rest_house.orders import another

__all__ = ["BOOK"]

BOOK: Final = Cookbook()
_UNBOUNDED: Final = frozenset({"config"})
"""Members of which the request's model says nothing: the engine does."""


def _needs_key(operation: Operation) -> bool:
    return operation.needs_key


def _has_body(operation: Operation) -> bool:
    return bool(operation.members)


def _hears_body(operation: Operation) -> bool:
    """A body that nobody asked for is read, and refused when it says something."""
    return _has_body(operation) or _is_post(operation)


def _is_post(operation: Operation) -> bool:
    return operation.method == "POST"


def _is_repeatable(operation: Operation) -> bool:
    """A pairing code is made anew each time."""
    return _is_post(operation) and _has_body(operation) and operation.id != "requestPairingCode"


def _every(operation: Operation) -> bool:
    return True


@BOOK.add(ErrorCode.UNAUTHORIZED, on=_needs_key)
async def no_key(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, key=None)


@BOOK.add(ErrorCode.UNAUTHORIZED, on=_needs_key)
async def two_keys_that_differ(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, query="?apiKey=another")


@BOOK.add(ErrorCode.FORBIDDEN, on=OPERATOR)
async def key_of_a_viewer(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, key=house.known["viewer"])


@BOOK.add(ErrorCode.FORBIDDEN, on=ADMIN)
async def key_of_an_operator(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, key=house.known["operator"])


@BOOK.add(ErrorCode.RATE_LIMITED, on=_needs_key)
async def too_many_wrong_keys(house: House, operation: Operation) -> Answer:
    return await _again_until(
        ErrorCode.RATE_LIMITED, house.guessing, house.request(operation, key="a wrong key")
    )


@BOOK.add(ErrorCode.RATE_LIMITED, on=lambda operation: operation.needs_key and "Health" not in operation.id)
async def no_budget_left(house: House, operation: Operation) -> Answer:
    return await _again_until(ErrorCode.RATE_LIMITED, house.strict, house.request(operation))


@BOOK.add(ErrorCode.SERVICE_UNAVAILABLE, on=_every)
async def no_connection_left(house: House, operation: Operation) -> Answer:
    """Connections that ended just now may count for a moment more: one after the other is taken until none is
    left."""
    async with AsyncExitStack() as stack:
        for _ in range(4 * CONNECTIONS_OF_ONE_ADDRESS):
            await stack.enter_async_context(house.crowding.connected())
            answer = await house.crowding.ask(house.request(operation))
            if answer.code == ErrorCode.SERVICE_UNAVAILABLE:
                break
    return answer


@BOOK.add(ErrorCode.INTERNAL_ERROR, on=_needs_key)
async def auth_plugin_that_breaks(house: House, operation: Operation) -> Answer:
    return await house.narrow.ask(house.request(operation, key="a key that breaks"))


@BOOK.add(ErrorCode.INTERNAL_ERROR, on=(ASKS - SENDS) | {"getSessionQr", "requestPairingCode"})
async def engine_that_breaks(house: House, operation: Operation) -> Answer:
    session = "shows" if operation.id in {"getSessionQr", "requestPairingCode"} else "breaks"
    return await house.ask(operation, session=session)


@BOOK.add(ErrorCode.REQUEST_TIMEOUT, on=_hears_body)
async def body_that_stops_half_way(house: House, operation: Operation) -> Answer:
    return await house.narrow.dictate(house.request(operation), b'{"na', length=100)


@BOOK.add(ErrorCode.PAYLOAD_TOO_LARGE, on=_hears_body)
async def body_that_is_announced_too_large(house: House, operation: Operation) -> Answer:
    return await house.main.dictate(house.request(operation), length=100_000_000)


@BOOK.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE, on=_hears_body)
async def body_of_another_type(house: House, operation: Operation) -> Answer:
    body = {**_body(house, operation), "unexpected": 1}
    return await house.ask(operation, body=body, headers={"Content-Type": "text/plain"})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_hears_body)
async def body_that_is_no_json(house: House, operation: Operation) -> Answer:
    return await house.main.dictate(house.request(operation), b'{"name": ')


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_hears_body)
async def member_that_nobody_knows(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, body={**_body(house, operation), "unexpected": 1})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_has_body)
async def members_of_another_type(house: House, operation: Operation) -> Answer:
    """One after the other; the answer to the last, if the others were as they should be."""
    answers = [
        await house.ask(operation, body={**_body(house, operation), name: [1]})
        for name in operation.members
        if name not in _UNBOUNDED
    ]
    return next((answer for answer in answers if answer.code != ErrorCode.VALIDATION_ERROR), answers[-1])


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=lambda operation: bool(operation.query))
async def query_that_nobody_knows(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, query="?unexpected=1")


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=lambda operation: "limit" in operation.query)
async def query_out_of_bounds(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, query="?limit=0")


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_is_post)
async def idempotency_key_that_is_none(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, headers={"Idempotency-Key": "two words"})


@BOOK.add(ErrorCode.IDEMPOTENCY_CONFLICT, on=_is_repeatable)
async def idempotency_key_of_another_body(house: House, operation: Operation) -> Answer:
    body, headers = _body(house, operation), {"Idempotency-Key": f"conflict-{operation.id}"}
    first = await house.ask(operation, body=body, headers=headers)
    assert first.status in operation.successes, first
    return await house.ask(operation, body=another(body, house.known), headers=headers)


@BOOK.add(ErrorCode.SESSION_NOT_FOUND, on=lambda operation: "sessionId" in operation.places)
async def session_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, session="sess_unknown")


@BOOK.add(ErrorCode.CAPABILITY_NOT_SUPPORTED, on=KEYS)
async def auth_plugin_without_keys(house: House, operation: Operation) -> Answer:
    return await house.narrow.ask(house.request(operation))


@BOOK.add(ErrorCode.API_KEY_NOT_FOUND, on={"revokeKey"})
async def key_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"keyId": "key_unknown"})


@BOOK.add(ErrorCode.EVENT_NOT_FOUND, on={"listEvents"})
async def event_that_never_was(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, query="?since=evt_0000000000000000")


def _body(house: House, operation: Operation) -> dict[str, Any]:
    body: dict[str, Any] | None = house.request(operation).body
    return body or {}


async def _again_until(code: ErrorCode, door: Door, ask: Any) -> Answer:  # noqa: ANN401 - an Ask
    """The window in which requests are counted may end between two of them."""
    for _ in range(4):
        answer = await door.ask(ask)
        if answer.code == code:
            break
        await asyncio.sleep(0)
    return answer
