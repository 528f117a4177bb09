"""What the tests run under Node.js: the packages of `tests/node`, by npm, as its lock says."""

import hashlib

from scripts.steps import npm
from scripts.steps.command import Runner
from scripts.steps.console import Console
from scripts.steps.tree import Tree

STEP = "node"
_INSTALL_S = 300.0
_STAMP = ".openwa-lock"
_QUIETLY = ("--ignore-scripts", "--silent", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")


def prepare(tree: Tree, console: Console) -> None:
    """Leaves `tests/node/node_modules` with every locked package; no script of theirs runs."""
    if are_in_place(tree):
        return
    runner = Runner(tree, console, STEP)
    console.doing(STEP, "packages for tests through npm")
    runner.run(
        [*npm.find(runner), "ci", *_QUIETLY],
        cwd=tree.test_packages,
        timeout_s=_INSTALL_S,
        advice="For tests with receivers of webhooks: let npm reach its registry, then run this again.",
    )
    _stamp(tree)
    npm.discard(tree)


def are_in_place(tree: Tree) -> bool:
    """Whether the packages are those of the lock."""
    stamp = tree.test_packages / "node_modules" / _STAMP
    return stamp.exists() and stamp.read_text() == _digest(tree)


def _stamp(tree: Tree) -> None:
    (tree.test_packages / "node_modules" / _STAMP).write_text(_digest(tree))


def _digest(tree: Tree) -> str:
    return hashlib.sha256((tree.test_packages / "package-lock.json").read_bytes()).hexdigest()
