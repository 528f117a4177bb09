"""`make clean` ends the servers that set-up started, wherever their data lie, and touches nothing else."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from scripts.steps import postgres
from scripts.steps.tree import Tree
from tests.support.source import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A tree with the script, and what is the operator's own."""
    root = tmp_path / "clone"
    for folder in ("scripts", "data", ".setup/redis", ".venv", "plugins"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "clean", root / "scripts")
    (root / "config.yaml").touch()
    return root


@pytest.fixture
def server() -> Iterator[subprocess.Popen[bytes]]:
    """Stands for a server that runs until it is told to end, and is gone at once then."""
    process = subprocess.Popen(["sleep", "60"])
    reaper = Thread(target=process.wait)
    reaper.start()
    yield process
    process.kill()
    reaper.join()


def clean(clone: Path) -> str:
    done = subprocess.run(
        [clone / "scripts" / "clean"], capture_output=True, text=True, timeout=30, check=True
    )
    return done.stdout


def test_server_in_the_tree_is_stopped_and_only_what_is_ours_goes(
    clone: Path, server: subprocess.Popen[bytes]
) -> None:
    (clone / ".setup" / "redis" / "server.pid").write_text(f"{server.pid}\n")
    assert "stopped the server of .setup/redis" in clean(clone)
    assert server.wait(5) < 0, "ended by a signal"
    assert sorted(path.name for path in clone.iterdir()) == ["config.yaml", "data", "plugins", "scripts"]


def test_server_whose_data_lie_outside_is_stopped_and_they_go_too(
    clone: Path, tmp_path: Path, server: subprocess.Popen[bytes]
) -> None:
    outside = tmp_path / "openwa-postgres-0123"
    outside.mkdir()
    (outside / "postmaster.pid").write_text(f"{server.pid}\n{outside}\n")
    (clone / ".setup" / "postgres").symlink_to(outside)
    assert "stopped the server of .setup/postgres" in clean(clone)
    assert server.wait(5) < 0, "ended by a signal"
    assert not outside.exists()


def test_pid_file_of_a_server_that_is_gone_stops_nothing(clone: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    (clone / ".setup" / "redis" / "server.pid").write_text(f"{gone.pid}\n")
    assert clean(clone) == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_data_go_where_the_lesser_user_may_look_and_the_tree_knows_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, public = tmp_path / "home", tmp_path / "public"
    home.mkdir(mode=0o700)
    public.mkdir()
    monkeypatch.setattr(postgres, "OUTSIDE", public)
    tree = Tree(root=home)
    chosen = [postgres.data_folder(tree, "nobody") for _ in range(2)]
    assert chosen == [next(public.iterdir())] * 2
    assert (tree.state / "postgres").resolve() == chosen[0]
