"""Batches: what one message of many may be wrong with, and batches that are not there or have ended."""

from __future__ import annotations

import base64
from typing import Any, Final

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.cookbook import Cookbook
from tests.integration.rest_errors.selections import BATCH
from tests.support.rest_house.door import Answer
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation
from tests.support.rest_house.orders import PEER

__all__ = ["BOOK"]

BOOK: Final = Cookbook()
_BULK: Final = frozenset({"sendBulk"})
_GOOD: Final = {"chatId": PEER, "type": "text", "content": {"text": "fine"}}


async def _with(house: House, operation: Operation, message: dict[str, Any], **changes: Any) -> Answer:  # noqa: ANN401
    """Asked with a good message and this one."""
    return await house.ask(operation, body={"messages": [_GOOD, {**_GOOD, **message}]}, **changes)


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_BULK)
async def kind_that_there_is_not(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, {"type": "smell"})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_BULK)
async def placeholder_without_a_value(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, {"content": {"text": "Hello {name}"}})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on=_BULK)
async def delay_that_is_too_short(house: House, operation: Operation) -> Answer:
    body = {"messages": [_GOOD], "options": {"delayBetweenMessages": 999}}
    return await house.ask(operation, body=body)


@BOOK.add(ErrorCode.MESSAGE_INVALID_CHAT_ID, on=_BULK)
async def one_for_nobody(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, {"chatId": "nonsense"})


@BOOK.add(ErrorCode.MESSAGE_TEXT_TOO_LONG, on=_BULK)
async def one_that_is_too_long(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, {"content": {"text": "x" * 65_537}})


@BOOK.add(ErrorCode.MESSAGE_TEXT_TOO_LONG, on=_BULK)
async def one_that_is_too_long_once_it_is_filled_in(house: House, operation: Operation) -> Answer:
    message = {"content": {"text": "{all} and more"}, "variables": {"all": "x" * 65_536}}
    return await _with(house, operation, message)


@BOOK.add(ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT, on=_BULK)
async def picture_that_is_none(house: House, operation: Operation) -> Answer:
    nothing = base64.b64encode(b"no picture").decode()
    return await _with(house, operation, {"type": "image", "content": {"image": {"base64": nothing}}})


@BOOK.add(ErrorCode.MESSAGE_MEDIA_TOO_LARGE, on=_BULK)
async def sticker_that_is_too_large(house: House, operation: Operation) -> Answer:
    large = base64.b64encode(bytes(600_000)).decode()
    return await _with(house, operation, {"type": "sticker", "content": {"sticker": {"base64": large}}})


@BOOK.add(ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED, on=_BULK)
async def file_that_is_not_in_the_folder(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, {"type": "image", "content": {"image": {"path": "absent.png"}}})


@BOOK.add(ErrorCode.CAPABILITY_NOT_SUPPORTED, on=_BULK)
async def engine_that_sends_nothing(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, session="bare")


@BOOK.add(ErrorCode.BATCH_ALREADY_EXISTS, on=_BULK)
async def id_of_another_batch(house: House, operation: Operation) -> Answer:
    body = {"batchId": house.known["batch"], "messages": [_GOOD]}
    return await house.ask(operation, body=body)


@BOOK.add(ErrorCode.BATCH_NOT_FOUND, on=BATCH)
async def batch_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"batchId": "absent"})


@BOOK.add(ErrorCode.BATCH_NOT_FOUND, on=BATCH)
async def batch_of_another_session(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, session="stopped")


@BOOK.add(ErrorCode.BATCH_FINISHED, on={"cancelBatch"})
async def batch_that_has_ended(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"batchId": house.known["batch"]})
