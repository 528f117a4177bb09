"""What depends on the session: whether it is connected, why not, and what its engine can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.cookbook import Cookbook, Provoke
from tests.integration.rest_errors.selections import ASKS, NEEDS_CONNECTED
from tests.support.rest_house.door import Answer
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation
from tests.support.rest_house.orders import PLANTED

__all__ = ["BOOK"]

BOOK: Final = Cookbook()
_LINKING: Final = frozenset({"getSessionQr", "requestPairingCode"})
_PICTURES: Final = frozenset({"getSessionScreenshot", "getMessageMedia"})
_PROXY: Final = {
    "server": "http://127.0.0.1:9",
    "username": "me",
    "password": PLANTED["proxy-password"],
}
_UNSEEN: Final = "false_628222222222@c.us_3EB0000000000000000000"
"""A message whose file only WhatsApp could have."""

_STATES: Final[Mapping[str, ErrorCode]] = {
    "stopped": ErrorCode.SESSION_NOT_READY,
    "boots": ErrorCode.SESSION_INITIALIZING,
    "expired": ErrorCode.SESSION_QR_EXPIRED,
    "refused": ErrorCode.SESSION_AUTH_FAILED,
    "lost": ErrorCode.SESSION_DISCONNECTED,
    "ended": ErrorCode.SESSION_LOGGED_OUT,
    "banned": ErrorCode.SESSION_BANNED,
}


def _in_state(session: str) -> Provoke:
    async def provoke(house: House, operation: Operation) -> Answer:
        return await house.ask(operation, session=session, places={"messageId": _UNSEEN})

    provoke.__name__ = f"session_{session}"
    return provoke


BOOK.add_each((code, NEEDS_CONNECTED | _LINKING, _in_state(session)) for session, code in _STATES.items())
BOOK.add_each(
    [
        (ErrorCode.SESSION_NOT_READY, NEEDS_CONNECTED, _in_state("linking")),
        (ErrorCode.SESSION_NOT_READY, _LINKING, _in_state("ready")),
        (ErrorCode.SESSION_NOT_READY, {"getSessionScreenshot"}, _in_state("without-window")),
        (ErrorCode.CAPABILITY_NOT_SUPPORTED, ASKS | _LINKING | _PICTURES, _in_state("bare")),
    ]
)


@BOOK.add(ErrorCode.SESSION_ALREADY_EXISTS, on={"createSession"})
async def name_that_is_taken(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, body={"name": "ready"})


@BOOK.add(ErrorCode.SESSION_LIMIT_REACHED, on={"createSession"})
async def session_too_many(house: House, operation: Operation) -> Answer:
    return await house.narrow.ask(house.request(operation))


@BOOK.add(ErrorCode.CAPABILITY_NOT_SUPPORTED, on={"createSession"})
async def proxy_for_an_engine_without(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, body={"name": "by-proxy", "proxy": _PROXY})


@BOOK.add(ErrorCode.CAPABILITY_NOT_SUPPORTED, on={"createSession"})
async def settings_for_an_engine_without(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, body={"name": "with-settings", "config": {"headless": True}})
