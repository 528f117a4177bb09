"""The suite's own guards: skips that CI does not accept, processes that nobody ended."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.support.rest_client import KEY
from tests.support.source import ROOT

pytestmark = pytest.mark.slow  # each test runs a pytest of its own

CONFTEST = """
from tests.support.leaks import LeakGuard
from tests.support.leftovers import LeftoverGuard
from tests.support.skips import StrictSkips

def pytest_configure(config):
    config.addinivalue_line("markers", "postgres: needs a server")
    config.pluginmanager.register(LeftoverGuard())
    config.pluginmanager.register(LeakGuard())
    config.pluginmanager.register(StrictSkips())
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    return tmp_path


def _run(suite: Path, test: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (suite / "test_trial.py").write_text(test)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", *arguments, str(suite)],
        cwd=suite,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_skip_that_names_a_service_fails(suite: Path) -> None:
    done = _run(suite, "import pytest\ndef test_a():\n    pytest.skip('needs PostgreSQL: nobody listens')\n")
    assert done.returncode == 1
    assert "skipped, which CI does not accept: Skipped: needs PostgreSQL" in done.stdout


def test_skip_of_a_marked_test_fails_whatever_its_reason(suite: Path) -> None:
    done = _run(
        suite, "import pytest\n@pytest.mark.postgres\n@pytest.mark.skip('later')\ndef test_a(): ...\n"
    )
    assert done.returncode == 1


def test_skip_of_a_whole_module_fails_too(suite: Path) -> None:
    done = _run(suite, "import pytest\npytest.skip('needs Chromium', allow_module_level=True)\n")
    assert done.returncode != 0
    assert "CI does not accept" in done.stdout


def test_other_skips_and_expected_failures_are_let_be(suite: Path) -> None:
    test = """
import pytest
def test_a(): pytest.skip('only on another operating system')
@pytest.mark.xfail(reason='redis is slow')
def test_b(): raise AssertionError
def test_c(): ...
"""
    assert _run(suite, test).returncode == 0


@pytest.mark.parametrize("arguments", [(), ("-n", "1")], ids=["alone", "in a worker"])
def test_process_left_behind_fails_the_session_and_is_ended(suite: Path, arguments: tuple[str, ...]) -> None:
    test = f"""
import subprocess
def test_a():
    left = subprocess.Popen(['sleep', '300'], start_new_session=True)
    open({str(suite / "pid")!r}, 'w').write(str(left.pid))
"""
    done = _run(suite, test, "-W", "ignore::ResourceWarning", *arguments)
    left = int((suite / "pid").read_text())
    assert done.returncode == 1, done.stdout
    assert _has_ended(left)


def _has_ended(pid: int) -> bool:
    """A zombie has ended; whether somebody reaps it is the machine's affair."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_session_that_ends_its_processes_passes(suite: Path) -> None:
    test = "import subprocess\ndef test_a():\n    assert subprocess.run(['true']).returncode == 0\n"
    assert _run(suite, test).returncode == 0


def test_output_with_the_key_of_the_tests_fails(suite: Path) -> None:
    done = _run(suite, f"def test_a():\n    print('served for {KEY}')\n")
    assert done.returncode == 1
    assert "the API key stands in: Captured stdout call" in done.stdout


def test_other_output_does_not(suite: Path) -> None:
    assert _run(suite, "def test_a():\n    print('served')\n").returncode == 0
