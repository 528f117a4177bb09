"""Debian and Ubuntu packages. Only root installs: set-up never asks for a password behind your back."""

import os
import shutil

from scripts.steps.command import Runner

_QUIET = {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "l"}
_INSTALL_S = 900.0
_UPDATE_S = 300.0


def usable() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def line(*packages: str) -> str:
    """The command that a person with the rights would type."""
    return f"apt-get install {' '.join(packages)} (as root), then run this again"


def install(runner: Runner, *packages: str) -> None:
    """Raises StepFailedError when apt refuses."""
    runner.console.doing(runner.step, f"apt-get install {' '.join(packages)}")
    advice = "Look at the log; `apt-get update` by hand shows whether the package sources are reachable."
    runner.run(["apt-get", "update", "-q"], timeout_s=_UPDATE_S, advice=advice, env=_QUIET)
    runner.run(
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
        timeout_s=_INSTALL_S,
        advice=advice,
        env=_QUIET,
    )
