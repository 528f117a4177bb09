"""Every endpoint answers with every error that the OpenAPI document promises, each by its real cause."""

from __future__ import annotations

import asyncio
from itertools import groupby

import pytest

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.judgement import fault_of
from tests.integration.rest_errors.recipes import RECIPES
from tests.integration.rest_errors.traces import copies_in_arguments, copies_in_logs, lose_tables
from tests.support.rest_house.door import Answer
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation
from tests.support.rest_house.orders import PLANTED

pytestmark = pytest.mark.asyncio(loop_scope="module")

_CONCURRENT = frozenset({ErrorCode.REQUEST_TIMEOUT})
"""Codes that take their time."""

_BY_CODE = {
    code: list(recipes)
    for code, recipes in groupby(sorted(RECIPES, key=lambda each: each.code), lambda each: each.code)
}
_LAST = ("stopSession", "restartSession", "startSession", "logoutSession", "deleteSession")
"""In this order they succeed on one session."""


async def test_every_operation_succeeds_where_nothing_is_amiss(house: House) -> None:
    """Else an error may come from something else than the recipe says."""
    ordered = sorted(house.operations.values(), key=_place)
    answers = {operation.id: await house.ask(operation) for operation in ordered}
    unexpected = {
        name: (answer.status, answer.body)
        for name, answer in answers.items()
        if answer.status not in house.operations[name].successes
    }
    assert unexpected == {}


async def test_every_documented_error_has_a_recipe_and_no_other_has(house: House) -> None:
    documented = {
        (operation.id, code) for operation in house.operations.values() for code in operation.errors
    }
    cooked = {
        (operation.id, str(recipe.code))
        for recipe in RECIPES
        for operation in recipe.chosen(house.operations)
    }
    missing = ", ".join(sorted(f"{code} of {name}" for name, code in documented - cooked))
    assert missing == "", f"documented, but nobody knows how it comes about: {missing}"
    unsaid = ", ".join(sorted(f"{code} of {name}" for name, code in cooked - documented))
    assert unsaid == "", f"comes about, but is not documented: {unsaid}"


@pytest.mark.parametrize("code", _BY_CODE)
async def test_error_comes_by_its_cause(house: House, code: ErrorCode) -> None:
    attempts = [
        (recipe, operation) for recipe in _BY_CODE[code] for operation in recipe.chosen(house.operations)
    ]
    if code in _CONCURRENT:
        faults = await asyncio.gather(*(fault_of(house, *attempt) for attempt in attempts))
    else:
        faults = [await fault_of(house, *attempt) for attempt in attempts]
    assert [fault for fault in faults if fault] == []


async def test_every_path_says_which_methods_it_takes(house: House) -> None:
    for path in {operation.path for operation in house.operations.values()}:
        operation = next(each for each in house.operations.values() if each.path == path)
        taken = {each.method for each in house.operations.values() if each.path == path}
        answer = await house.ask(operation, method="PATCH", body=None)
        assert (answer.status, answer.code) == (405, "METHOD_NOT_ALLOWED"), path
        assert {*answer.headers["allow"].split(", ")} >= taken, path


async def test_a_storage_that_fails_is_no_fault_of_the_caller(house: House) -> None:
    """Every request is answered, with an envelope."""
    await lose_tables(house.database)
    answers = [(operation, await house.ask(operation)) for operation in house.operations.values()]
    assert [fault for fault in (_broken(*each) for each in answers) if fault] == []
    failed = {operation.id for operation, answer in answers if answer.status >= 500}
    assert failed >= {"sendText", "listSessions", "listKeys", "createKey", "createSession", "getMessage"}


async def test_no_log_has_what_callers_and_phones_wrote(house: House) -> None:
    """After everything that can be asked, and everything that can go wrong, on the level `debug`."""
    assert copies_in_logs(house) == {}


async def test_no_process_shows_what_is_secret_in_its_arguments(house: House) -> None:
    assert copies_in_arguments(house) == []


def _broken(operation: Operation, answer: Answer) -> str | None:
    """An answer that is neither a success nor an error in an envelope, or that tells too much."""
    if answer.status < 400:
        return None
    is_documented = answer.status == operation.errors.get(answer.code or "")
    if is_documented and not any(text in str(answer.body) for text in PLANTED.values()):
        return None
    return f"{operation.id}: {answer.status} {answer.body}"


def _place(operation: Operation) -> int:
    return _LAST.index(operation.id) + 1 if operation.id in _LAST else 0
