"""A root of its own with mounts and processes of its own: what a container is, made of util-linux alone."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

import psutil

__all__ = ["CommandFailedError", "Container", "Running", "remove_root"]

PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
TAIL_LINES: Final = 40
_STOP_S: Final = 60.0
_POLL_S: Final = 0.1
_ENTER: Final = r"""
set -e
test "$2" = shared || ip link set lo up
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mkdir -p .outside
pivot_root . .outside
umount -l .outside
rmdir .outside
exec chroot . bash -c 'echo up; read -r _'
"""
"""Process 1 reaps orphans, as bash does, and ends when our end of the pipe closes, however that happens: then
the kernel ends every process and every mount of the container. `pivot_root` and not `chroot` alone, since in
a chroot no browser can make its sandbox."""


class CommandFailedError(Exception):
    """A command inside ended as it should not; the message has the end of its output."""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A command that was started and not waited for."""

    process: subprocess.Popen[bytes]
    log: Path
    start: int

    def output(self) -> str:
        """All that it printed so far."""
        with self.log.open("rb") as log:
            log.seek(self.start)
            return log.read().decode(errors="replace")

    def interrupt(self) -> int:
        """Ctrl-C: the signal goes to everything that the command started; the exit code."""
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.send_signal(signal.SIGINT)
        return self.process.wait(_STOP_S)


class Container:
    """`with Container(root, environment, logs)`: runs commands in the root; leaves no process, no mount.

    Loopback and network are the machine's own, or with `offline` a loopback of its own and nothing else.
    """

    def __init__(
        self, root: Path, environment: Mapping[str, str], log: Path, *, offline: bool = False
    ) -> None:
        self.root = root
        self._environment = environment
        self._log = log
        self._offline = offline
        self._unshare: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        options = ["--mount", "--pid", "--ipc", "--fork", *(["--net"] if self._offline else [])]
        network = "own" if self._offline else "shared"
        self._unshare = subprocess.Popen(
            ["unshare", *options, "--", "sh", "-c", _ENTER, "enter", str(self.root), network],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._unshare.stdout is not None
        if self._unshare.stdout.readline() != b"up\n":
            self.close()
            raise CommandFailedError("no namespaces of its own are to be had: see the message above")
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        assert self._unshare is not None
        assert self._unshare.stdin is not None
        self._unshare.stdin.close()
        self._unshare.wait(_STOP_S)

    def start(
        self,
        command: str | Sequence[str],
        *,
        directory: str = "/",
        user: str = "root",
        environment: Mapping[str, str] | None = None,
    ) -> Running:
        """Start a command, a string in a shell, with nothing of our own environment."""
        words = ["sh", "-c", command] if isinstance(command, str) else [*command]
        shown = command if isinstance(command, str) else shlex.join(command)
        with self._log.open("ab") as log:
            log.write(f"\n[{user}] {directory} $ {shown}\n".encode())
            start = log.tell()
            process = self._enter(words, directory, user, environment or {}, log)
        return Running(process=process, log=self._log, start=start)

    def run(
        self,
        command: str | Sequence[str],
        *,
        timeout_s: float,
        directory: str = "/",
        user: str = "root",
        environment: Mapping[str, str] | None = None,
        expect: int = 0,
    ) -> str:
        """All that the command printed. Raises `CommandFailedError` for another exit code than `expect`."""
        running = self.start(command, directory=directory, user=user, environment=environment)
        try:
            code = running.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(running.process.pid, signal.SIGKILL)
            code = None
        output = running.output()
        if code != expect:
            tail = "\n".join(output.splitlines()[-TAIL_LINES:])
            raise CommandFailedError(f"exit code {code} instead of {expect}: {command}\n{tail}")
        return output

    def _enter(
        self, words: list[str], directory: str, user: str, environment: Mapping[str, str], log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        home = "/root" if user == "root" else f"/home/{user}"
        own = {"PATH": PATH, "HOME": home, "USER": user, **self._environment, **environment}
        spaces = ["--mount", "--pid", "--ipc", *(["--net"] if self._offline else [])]
        return subprocess.Popen(
            [
                *("nsenter", "--target", str(self._first_process()), *spaces, "--"),
                *("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"),
                *("env", "-i", "-C", directory, *(f"{name}={value}" for name, value in own.items())),
                *words,
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _first_process(self) -> int:
        assert self._unshare is not None
        (first,) = psutil.Process(self._unshare.pid).children()
        return first.pid


def remove_root(root: Path) -> None:
    """Delete a root; refuses one with something mounted in it, since that is the machine's own."""
    deadline = time.monotonic() + _STOP_S
    while any(f" {root}" in line for line in Path("/proc/self/mountinfo").read_text().splitlines()):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{root} still has something mounted in it and was left alone")
        time.sleep(_POLL_S)
    shutil.rmtree(root)
