"""The virtual environment: made once, filled from the lock, the project itself editable on top."""

import hashlib
import importlib.util
import json
import sys
from pathlib import Path

from scripts.steps import apt
from scripts.steps.command import Runner
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree

STEP = "python"
OLDEST = (3, 11)
_VENV_S = 120.0
_INSTALL_S = 1200.0
_PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")


def prepare(tree: Tree, console: Console, *, for_tests: bool) -> None:
    """Leaves `.venv` with every locked package and the `openwa` command."""
    runner = Runner(tree, console, STEP)
    _make_venv(tree, runner)
    stamps = _Stamps(tree.venv / ".openwa-setup.json")
    _install_lock(tree, runner, stamps, for_tests=for_tests)
    _install_project(tree, runner, stamps)


class _Stamps:
    """What was installed, kept inside the environment so that it goes when the environment goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def has(self, name: str, digest: str) -> bool:
        return self._known.get(name) == digest

    def write(self, name: str, digest: str) -> None:
        self._known[name] = digest
        self._path.write_text(json.dumps(self._known, indent=2) + "\n")


def _digest(tree: Tree, *files: Path) -> str:
    seen = hashlib.sha256((tree.venv / "pyvenv.cfg").read_bytes())
    for file in files:
        seen.update(file.read_bytes())
    return seen.hexdigest()


def _make_venv(tree: Tree, runner: Runner) -> None:
    if tree.python.exists():
        _refuse_old_venv(tree)
        return
    if importlib.util.find_spec("ensurepip") is None:
        _install_venv_module(runner)
    runner.console.doing(STEP, f".venv from {sys.executable} ({sys.version.split()[0]})")
    runner.run(
        [sys.executable, "-m", "venv", "--clear", tree.venv],
        timeout_s=_VENV_S,
        advice=f"The Python of your system lacks its venv module: {apt.line('python3-venv')}.",
    )


def _install_venv_module(runner: Runner) -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not apt.usable():
        raise StepFailedError(f"{sys.executable} has no venv module", advice=f"{apt.line(package)}.")
    apt.install(runner, package)


def _refuse_old_venv(tree: Tree) -> None:
    config = dict(
        line.split(" = ", 1) for line in (tree.venv / "pyvenv.cfg").read_text().splitlines() if " = " in line
    )
    version = tuple(int(part) for part in config.get("version", "0.0").split(".")[:2])
    if version < OLDEST:
        raise StepFailedError(
            f"{tree.venv} was made with Python {config.get('version')}; 3.11 or newer is needed",
            advice="Remove the .venv folder and run this again.",
        )


def _install_lock(tree: Tree, runner: Runner, stamps: _Stamps, *, for_tests: bool) -> None:
    runtime = _digest(tree, tree.runtime_lock)
    everything = _digest(tree, tree.runtime_lock, tree.dev_lock)
    if stamps.has("dev", everything) or (not for_tests and stamps.has("runtime", runtime)):
        return
    name, lock, digest = (
        ("dev", tree.dev_lock, everything) if for_tests else ("runtime", tree.runtime_lock, runtime)
    )
    count = sum("==" in line for line in lock.read_text().splitlines())
    runner.console.doing(STEP, f"installing {count} packages from {lock.name}, each checked against its hash")
    runner.run(
        [tree.python, *_PIP, "install", "--require-hashes", "-r", lock],
        timeout_s=_INSTALL_S,
        advice="Check that the package index is reachable (pip download six), then run this again.",
    )
    stamps.write(name, digest)


def _install_project(tree: Tree, runner: Runner, stamps: _Stamps) -> None:
    digest = _digest(tree, tree.root / "pyproject.toml")
    if stamps.has("project", digest):
        return
    runner.console.doing(STEP, "installing the project itself (editable)")
    runner.run(
        [
            *(tree.python, *_PIP, "install", "--no-deps", "--no-index", "--no-build-isolation"),
            *("--editable", tree.root),
        ],
        timeout_s=_VENV_S,
        advice="The message above comes from the project file; run this again once it is mended.",
    )
    stamps.write("project", digest)
