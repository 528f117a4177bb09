"""Everything that a clone needs before `openwa serve` or the tests: `scripts/setup [--for-tests]`."""

import argparse
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from scripts.steps import bundle, chromium, driver, environment, node_packages, services
from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree


def main() -> int:
    options = _parse()
    tree = Tree(root=Path(__file__).resolve().parents[2])
    with _alone(tree):
        return _prepare(tree, Console(), for_tests=options.for_tests)


@contextmanager
def _alone(tree: Tree) -> Iterator[None]:
    """Two set-ups of one clone take turns."""
    tree.state.mkdir(exist_ok=True)
    with (tree.state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(tree: Tree, console: Console, *, for_tests: bool) -> int:
    try:
        environment.prepare(tree, console, for_tests=for_tests)
    except StepFailedError as failure:
        console.warn(environment.STEP, failure.problem, advice=failure.advice)
        return 1
    _prepare_browser(tree, console)
    if for_tests:
        services.prepare(tree, console)
        _warn_when_it_fails(node_packages, tree, console)
    console.finish()
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/setup", description=__doc__)
    parser.add_argument(
        "--for-tests",
        action="store_true",
        help="also the development tools, PostgreSQL, Redis and what tests run under Node.js",
    )
    return parser.parse_args()


def _prepare_browser(tree: Tree, console: Console) -> None:
    """No part stops the set-up: the gateway serves other engines without them, and says so."""
    _warn_when_it_fails(driver, tree, console)
    chromium.prepare(tree, console)
    _warn_when_it_fails(bundle, tree, console)


def _warn_when_it_fails(step: ModuleType, tree: Tree, console: Console) -> None:
    try:
        step.prepare(tree, console)
    except StepFailedError as failure:
        console.warn(step.STEP, failure.problem, advice=failure.advice)


if __name__ == "__main__":
    sys.exit(main())
