"""Servers, browser and bundle for the suites that need them; a guard against processes left behind."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from scripts.steps import bundle, chromium, services
from scripts.steps.tree import Tree
from tests.support import databases
from tests.support.leaks import LeakGuard
from tests.support.leftovers import LeftoverGuard
from tests.support.skips import StrictSkips

TREE = Tree(root=Path(__file__).resolve().parents[1])
MARK_BY_FIXTURE = {
    "postgres_url": "postgres",
    "fresh_postgres_url": "postgres",
    "redis_url": "redis",
    "chromium_path": "browser",
    "wa_js_bundle": "browser",
}


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LeftoverGuard())
    config.pluginmanager.register(LeakGuard())
    if os.environ.get("CI"):
        config.pluginmanager.register(StrictSkips())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a server or the browser carries its marker."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if mark := MARK_BY_FIXTURE.get(fixture):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this session's own, dropped at the end."""
    with databases.own_postgres_database(_server("postgres", "OPENWA_TEST_POSTGRES")) as url:
        yield url


@pytest.fixture
def fresh_postgres_url() -> Iterator[str]:
    """A database of this test's own."""
    with databases.own_postgres_database(_server("postgres", "OPENWA_TEST_POSTGRES")) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A numbered database of Redis that was empty, flushed at the end."""
    with databases.own_redis_database(_server("redis", "OPENWA_TEST_REDIS")) as url:
        yield url


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium that starts."""
    found = chromium.find()
    if found is None:
        pytest.skip("needs Chromium: no browser was found (scripts/setup --for-tests says why)")
    return found


@pytest.fixture(scope="session")
def wa_js_bundle() -> Path:
    """The pinned wa-js script, as set-up fetched it."""
    if not bundle.is_in_place(TREE.bundle, bundle.read_pin(TREE.npm_lock)):
        pytest.skip("needs the wa-js bundle: it was not fetched (scripts/setup says why)")
    return TREE.bundle / bundle.SCRIPT


def _server(name: str, variable: str) -> str:
    """The URL of a server: from the environment, else what set-up found. Skips with the reason."""
    if url := os.environ.get(variable):
        return url
    known = services.read(TREE).get(name, services.Service(missing="scripts/setup --for-tests was not run"))
    if known.url is None:
        pytest.skip(f"needs {name}: {known.missing}")
    return known.url


@pytest.fixture
def own_logging() -> Iterator[None]:
    """Undoes afterwards what setting the logs up did to this process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
