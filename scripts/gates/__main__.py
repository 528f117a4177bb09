"""Runs the gates, two at a time, and prints each with its time; what a gate said is shown when it failed."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[2]
AT_ONCE = 2
LIMIT_S = 900.0


@dataclass(frozen=True, kw_only=True)
class Gate:
    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    gate: Gate
    passed: bool
    output: str
    seconds: float


FIXES = (
    Gate(name="ruff mends", command=("ruff", "check", "--fix", "--quiet")),
    Gate(name="ruff formats", command=("ruff", "format", "--quiet")),
)
GATES = (
    # The longest first, so that the short ones run beside it.
    Gate(name="types", command=("mypy",)),
    Gate(name="format", command=("ruff", "format", "--check")),
    Gate(name="lint", command=("ruff", "check")),
    Gate(name="layers", command=("lint-imports",)),
    Gate(
        name="architecture",
        command=("pytest", "tests/architecture", "-m", "not slow", "-q", "-p", "no:cacheprovider"),
    ),
)


def main() -> int:
    options = _parse()
    if options.fix:
        for fix in FIXES:
            judge(fix)
    chosen = [gate for gate in GATES if gate.name in (options.gates or [gate.name])]
    with ThreadPoolExecutor(AT_ONCE) as workers:
        verdicts = []
        for verdict in workers.map(judge, chosen):
            _print(verdict)
            verdicts.append(verdict)
    failed = [verdict.gate.name for verdict in verdicts if not verdict.passed]
    print(f"check: {'failed: ' + ', '.join(failed) if failed else 'all gates passed'}", flush=True)
    return 1 if failed else 0


def judge(gate: Gate) -> Verdict:
    """Runs one gate to its end; one that takes longer than LIMIT_S has failed."""
    started = time.monotonic()
    passed, output = _run((str(BIN / gate.command[0]), *gate.command[1:]))
    return Verdict(gate=gate, passed=passed, output=output, seconds=time.monotonic() - started)


def _run(command: Sequence[str]) -> tuple[bool, str]:
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT_S,
            check=False,
            env={**os.environ, "FORCE_COLOR": "1"} if sys.stdout.isatty() else None,
        )
    except subprocess.TimeoutExpired:
        return False, f"still running after {LIMIT_S:.0f} s"
    return done.returncode == 0, done.stdout


def _print(verdict: Verdict) -> None:
    word = "ok  " if verdict.passed else "FAIL"
    print(f"check: {word} {verdict.gate.name:<13} {verdict.seconds:6.1f} s", flush=True)
    if not verdict.passed:
        print(verdict.output, flush=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/check", description=__doc__)
    parser.add_argument("--fix", action="store_true", help="format and mend with ruff first")
    parser.add_argument(
        "gates", nargs="*", metavar="GATE", help=f"only these: {', '.join(g.name for g in GATES)}"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
