"""A browser for the Playwright engine. The gateway serves without one, so a failure here only warns."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.steps import apt
from scripts.steps.command import Runner
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree

STEP = "chromium"
# The first is the lightest (whatsapp-web facts: 191 MB against 381 MB for the full browser).
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
_ADVICE = f"The gateway serves without one; for sessions in a browser: {apt.line('chromium-headless-shell')}"
_DOWNLOAD_S = 900.0
_START_S = 30.0


def prepare(tree: Tree, console: Console) -> Path | None:
    """A browser that starts: found, else downloaded by Playwright, else installed by apt as root.

    A failure is remembered, so that the next set-up only looks and does not download again.
    """
    known = _remembered(tree)
    if known.path and known.path.exists():
        return known.path
    runner = Runner(tree, console, STEP)
    found = find() or (None if known.given_up else _download(runner) or _install(runner))
    _remember(tree, _Outcome(path=found, given_up=found is None))
    if found:
        console.doing(STEP, str(found))
    else:
        advice = f"{_ADVICE}. The download is not tried again until {_record(tree)} is removed."
        console.warn(STEP, "no Chromium was found and none could be installed", advice=advice)
    return found


def find() -> Path | None:
    """The first browser on PATH or in Playwright's own folder that really starts."""
    return next((path for path in _candidates() if starts(path)), None)


def starts(path: Path) -> bool:
    """Ubuntu's `chromium-browser` is often a stub without its snap, and a download may lack libraries."""
    try:
        done = subprocess.run(
            [path, "--version", "--no-sandbox"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_START_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"Chrom" in done.stdout


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("OPENWA_TEST_CHROMIUM"):
        yield Path(chosen)
    for name in NAMES:
        if path := shutil.which(name):
            yield Path(path)
    for pattern in ("chromium_headless_shell-*/*/*headless*shell", "chromium-*/*/chrome"):
        yield from sorted(_playwright_folder().glob(pattern), reverse=True)


def _playwright_folder() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    return Path(chosen) if chosen else Path.home() / ".cache" / "ms-playwright"


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    path: Path | None = None
    given_up: bool = False


def _record(tree: Tree) -> Path:
    return tree.state / "chromium.json"


def _remembered(tree: Tree) -> _Outcome:
    if not _record(tree).exists():
        return _Outcome()
    known = json.loads(_record(tree).read_text())
    return _Outcome(path=Path(known["path"]) if known["path"] else None, given_up=known["given_up"])


def _remember(tree: Tree, outcome: _Outcome) -> None:
    _record(tree).parent.mkdir(parents=True, exist_ok=True)
    known = {"path": str(outcome.path) if outcome.path else None, "given_up": outcome.given_up}
    _record(tree).write_text(json.dumps(known) + "\n")


def _download(runner: Runner) -> Path | None:
    runner.console.doing(STEP, "none on this machine; asking Playwright for its headless shell")
    try:
        runner.run(
            [runner.tree.python, "-m", "playwright", "install", "chromium-headless-shell"],
            timeout_s=_DOWNLOAD_S,
            advice=_ADVICE,
        )
    except StepFailedError:
        runner.console.doing(STEP, f"Playwright could not download it (see {runner.log})")
    return find()


def _install(runner: Runner) -> Path | None:
    """Debian calls the light one `chromium-headless-shell`; older releases have the full browser only."""
    if not apt.usable():
        return None
    for package in ("chromium-headless-shell", "chromium"):
        try:
            apt.install(runner, package)
        except StepFailedError as failure:
            runner.console.warn(STEP, failure.problem, advice=failure.advice)
        if found := find():
            return found
    return None
