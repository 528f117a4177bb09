"""The errors that hang on WhatsApp come from WhatsApp Web in a browser as they come from the simulator."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from openwa_hookspecs.errors import ErrorCode
from tests.integration.rest_errors.judgement import fault_of
from tests.integration.rest_errors.recipes import messages, people, states
from tests.support.rest_house.gateways import GATEWAYS
from tests.support.rest_house.house import House, open_house
from tests.support.served import served_simulator

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser, pytest.mark.timeout(300)]

_OF_STATES = frozenset({ErrorCode.SESSION_LOGGED_OUT, ErrorCode.SESSION_BANNED})
"""Those for which a browser session is in that state."""

RECIPES = [
    *messages.BOOK.recipes,
    *people.BOOK.recipes,
    *(recipe for recipe in states.BOOK.recipes if recipe.code in _OF_STATES),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser_house(
    chromium_path: Path,
    wa_js_bundle: Path,
    wayward: None,
    web_server: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("browser-house")
    databases = {name: f"sqlite://{folder}/{name}.db" for name in GATEWAYS}
    async with (
        served_simulator(folder) as simulator,
        open_house(folder, databases, web_server, simulator=simulator) as house,
    ):
        yield house


@pytest.mark.parametrize("code", sorted({recipe.code for recipe in RECIPES}))
async def test_error_comes_by_its_cause_from_a_browser(browser_house: House, code: ErrorCode) -> None:
    faults = [
        await fault_of(browser_house, recipe, operation)
        for recipe in RECIPES
        if recipe.code is code
        for operation in recipe.chosen(browser_house.operations)
    ]
    assert [fault for fault in faults if fault] == []
