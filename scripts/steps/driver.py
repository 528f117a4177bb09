"""Playwright's driver is a Node.js of its own, for which a minimal Debian or Ubuntu lacks a library."""

import re
import subprocess
from pathlib import Path

from scripts.steps import apt
from scripts.steps.command import Runner
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree

STEP = "driver"
_MISSING = re.compile(r"error while loading shared libraries: (lib[^:\s]+):")
_SONAME = re.compile(r"(lib.+)\.so\.(\d+)")
_START_S = 30.0


def prepare(tree: Tree, console: Console) -> None:
    """Leaves a driver that finds its libraries, if Playwright is installed. Raises StepFailedError."""
    known: set[str] = set()
    while (library := missing_library(tree)) is not None:
        package = package_of(library)
        problem = f"Playwright's driver does not start without {library}"
        if library in known or not apt.usable():
            raise StepFailedError(problem, advice=f"For sessions in a browser: {apt.line(package)}.")
        known.add(library)
        apt.install(Runner(tree, console, STEP), package)


def missing_library(tree: Tree) -> str | None:
    """The first library that the driver asks for and the system does not have."""
    program = _program(tree)
    if program is None:
        return None
    done = subprocess.run([program, "--version"], capture_output=True, timeout=_START_S, check=False)
    found = _MISSING.search(done.stderr.decode(errors="replace"))
    return found[1] if found else None


def package_of(library: str) -> str:
    """Debian names the package of a library after it and its version: libatomic.so.1 is in libatomic1."""
    found = _SONAME.fullmatch(library)
    if found is None:
        return library
    name, version = found.groups()
    return f"{name}-{version}" if name[-1].isdigit() else f"{name}{version}"


def _program(tree: Tree) -> Path | None:
    return next(tree.venv.glob("lib/python*/site-packages/playwright/driver/node"), None)
