"""Chats, contacts and groups: who is not there, who may not, who is there already."""

from __future__ import annotations

from typing import Any, Final

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.cookbook import Cookbook
from tests.integration.rest_errors.selections import (
    CHAT_MARKS,
    GROUP_ORDERS,
    IN_GROUP,
    MEMBERS,
    PERSON,
    TO_PEOPLE,
)
from tests.support.rest_house.door import Answer
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation
from tests.support.rest_house.orders import KNOWN_PEOPLE, NOBODY, PEER

__all__ = ["BOOK"]

BOOK: Final = Cookbook()


@BOOK.add(ErrorCode.NOT_FOUND, on=CHAT_MARKS)
async def chat_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"chatId": NOBODY})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on={"checkNumber"})
async def number_that_no_plan_has(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"phone": "1234567"})


@BOOK.add(ErrorCode.VALIDATION_ERROR, on={"checkNumber"})
async def number_that_is_none(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"phone": "zero"})


@BOOK.add(ErrorCode.MESSAGE_INVALID_CHAT_ID, on=PERSON)
async def contact_that_is_none(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"contactId": "nonsense"})


@BOOK.add(ErrorCode.CONTACT_NOT_FOUND, on=PERSON)
async def contact_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"contactId": NOBODY})


@BOOK.add(ErrorCode.CONTACT_BLOCKED, on={"blockContact"})
async def contact_that_is_blocked_already(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"contactId": KNOWN_PEOPLE[2]})


@BOOK.add(ErrorCode.CONTACT_NOT_BLOCKED, on={"unblockContact"})
async def contact_that_is_not_blocked(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"contactId": PEER})


@BOOK.add(ErrorCode.MESSAGE_INVALID_CHAT_ID, on=IN_GROUP)
async def group_that_is_none(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"groupId": "nonsense"})


@BOOK.add(ErrorCode.GROUP_NOT_FOUND, on=IN_GROUP)
async def group_that_is_not_there(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"groupId": "120363000000000000@g.us"})


@BOOK.add(ErrorCode.GROUP_NOT_FOUND, on=IN_GROUP)
async def group_that_we_are_not_in(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"groupId": house.known["closed"]})


@BOOK.add(ErrorCode.GROUP_NOT_ADMIN, on=GROUP_ORDERS)
async def group_in_which_we_have_no_say(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, places={"groupId": house.known["ruled"]})


@BOOK.add(ErrorCode.GROUP_NAME_TOO_LONG, on={"createGroup", "setGroupSubject"})
async def name_that_is_too_long(house: House, operation: Operation) -> Answer:
    member = "name" if operation.id == "createGroup" else "subject"
    return await _with(house, operation, **{member: "x" * 101})


@BOOK.add(ErrorCode.MESSAGE_INVALID_CHAT_ID, on=TO_PEOPLE)
async def person_that_is_none(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, participants=["nonsense"])


@BOOK.add(ErrorCode.GROUP_PARTICIPANT_EXISTS, on={"addParticipants"})
async def member_who_is_in_already(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, participants=[PEER])


@BOOK.add(ErrorCode.GROUP_PARTICIPANT_NOT_FOUND, on=MEMBERS - {"addParticipants"})
async def person_who_is_no_member(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, participants=[KNOWN_PEOPLE[2]])


@BOOK.add(ErrorCode.GROUP_PARTICIPANT_NOT_FOUND, on={"addParticipants"})
async def person_without_whatsapp(house: House, operation: Operation) -> Answer:
    return await _with(house, operation, participants=[NOBODY])


@BOOK.add(ErrorCode.FORBIDDEN, on={"addParticipants"})
async def person_who_lets_nobody_add_him(house: House, operation: Operation) -> Answer:
    number = KNOWN_PEOPLE[2].partition("@")[0]
    await house.phones.call("POST", "/switches", {"number": number, "keepsOutOfGroups": True})
    return await _with(house, operation, participants=[KNOWN_PEOPLE[2]])


@BOOK.add(ErrorCode.GROUP_INVITE_INVALID, on={"joinGroup"})
async def code_that_leads_nowhere(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, body={"code": "AAAAAAAAAAAAAAAAAAAAAA"})


@BOOK.add(ErrorCode.GROUP_INVITE_INVALID, on={"joinGroup"})
async def code_that_is_none(house: House, operation: Operation) -> Answer:
    return await house.ask(operation, body={"code": "?"})


async def _with(house: House, operation: Operation, **members: Any) -> Answer:  # noqa: ANN401 - JSON
    return await house.ask(operation, body={**house.request(operation).body, **members})
