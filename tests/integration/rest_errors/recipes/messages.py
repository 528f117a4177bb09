"""Messages: chats that are none, people who cannot be reached, texts and files that are too much."""

from __future__ import annotations

import base64
from typing import Any, Final

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.cookbook import Cookbook
from tests.integration.rest_errors.selections import ACTIONS, CHAT_MARKS, FILES, QUOTING, SENDS, TEXTS
from tests.support.rest_house.door import Answer
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation
from tests.support.rest_house.orders import KNOWN_PEOPLE, NOBODY

__all__ = ["BOOK"]

BOOK: Final = Cookbook()
_UNKNOWN: Final = "false_628222222222@c.us_3EB0000000000000000000"
_NO_CHAT: Final = "nonsense"
_CHANNEL: Final = "120363000000000001@newsletter"
"""A kind of chat that the simulated network does not have."""

_LONG: Final = {"text": 65_537, "caption": 1_025, "description": 1_025, "question": 256}
_STICKER_LIMIT: Final = 500 * 1024


@BOOK.add(ErrorCode.MESSAGE_INVALID_CHAT_ID, on=SENDS)
async def chat_that_is_none(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, chatId=_NO_CHAT)


@BOOK.add(ErrorCode.MESSAGE_INVALID_CHAT_ID, on=CHAT_MARKS | {"listMessages"})
async def chat_of_the_path_that_is_none(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"chatId": _NO_CHAT})


@BOOK.add(ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP, on=SENDS)
async def number_without_whatsapp(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, chatId=NOBODY)


@BOOK.add(ErrorCode.MESSAGE_BLOCKED_CONTACT, on=SENDS)
async def person_whom_we_block(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, chatId=KNOWN_PEOPLE[2])


@BOOK.add(ErrorCode.GROUP_NOT_FOUND, on=SENDS)
async def group_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, chatId="120363000000000000@g.us")


@BOOK.add(ErrorCode.GROUP_NOT_ADMIN, on=SENDS)
async def group_in_which_only_admins_write(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, chatId=house.known["ruled"])


@BOOK.add(ErrorCode.MESSAGE_SEND_FAILED, on=SENDS)
async def chat_of_a_kind_that_the_network_refuses(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, chatId=_CHANNEL)


@BOOK.add(ErrorCode.MESSAGE_SEND_FAILED, on=SENDS)
async def engine_that_breaks_while_it_sends(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, session="breaks")


@BOOK.add(ErrorCode.MESSAGE_RATE_LIMITED, on=SENDS)
async def message_too_many_for_the_session(house: House, operation: Operation) -> Answer:
    """The minute in which they are counted may end between two of them."""
    for _ in range(3):
        answer = await house.narrow.ask(house.request(operation, session="narrow"))
        if answer.code == ErrorCode.MESSAGE_RATE_LIMITED:
            break
    return answer


@BOOK.add(ErrorCode.MESSAGE_QUOTED_NOT_FOUND, on=QUOTING)
async def quote_of_an_unknown_message(house: House, operation: Operation) -> Answer:
    if operation.id == "replyToMessage":
        return await _with(house, operation, messageId=_UNKNOWN)
    return await _with(house, operation, options={"quotedMessageId": _UNKNOWN})


@BOOK.add(ErrorCode.MESSAGE_NOT_FOUND, on=ACTIONS | {"forwardMessage"})
async def unknown_message(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, messageId=_UNKNOWN)


@BOOK.add(ErrorCode.MESSAGE_NOT_FOUND, on={"getMessage"})
async def unknown_message_of_the_path(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"messageId": _UNKNOWN})


@BOOK.add(ErrorCode.MESSAGE_NOT_FOUND, on={"getMessage", "getMessageMedia"})
async def message_of_the_path_that_is_none(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"messageId": "nonsense"})


@BOOK.add(ErrorCode.MEDIA_NOT_FOUND, on={"getMessageMedia"})
async def message_without_a_file(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"messageId": house.known["own-text"]})


@BOOK.add(ErrorCode.MEDIA_NOT_FOUND, on={"getMessageMedia"})
async def file_that_whatsapp_does_not_have(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"messageId": _UNKNOWN})


@BOOK.add(ErrorCode.MESSAGE_MEDIA_TOO_LARGE, on={"getMessageMedia"})
async def file_that_is_larger_than_the_gateway_takes(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"messageId": house.known["large-file"]})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on={"getMessageMedia"})
async def part_behind_the_end_of_the_file(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, headers={"Range": "bytes=999999-"})


@BOOK.add(ErrorCode.MESSAGE_SEND_FAILED, on={"editMessage", "deleteMessage"})
async def message_of_somebody_else(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, messageId=house.known["their-text"])


@BOOK.add(ErrorCode.GROUP_NOT_ADMIN, on={"deleteMessage"})
async def message_of_somebody_else_in_a_group(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, messageId=house.known["ruled-text"])


@BOOK.add(ErrorCode.MESSAGE_SEND_FAILED, on={"reactToMessage"})
async def message_that_is_revoked(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, messageId=house.known["revoked"])


@BOOK.add(ErrorCode.MESSAGE_SEND_FAILED, on=ACTIONS)
async def engine_that_refuses(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, session="refuses")


@BOOK.add(ErrorCode.MESSAGE_TEXT_TOO_LONG, on=TEXTS)
async def text_that_is_too_long(house: House, operation: Operation) -> Answer:
    if operation.id == "sendPoll":
        poll = {"question": "?" * _LONG["question"], "options": ["yes", "no"]}
        return await _with(house, operation, poll=poll)
    member = next(name for name in _LONG if name in operation.members)
    return await _with(house, operation, **{member: "x" * _LONG[member]})


@BOOK.add(ErrorCode.MESSAGE_MEDIA_TOO_LARGE, on=FILES)
async def file_that_is_too_large_for_its_kind(house: House, operation: Operation) -> Answer:
    return await _with_file(house, operation, url=f"{house.web}/huge")


@BOOK.add(ErrorCode.MESSAGE_MEDIA_TOO_LARGE, on={"sendSticker"})
async def file_in_the_request_that_is_too_large(house: House, operation: Operation) -> Answer:
    content = base64.b64encode(bytes(_STICKER_LIMIT + 1)).decode()
    return await _with_file(house, operation, base64=content)


@BOOK.add(ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED, on=FILES)
async def file_that_is_not_in_the_uploads(house: House, operation: Operation) -> Answer:
    return await _with_file(house, operation, path="/uploads/nowhere")


@BOOK.add(ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED, on=FILES)
async def file_that_the_web_does_not_have(house: House, operation: Operation) -> Answer:
    return await _with_file(house, operation, url=f"{house.web}/nowhere")


@BOOK.add(ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT, on=FILES)
async def file_that_is_not_what_it_claims(house: House, operation: Operation) -> Answer:
    content = base64.b64encode(b"just a note\n").decode()
    return await _with_file(house, operation, base64=content, mimetype="image/png")


@BOOK.add(ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT, on=FILES)
async def file_that_is_no_base64(house: House, operation: Operation) -> Answer:
    return await _with_file(house, operation, base64="%%%")


async def _with(house: House, operation: Operation, **members: Any) -> Answer:  # noqa: ANN401 - JSON
    return await house.ask(operation, body={**house.request(operation).body, **members})


async def _with_file(house: House, operation: Operation, **file: str) -> Answer:
    return await _with(house, operation, **{operation.id.removeprefix("send").lower(): file})
