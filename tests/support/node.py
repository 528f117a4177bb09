"""Node.js, as Playwright's driver carries it, and the packages that set-up fetched for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import playwright
import pytest

from scripts.steps import node_packages
from scripts.steps.tree import Tree
from tests.support.source import ROOT

__all__ = ["NODE", "PACKAGES", "need_packages"]

NODE: Final = Path(playwright.__file__).parent / "driver" / "node"
PACKAGES: Final = ROOT / "tests" / "node"


def need_packages() -> None:
    """Skip the test where they are not there."""
    if not node_packages.are_in_place(Tree(root=ROOT)):
        pytest.skip("needs the npm packages of tests/node (scripts/setup --for-tests says why)")
