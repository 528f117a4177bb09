"""Each hook of the contracts stands in the docs with the parameters that it has, and is used in a test."""

import inspect
import re
from functools import cache

import pytest

from openwa_hookspecs import notifications, pipes, startup
from openwa_hookspecs.markers import PROJECT
from tests.support.documents import pages
from tests.support.source import ROOT

SPEC = f"{PROJECT}_spec"


HOOKS = {
    name: value
    for module in (startup, pipes, notifications)
    for name, value in vars(module).items()
    if hasattr(value, SPEC)
}


def test_the_contracts_have_hooks() -> None:
    assert {"register_engine", "before_send", "on_event"} <= set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_documented_with_its_parameters(hook: str) -> None:
    wanted = f"`{hook}({', '.join(inspect.signature(HOOKS[hook]).parameters)})`"
    assert any(wanted in page for page in pages().values()), f"no page describes {wanted}"


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_tested(hook: str) -> None:
    is_used = re.search(rf"\b{hook}\b", _tests()) is not None
    assert is_used, f"no test in tests/unit or tests/integration implements or calls {hook}"


@cache
def _tests() -> str:
    folders = (ROOT / "tests" / "unit", ROOT / "tests" / "integration")
    return "\n".join(file.read_text() for folder in folders for file in sorted(folder.rglob("*.py")))
