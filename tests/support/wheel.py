"""The project's wheel, built once a test session, and a fresh environment that it is installed into."""

import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from tests.support.source import ROOT

__all__ = ["build_wheel", "install"]

_BUILD_S = 120
_INSTALL_S = 600


def build_wheel(folder: Path, source: Path = ROOT) -> Path:
    """The wheel of a source tree, built without touching the network."""
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], _BUILD_S, cwd=source)
    return next(folder.glob("*.whl"))


def install(wheel: Path, environment: Path) -> Path:
    """Installs the runtime lock and the wheel as a user would; answers the folder of the commands."""
    venv.create(environment, with_pip=True)
    programs = environment / "bin"
    pip = (
        programs / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-compile",
    )
    _run([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"], _INSTALL_S)
    _run([*pip, "--no-deps", wheel], _INSTALL_S)
    return programs


def _run(command: Sequence[str | Path], limit_s: float, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=limit_s, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
