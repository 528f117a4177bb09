"""`scripts/setup` itself, before there is a Python: it finds one, has apt bring one, or says what to type."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.source import ROOT

HANDED_OVER = "handed over: -m scripts.steps --for-tests"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A tree with nothing but the launcher."""
    (tmp_path / "clone" / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup", tmp_path / "clone" / "scripts")
    return tmp_path / "clone"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """All that is on PATH: what a minimal system has, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname", "mkdir", "cat", "chmod"):
        (folder / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    return folder


def program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def launch(clone: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", clone / "scripts" / "setup", "--for-tests"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def is_python(version: tuple[int, int]) -> str:
    """A script that stands for a Python of that version."""
    too_old = int(version < (3, 11))
    return f'case $1 in -c) exit {too_old};; *) echo "handed over: $*";; esac'


def has_apt(programs: Path, *, user: int) -> None:
    """An apt-get that brings a Python, and the user who may run it."""
    body = is_python((3, 11)).replace("$", r"\$")
    program(programs / "id", f"echo {user}")
    program(
        programs / "apt-get",
        f'echo "apt-get $*"\ncase $1 in install) cat > {programs}/python3 <<END\n'
        f"#!/bin/sh\n{body}\nEND\nchmod 755 {programs}/python3;; esac",
    )


def test_the_first_python_that_is_new_enough_is_taken(clone: Path, programs: Path) -> None:
    program(programs / "python3", is_python((3, 9)))
    program(programs / "python3.12", is_python((3, 12)))
    done = launch(clone, programs)
    assert (done.returncode, done.stdout.strip()) == (0, HANDED_OVER)


def test_root_gets_a_missing_python_from_apt(clone: Path, programs: Path) -> None:
    has_apt(programs, user=0)
    done = launch(clone, programs)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == HANDED_OVER
    log = (clone / ".setup" / "logs" / "apt.log").read_text()
    assert "apt-get install -q -y --no-install-recommends python3 python3-venv" in log


@pytest.mark.parametrize("has_apt_get", [False, True])
def test_who_may_not_install_is_told_what_to_type(clone: Path, programs: Path, *, has_apt_get: bool) -> None:
    if has_apt_get:  # with apt-get there, but not root
        has_apt(programs, user=1000)
    done = launch(clone, programs)
    assert done.returncode == 1
    assert "apt-get install python3 python3-venv (as root)" in done.stderr


def test_an_apt_that_fails_names_its_log(clone: Path, programs: Path) -> None:
    has_apt(programs, user=0)
    program(programs / "apt-get", "echo no route to the mirror; exit 100")
    done = launch(clone, programs)
    assert done.returncode == 1
    assert "see .setup/logs/apt.log" in done.stderr
    assert "no route to the mirror" in (clone / ".setup" / "logs" / "apt.log").read_text()
