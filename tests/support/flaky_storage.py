"""A storage that refuses what a test names: for what core does when the database is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.service import Health
from openwa_hookspecs.storage import CommitListener, Storage

_REPOSITORIES = frozenset(
    {
        "batches",
        "deliveries",
        "events",
        "idempotency",
        "identities",
        "keys",
        "media",
        "messages",
        "sessions",
        "sinks",
        "state",
        "webhooks",
    }
)


class FlakyStorage:
    """Passes everything on to a real storage, unless it is down."""

    def __init__(self, real: Storage) -> None:
        self._real = real
        self.is_down: Callable[[str], bool] = _never
        """Whether the call of that name (`sessions.update`) is refused."""
        self.loses_answers = False
        """Whether what is refused has been done nevertheless."""
        self.fault: Exception = ServiceUnavailableError("The database cannot be reached")
        self.calls: list[str] = []

    def break_down(self, *names: str, loses_answers: bool = False) -> None:
        """Refuse these calls, or all, from now on."""
        self.loses_answers = loses_answers
        self.is_down = (lambda name: name in names) if names else _always

    def repair(self) -> None:
        """Refuse nothing any more."""
        self.is_down = _never

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the repository is
        if name in _REPOSITORIES:
            return _Repository(self, name, getattr(self._real, name))
        raise AttributeError(name)

    async def start(self) -> None:
        await self._real.start()

    async def stop(self) -> None:
        await self._real.stop()

    async def health(self) -> Health:
        return await self._real.health()

    def listen(self, listener: CommitListener) -> None:
        self._real.listen(listener)


class _Repository:
    def __init__(self, storage: FlakyStorage, name: str, real: object) -> None:
        self._storage = storage
        self._name = name
        self._real = real

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the method is
        real, storage, whole_name = getattr(self._real, name), self._storage, f"{self._name}.{name}"

        async def call(*args: object, **kwargs: object) -> object:
            storage.calls.append(whole_name)
            is_down = storage.is_down(whole_name)
            if is_down and not storage.loses_answers:
                raise storage.fault
            answer = await real(*args, **kwargs)
            if is_down:
                raise storage.fault
            return answer

        return call


def _never(_: str) -> bool:
    return False


def _always(_: str) -> bool:
    return True
