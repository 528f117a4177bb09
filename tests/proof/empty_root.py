"""The first five minutes on an empty machine: clone, `make run`, first message, with and without a browser.

`python tests/proof/empty_root.py [--directory DIR] [--keep]`. Two minimal roots of this machine's Debian or
Ubuntu are made by debootstrap from the mirror that apt uses here. In one, root types what the README says; in
the other an ordinary user does, who may install nothing. What is cloned is the last commit. Needs root,
util-linux and about 4 GB; loopback and the network are this machine's, and nothing stays behind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.proof.bare.container import CommandFailedError, Container, remove_root
from tests.proof.bare.ledger import Ledger
from tests.proof.bare.newcomer import Clone, Doors, exchange_first_message, reason_of_failure
from tests.proof.bare.registries import Registries
from tests.support.served import free_port
from tests.support.source import ROOT

USER: Final = "newcomer"
_PACKAGES: Final = "git make curl"
_APT: Final = "apt-get -q update && apt-get -q -y --no-install-recommends install"
_APT_LINE: Final = re.compile(r"apt-get install ([a-z0-9.+ -]+?)(?: \(as root\)|$)", re.MULTILINE)
_OURS_LEFT: Final = "ls -d /var/tmp/[o]penwa-*; grep -al [o]penwa /proc/[0-9]*/cmdline"
_NOWHERE: Final = "http://127.0.0.1:9"
_LONG_S: Final = 900.0
_TOOLS: Final = {"debootstrap": "debootstrap", "ip": "iproute2"}


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Where the roots are, and what was found out so far."""

    directory: Path
    registries: Registries
    ledger: Ledger

    @property
    def bundle(self) -> Path:
        return self.directory / "openwa.git"

    @property
    def log(self) -> Path:
        return self.directory / "commands.log"

    def container(self, root: Path, *, offline: bool = False) -> Container:
        return Container(root, self.registries.environment, self.log, offline=offline)

    def run(self) -> None:
        """Everything; the first thing that goes wrong ends it."""
        machine, other = self.directory / "root", self.directory / "other"
        self._make_roots(machine, other)
        with self.container(machine) as container:
            clone = self._root_starts(container)
            self._root_uses_chromium(clone)
            self._root_tests(clone)
        with self.container(machine, offline=True) as container:
            self._servers_of_our_own(container, clone.path)
        with self.container(machine) as container:
            self._user_where_all_is_installed(container)
        remove_root(machine)
        with self.container(other) as container:
            self._user_where_nothing_is(container)

    def _make_roots(self, machine: Path, other: Path) -> None:
        with self.ledger.line("debootstrap, minimal") as line:
            command = ["debootstrap", "--variant=minbase", "--include=ca-certificates"]
            known = self.registries
            self._outside([*command, known.suite, str(machine), known.mirror])
            machine.chmod(0o755)
            known.teach(machine)
            line.note = known.suite
        with self.ledger.line(f"apt-get install {_PACKAGES}"), self.container(machine) as container:
            container.run(f"{_APT} {_PACKAGES}", timeout_s=_LONG_S)
            container.run(["useradd", "--create-home", "--shell", "/bin/bash", USER], timeout_s=30)
        self._outside(["cp", "--archive", str(machine), str(other)])
        self._outside(["git", "-C", str(ROOT), "bundle", "create", "-q", str(self.bundle), "HEAD"])

    def _root_starts(self, container: Container) -> Clone:
        with self.ledger.line("root: git clone"):
            clone = Clone.of(container, self.bundle)
        doors = Doors.free()
        with self._serving("root: first `make run` until it serves", clone, doors.bind, doors.config()):
            self._first_messages("root", clone, doors)
        return clone

    def _first_messages(self, who: str, clone: Clone, doors: Doors) -> None:
        with self.ledger.line(f"{who}: the README's lines, with curl") as line:
            line.note = clone.type_the_lines(doors)
        with self.ledger.line(f"{who}: use: simulator, first message") as line:
            gateway, control = f"http://{doors.bind}", f"http://{doors.control}"
            line.note = asyncio.run(exchange_first_message(gateway, control, clone.admin_key, "simulator"))

    def _root_uses_chromium(self, clone: Clone) -> None:
        self._first_message_in_chromium("root", clone)
        doors = Doors.free()
        with self.ledger.line("root: `make setup` when all is there") as line:
            line.note = clone.run("make setup").strip()
        with self._serving("root: second `make run` until it serves", clone, doors.bind, doors.config()):
            pass

    def _first_message_in_chromium(self, who: str, clone: Clone) -> None:
        bind = f"127.0.0.1:{free_port()}"
        with clone.simulator() as simulator:
            config: dict[str, Any] = {
                "server": {"bind": bind},
                "engines": [{"use": "playwright", "config": {"url": f"{simulator}/"}}],
            }
            with (
                self._serving(f"{who}: `make run` with use: playwright", clone, bind, config),
                self.ledger.line(f"{who}: use: playwright, first message in Chromium") as line,
            ):
                gateway = f"http://{bind}"
                line.note = asyncio.run(
                    exchange_first_message(gateway, simulator, clone.admin_key, "playwright")
                )

    def _root_tests(self, clone: Clone) -> None:
        with self.ledger.line("root: `make test-fast`") as line:
            line.note = _last_line(clone.run("make test-fast"))
        with self.ledger.line("root: fetch what no network gives: servers for the tests"):
            clone.run(f"{_APT} --download-only postgresql redis-server", timeout_s=_LONG_S)

    def _servers_of_our_own(self, container: Container, path: str) -> None:
        """Nothing listens on this loopback, so that set-up has to install and to start."""
        clone = Clone(container=container, path=path, user="root")
        with self.ledger.line("root: `scripts/setup --for-tests`, nothing listens"):
            clone.run("scripts/setup --for-tests")
        with self.ledger.line("root: tests on these PostgreSQL and Redis") as line:
            chosen = "tests/unit tests/integration/openwa_storage_tortoise"
            line.note = _last_line(
                clone.run(f".venv/bin/python -m pytest -q -m 'postgres or redis' {chosen}", CI="true")
            )
        with self.ledger.line("root: `make clean` stops them and leaves nothing"):
            clone.run("make clean")
            clone.run(f"test -z \"$(git status --short --ignored | grep -v ' data/'; {_OURS_LEFT})\"")

    def _user_where_all_is_installed(self, container: Container) -> None:
        with self.ledger.line("user: git clone"):
            clone = Clone.of(container, self.bundle, user=USER)
        doors = Doors.free()
        with self._serving("user: first `make run`, Chromium is there", clone, doors.bind, doors.config()):
            self._first_messages("user", clone, doors)
        self._first_message_in_chromium("user", clone)

    def _user_where_nothing_is(self, container: Container) -> None:
        with self.ledger.line("bare user: git clone"):
            clone = Clone.of(container, self.bundle, user=USER)
        with self.ledger.line("bare user: `make run` without Python says what to type") as line:
            line.note = self._type_as_root(container, clone.run("make run", expect=2))
        unreachable = {"PLAYWRIGHT_DOWNLOAD_HOST": _NOWHERE, "npm_config_registry": _NOWHERE}
        doors = Doors.free()
        what = "bare user: `make run`, no browser and no bundle to be had"
        with self._serving(what, clone, doors.bind, doors.config(), **unreachable) as said:
            self._first_messages("bare user", clone, doors)
            with self.ledger.line("bare user: a session in a browser says why it fails") as line:
                line.note = asyncio.run(reason_of_failure(f"http://{doors.bind}", clone.admin_key))
        with self.ledger.line("bare user: `openwa doctor` names what is missing") as line:
            told = clone.run(".venv/bin/openwa doctor", expect=1)
            line.note = ", ".join(re.findall(r"^fail +(check\.\S+)", told, re.MULTILINE))
        with self.ledger.line("root: types what `make run` said") as line:
            line.note = self._type_as_root(container, said)
        self._first_message_in_chromium("bare user, then", clone)

    def _type_as_root(self, container: Container, said: str) -> str:
        """Install, word for word, what the output of a set-up tells to."""
        packages = " ".join(_APT_LINE.findall(said))
        if not packages:
            raise CommandFailedError(f"no apt-get line in what was said:\n{said}")
        container.run(f"{_APT} {packages}", timeout_s=_LONG_S)
        return f"apt-get install {packages}"

    @contextmanager
    def _serving(
        self, what: str, clone: Clone, bind: str, config: dict[str, Any] | None, **environment: str
    ) -> Iterator[str]:
        with ExitStack() as stack:
            with self.ledger.line(what):
                running = stack.enter_context(clone.serving(bind, config=config, **environment))
            yield running.output()

    def _outside(self, command: list[str]) -> None:
        with self.log.open("ab") as log:
            subprocess.run(command, stdout=log, stderr=log, timeout=_LONG_S, check=True)


def _last_line(output: str) -> str:
    return output.strip().splitlines()[-1].strip("= ")


def _why_not() -> str | None:
    """What keeps this machine from making an empty root, if anything; installs what is missing."""
    if os.geteuid() != 0:
        return "only root can make a root file system; run it as root (in a virtual machine, say)"
    if missing := [package for tool, package in _TOOLS.items() if shutil.which(tool) is None]:
        if shutil.which("apt-get") is None:
            return f"{' and '.join(missing)} cannot be had: this is neither Debian nor Ubuntu"
        done = subprocess.run(
            f"{_APT} {' '.join(missing)}", shell=True, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return f"apt-get install {' '.join(missing)} failed: {_last_line(done.stderr or done.stdout)}"
    return None


def main() -> int:
    """0 when nothing went wrong, or when this machine cannot try."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--directory", type=Path, default=Path("/var/tmp"), help="where the roots are made")
    parser.add_argument("--keep", action="store_true", help="leave the roots and the log for a look")
    given = parser.parse_args()
    if reason := _why_not():
        print(f"skipped: {reason}")
        return 0
    directory = Path(tempfile.mkdtemp(prefix="openwa-empty-root-", dir=given.directory))
    directory.chmod(0o755)
    ledger = Ledger()
    try:
        Proof(directory=directory, registries=Registries.read(), ledger=ledger).run()
    except (CommandFailedError, AssertionError, subprocess.SubprocessError, TimeoutError) as failure:
        print(f"{type(failure).__name__}: {failure}")
    finally:
        if given.keep:
            print(f"kept: {directory}")
        else:
            remove_root(directory)
    print(f"\n{ledger}")
    return 0 if ledger.passed else 1


if __name__ == "__main__":
    sys.exit(main())
