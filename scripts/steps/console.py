"""What set-up tells the person who started it."""

import sys
import time


class StepFailedError(Exception):
    """A step that could not be done, and what to do next."""

    def __init__(self, problem: str, *, advice: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.advice = advice


class Console:
    """One line a step. A run that found everything in place says so in a single line."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._changes = 0

    def doing(self, step: str, text: str) -> None:
        self._changes += 1
        print(f"setup: {step:<11} {text}", flush=True)

    def warn(self, step: str, problem: str, *, advice: str) -> None:
        self._changes += 1
        print(f"setup: {step:<11} {problem}\n{'':19}{advice}", file=sys.stderr, flush=True)

    def finish(self) -> None:
        elapsed = time.monotonic() - self._started
        text = f"ready ({elapsed:.1f} s)" if self._changes else f"everything is in place ({elapsed:.2f} s)"
        print(f"setup: {text}", flush=True)
