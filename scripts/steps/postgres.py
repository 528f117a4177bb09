"""A PostgreSQL for the tests: one that listens and accepts us, else our own on a free port."""

import getpass
import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from scripts.steps import apt, ports
from scripts.steps.command import Runner
from scripts.steps.console import Console, StepFailedError
from scripts.steps.postgres_login import may_create_databases
from scripts.steps.tree import Tree

STEP = "postgres"
PORT = 5432
ROLE = "postgres"
OUTSIDE = Path("/var/tmp")
_START_S = 120.0


def ensure(tree: Tree, console: Console, known_url: str | None) -> str:
    """The URL of a server where we may create databases. Raises StepFailedError when there is none."""
    standard = (f"postgres://{user}@{ports.LOOPBACK}:{PORT}/postgres" for user in (ROLE, getpass.getuser()))
    for url in (known_url, *standard):
        if url and accepts(url):
            if url != known_url:
                console.doing(STEP, f"using {url}")
            return url
    runner = Runner(tree, console, STEP)
    return _start(runner, _binaries() or _install(runner))


def accepts(url: str) -> bool:
    place = urlsplit(url)
    host, user = place.hostname or ports.LOOPBACK, place.username or ROLE
    return may_create_databases(host, place.port or PORT, user)


def _binaries() -> Path | None:
    """Debian keeps the server's programs off PATH, one folder a version."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    candidates = [*reversed(folders), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def _install(runner: Runner) -> Path:
    advice = f"{apt.line('postgresql')}."
    if not apt.usable():
        raise StepFailedError("no PostgreSQL listens here and none is installed", advice=advice)
    apt.install(runner, "postgresql")
    folder = _binaries()
    if folder is None:
        raise StepFailedError("apt installed no PostgreSQL server", advice=advice)
    return folder


def _start(runner: Runner, binaries: Path) -> str:
    """Our own cluster, trusted on the loopback only and without fsync: it holds nothing but test data."""
    user = _lesser_user()
    folder = data_folder(runner.tree, user)
    port = ports.free_port()
    runner.console.doing(STEP, f"starting a server on port {port} (data in {folder})")
    advice = f"See {runner.log} and {folder}/server.log."
    if not (folder / "PG_VERSION").exists():
        runner.run(
            [binaries / "initdb", "-D", folder, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-sync"],
            timeout_s=_START_S,
            advice=advice,
            cwd=folder,
            user=user,
        )
    options = f"-p {port} -h {ports.LOOPBACK} -c unix_socket_directories='' -c fsync=off"
    runner.run(
        [binaries / "pg_ctl", "-D", folder, "-l", folder / "server.log", "-w", "-o", options, "restart"],
        timeout_s=_START_S,
        advice=advice,
        cwd=folder,
        user=user,
    )
    return f"postgres://{ROLE}@{ports.LOOPBACK}:{port}/postgres"


def _lesser_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ROLE if ROLE in names else "nobody"


def data_folder(tree: Tree, user: str | None) -> Path:
    """`.setup/postgres`; a link when the clone lies where the lesser user may not look, as in root's home."""
    folder = tree.state / "postgres"
    if folder.is_symlink() and folder.is_dir():
        return folder.resolve()
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    if user is None or _is_reached(folder, user):
        return folder
    outside = OUTSIDE / f"openwa-postgres-{hashlib.sha256(str(tree.root).encode()).hexdigest()[:12]}"
    outside.mkdir(mode=0o700, exist_ok=True)
    shutil.chown(outside, user)
    shutil.rmtree(folder)
    folder.symlink_to(outside)  # by which `make clean` finds it
    return outside


def _is_reached(folder: Path, user: str) -> bool:
    shutil.chown(folder, user)
    folder.chmod(0o700)
    return subprocess.run(["test", "-w", folder], user=user, cwd="/", timeout=10, check=False).returncode == 0
