"""Runs a long command with its output in a log file and a sign of life on the console."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.steps.console import Console, StepFailedError
from scripts.steps.tree import Tree

SIGN_OF_LIFE_S = 15.0
TAIL_LINES = 15


class Runner:
    """Runs commands for one step; `user` lets root act as a lesser account."""

    def __init__(self, tree: Tree, console: Console, step: str) -> None:
        self.tree = tree
        self.console = console
        self.step = step
        self.log = tree.state / "logs" / f"{step}.log"

    def run(
        self,
        command: Sequence[str | Path],
        *,
        timeout_s: float,
        advice: str,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
    ) -> None:
        """Raises StepFailedError with the end of the output when the command fails or takes too long."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            start = output.tell()
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=cwd or self.tree.root,
                env={**os.environ, **(env or {})},
                user=user,
                group=user,
                extra_groups=[] if user else None,
            )
            code = self._wait(process, timeout_s)
        if code != 0:
            raise StepFailedError(self._failure(command, code, start), advice=advice)

    def _wait(self, process: subprocess.Popen[bytes], timeout_s: float) -> int | None:
        started = time.monotonic()
        while (elapsed := time.monotonic() - started) < timeout_s:
            try:
                return process.wait(min(SIGN_OF_LIFE_S, timeout_s - elapsed))
            except subprocess.TimeoutExpired:
                self.console.doing(self.step, f"still at it ({time.monotonic() - started:.0f} s)")
        process.kill()
        process.wait()
        return None

    def _failure(self, command: Sequence[str | Path], code: int | None, start: int) -> str:
        ending = "took too long and was stopped" if code is None else f"ended with exit code {code}"
        with self.log.open("rb") as output:
            output.seek(start)
            lines = output.read().decode(errors="replace").splitlines()[-TAIL_LINES:]
        shown = "\n".join(f"    {line}" for line in lines)
        start_of_line = " ".join(str(part) for part in command[:4])
        return f"{start_of_line} … {ending}; the whole output is in {self.log}\n{shown}"
