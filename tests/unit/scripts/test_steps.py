"""What set-up does when a machine lacks something, and that it does nothing twice."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.steps import apt, chromium, driver, environment, node_packages, npm, ports, postgres, redis
from scripts.steps.command import Runner
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree
from tests.support.source import ROOT


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(root=tmp_path)


@pytest.fixture
def runner(tree: Tree) -> Runner:
    return Runner(tree, Console(), "trial")


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No program on PATH, no browser in the home folder, and not root."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
    monkeypatch.delenv("OPENWA_TEST_CHROMIUM", raising=False)
    monkeypatch.setattr(apt, "usable", lambda: False)


def _program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_failed_command_shows_the_end_of_its_output(runner: Runner) -> None:
    with pytest.raises(StepFailedError, match=r"(?s)exit code 3.*no such index") as failure:
        runner.run(["sh", "-c", "echo no such index; exit 3"], timeout_s=10, advice="Look at the index.")
    assert failure.value.advice == "Look at the index."


def test_command_that_takes_too_long_is_stopped(runner: Runner) -> None:
    with pytest.raises(StepFailedError, match="took too long"):
        runner.run(["sleep", "60"], timeout_s=0.1, advice="")


@pytest.mark.usefixtures("bare_machine")
def test_missing_npm_says_what_to_install(runner: Runner) -> None:
    with pytest.raises(StepFailedError, match="npm was not found") as failure:
        npm.find(runner)
    assert "apt-get install nodejs npm" in failure.value.advice


@pytest.mark.usefixtures("bare_machine")
def test_browser_that_does_not_start_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _program(tmp_path / "bin" / "chromium-browser", "echo requires the chromium snap; exit 1")
    good = _program(tmp_path / "bin" / "google-chrome", "echo Google Chrome 156.0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert chromium.find() == good


@pytest.mark.usefixtures("bare_machine")
def test_missing_browser_warns_and_is_not_downloaded_twice(
    tree: Tree, capfd: pytest.CaptureFixture[str]
) -> None:
    downloads = tree.root / "downloads"
    _program(tree.python, f"echo download >> {downloads}; exit 1")
    assert chromium.prepare(tree, Console()) is None
    assert chromium.prepare(tree, Console()) is None
    assert downloads.read_text().splitlines() == ["download"]
    assert "apt-get install chromium-headless-shell" in capfd.readouterr().err


@pytest.fixture
def driver_without_a_library(tree: Tree) -> Path:
    """Playwright's program on a minimal system: it starts once the file that this returns is there."""
    library = tree.root / "libatomic.so.1"
    complaint = "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"
    _program(
        tree.venv / "lib" / "python3.11" / "site-packages" / "playwright" / "driver" / "node",
        f"test -e {library} || {{ echo '{complaint}' >&2; exit 127; }}",
    )
    return library


@pytest.mark.usefixtures("bare_machine", "driver_without_a_library")
def test_library_that_the_driver_lacks_is_named_with_its_package(tree: Tree) -> None:
    with pytest.raises(StepFailedError, match=r"libatomic\.so\.1") as failure:
        driver.prepare(tree, Console())
    assert "apt-get install libatomic1 (as root)" in failure.value.advice


def test_root_gets_the_library_that_the_driver_lacks_once(
    tree: Tree, driver_without_a_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []

    def install(_: Runner, *packages: str) -> None:
        installed.extend(packages)
        driver_without_a_library.touch()

    monkeypatch.setattr(apt, "usable", lambda: True)
    monkeypatch.setattr(apt, "install", install)
    for _ in range(2):
        driver.prepare(tree, Console())
    assert installed == ["libatomic1"]


@pytest.mark.usefixtures("driver_without_a_library")
def test_library_that_apt_does_not_bring_is_asked_for_once(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apt, "usable", lambda: True)
    monkeypatch.setattr(apt, "install", lambda *_: None)
    with pytest.raises(StepFailedError, match=r"libatomic\.so\.1"):
        driver.prepare(tree, Console())


def test_tree_without_playwright_needs_no_driver(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    driver.prepare(tree, Console())
    assert capsys.readouterr().out == ""


def test_libraries_are_in_the_packages_that_debian_names_after_them() -> None:
    names = {"libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6", "libicu74.so.2": "libicu74-2"}
    assert {library: driver.package_of(library) for library in names} == names


def test_locked_packages_are_installed_once_and_again_when_the_lock_changes(tree: Tree) -> None:
    calls = tree.root / "calls"
    _program(tree.python, f'echo "$@" >> {calls}')
    (tree.venv / "pyvenv.cfg").write_text("version = 3.11.2\n")
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tree.root / name).write_text("")
    for _ in range(2):
        environment.prepare(tree, Console(), for_tests=True)
    environment.prepare(tree, Console(), for_tests=False)
    assert len(calls.read_text().splitlines()) == 2, "one install of the lock, one of the project"
    tree.runtime_lock.write_text("six==1.17.0\n")
    environment.prepare(tree, Console(), for_tests=False)
    assert "--require-hashes" in calls.read_text().splitlines()[2]


def test_environment_of_an_old_python_is_refused(tree: Tree) -> None:
    _program(tree.python, "exit 0")
    (tree.venv / "pyvenv.cfg").write_text("version = 3.9.2\n")
    with pytest.raises(StepFailedError, match=r"3\.11 or newer"):
        environment.prepare(tree, Console(), for_tests=False)


def test_server_that_nobody_runs_is_not_accepted() -> None:
    port = ports.free_port()
    assert not redis.accepts(f"redis://127.0.0.1:{port}")
    assert not postgres.accepts(f"postgres://postgres@127.0.0.1:{port}/postgres")


def test_found_servers_are_accepted(postgres_url: str, redis_url: str) -> None:
    assert postgres.accepts(postgres_url)
    assert redis.accepts(redis_url)


def test_role_that_does_not_exist_is_not_accepted(postgres_url: str) -> None:
    assert not postgres.accepts(postgres_url.replace("postgres@", "nobody-of-this-name@"))


@pytest.mark.usefixtures("bare_machine")
def test_redis_that_cannot_be_had_names_the_package(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis, "PORT", ports.free_port())
    with pytest.raises(StepFailedError) as failure:
        redis.ensure(tree, Console(), None)
    assert "redis-server" in failure.value.advice


@pytest.mark.skipif(not (ROOT / ".setup").exists(), reason="needs a clone that was set up")
def test_second_set_up_does_nothing_and_is_quick() -> None:
    command = [sys.executable, "-m", "scripts.steps", "--for-tests"]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=60, check=True
        )
    assert "everything is in place" in done.stdout


def test_packages_for_tests_are_installed_anew_when_their_lock_changes(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls = tmp_path / "calls"
    _program(tmp_path / "bin" / "npm", f'echo "$@" >> {calls}; mkdir -p node_modules')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    lock = tree.test_packages / "package-lock.json"
    lock.parent.mkdir(parents=True)
    for text in ("one", "one", "another"):
        lock.write_text(text)
        node_packages.prepare(tree, Console())
    assert [line.split()[:2] for line in calls.read_text().splitlines()] == [["ci", "--ignore-scripts"]] * 2
