"""Webhooks: URLs that are none, that nobody answers or that are taken, and webhooks that are not there."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.cookbook import Cookbook
from tests.integration.rest_errors.selections import DELIVERS, WEBHOOK
from tests.support.rest_house.door import Answer
from tests.support.rest_house.gateways import WEBHOOKS_OF_ONE_SESSION
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation

__all__ = ["BOOK"]

BOOK: Final = Cookbook()
_TAKES_URL: Final = frozenset({"createSession", "createWebhook", "updateWebhook"})
_AT_ONCE: Final = 20


async def _with(house: House, operation: Operation, **members: Any) -> Answer:  # noqa: ANN401
    """Asked with these members in the webhook."""
    if operation.id != "createSession":
        body = {**(house.request(operation).body or {}), **members}
        return await house.ask(operation, body=body)
    webhook = {"url": house.known["receiver"], **members}
    return await house.ask(operation, body={"name": "with-a-webhook", "webhook": webhook})


@BOOK.add(ErrorCode.WEBHOOK_URL_INVALID, on=_TAKES_URL)
async def url_that_is_none(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, url="ftp://example.com/hook")


@BOOK.add(ErrorCode.WEBHOOK_URL_INVALID, on=_TAKES_URL)
async def url_with_a_fragment(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, url=f"{house.known['receiver']}#here")


@BOOK.add(ErrorCode.WEBHOOK_URL_INVALID, on=_TAKES_URL)
async def host_that_may_not_be_reached(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, url="http://169.254.169.254/latest/meta-data")


@BOOK.add(ErrorCode.WEBHOOK_URL_UNREACHABLE, on=_TAKES_URL)
async def port_on_which_nobody_listens(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, url="http://127.0.0.1:9/hook")


@BOOK.add(ErrorCode.MESSAGE_INVALID_CHAT_ID, on=_TAKES_URL)
async def chat_that_is_none(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, chats=["nonsense"])


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_TAKES_URL)
async def header_that_is_the_gateways_own(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, headers={"Content-Length": "0"})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on={"createWebhook", "rotateWebhookSecret"})
async def secret_that_is_not_the_base64_it_says(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, secret="whsec_????")


@BOOK.add(ErrorCode.WEBHOOK_DUPLICATE, on={"createWebhook", "updateWebhook"})
async def url_that_another_webhook_has(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, url=f"{house.known['receiver']}?for=other-webhook")


@BOOK.add(ErrorCode.WEBHOOK_LIMIT_REACHED, on={"createWebhook"})
async def webhook_too_many(house: House, operation: Operation) -> Answer:
    for _ in range(WEBHOOKS_OF_ONE_SESSION // _AT_ONCE):
        await asyncio.gather(*(house.ask(operation, session="stopped") for _ in range(_AT_ONCE)))
    return await house.ask(operation, session="stopped")


@BOOK.add(ErrorCode.WEBHOOK_NOT_FOUND, on=WEBHOOK)
async def webhook_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"webhookId": "wh_absent"})


@BOOK.add(ErrorCode.WEBHOOK_NOT_FOUND, on=WEBHOOK)
async def webhook_of_another_session(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, session="stopped")


@BOOK.add(ErrorCode.DELIVERY_NOT_FOUND, on={"redeliverWebhookEvent"})
async def delivery_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"deliveryId": "dlv_00000000-0000-4000-8000-000000000000"})


@BOOK.add(ErrorCode.CAPABILITY_NOT_SUPPORTED, on=DELIVERS | {"createWebhook"})
async def no_sink_that_delivers(house: House, operation: Operation) -> Answer:
    return await house.narrow.ask(house.request(operation, session="narrow"))


@BOOK.add(ErrorCode.CAPABILITY_NOT_SUPPORTED, on={"createSession"})
async def no_sink_for_the_first_webhook(house: House, operation: Operation) -> Answer:
    body = {"name": "with-a-webhook", "webhook": {"url": house.known["receiver"]}}
    return await house.narrow.ask(house.request(operation, body=body))
