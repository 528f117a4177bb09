"""Whether an answer is the error that a recipe promises."""

from __future__ import annotations

from tests.integration.rest_errors.cookbook import Recipe
from tests.support.rest_house.house import House
from tests.support.rest_house.operations import Operation
from tests.support.rest_house.orders import PLANTED

__all__ = ["fault_of"]


async def fault_of(house: House, recipe: Recipe, operation: Operation) -> str | None:
    """What is wrong with the answer, None when it is the one that is promised."""
    answer = await recipe.provoke(house, operation)
    name = f"{operation.id} {recipe.provoke.__name__}"
    if answer.code != recipe.code:
        return f"{name}: {answer.status} {answer.body}"
    if answer.status != operation.errors.get(recipe.code):
        return f"{name}: answered {answer.status}, documented {operation.errors.get(recipe.code)}"
    if set(answer.body) != {"success", "error", "meta"} or answer.body["success"] is not False:
        return f"{name}: no envelope: {answer.body}"
    if told := [name for name, text in PLANTED.items() if text in str(answer.body)]:
        return f"{name}: repeats the {told} of the request"
    if answer.body["meta"]["requestId"] != answer.headers["x-request-id"]:
        return f"{name}: two request ids"
    return None
