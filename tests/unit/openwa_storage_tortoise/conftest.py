"""A database that only remembers what it was asked."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import pytest

from openwa_storage_tortoise.statements import Command, Each, Epochs, Query, Row, Steps

Result = TypeVar("Result")


class ScriptedDatabase:
    """Runs steps against nothing: sessions have the epochs that a test gives them, every row takes effect
    unless `refuses` says otherwise, and a commit waits while `gate` is shut."""

    kind: Final = "scripted"

    def __init__(self) -> None:
        self.epochs: dict[str, int] = {"sess_a": 1, "sess_b": 1}
        self.asked: list[Command] = []
        self.committed: list[list[Command]] = []
        self.refuses: Callable[[tuple[object, ...]], bool] = lambda _: False
        self.breaks: Callable[[Command], Exception | None] = lambda _: None
        self.gate = asyncio.Event()
        self.gate.set()
        self._head = 0

    async def transact(self, steps: Callable[[], Steps[Result]]) -> Result:
        await self.gate.wait()
        self.asked = []
        head, result = self._head, self.drive(steps())
        self.committed.append(self.asked)
        self._head = max(head, self._head)
        return result

    def drive(self, steps: Steps[Result]) -> Result:
        answer: object = None
        while True:
            try:
                command = steps.send(answer)
            except StopIteration as end:
                result: Result = end.value
                return result
            self.asked.append(command)
            if error := self.breaks(command):
                raise error
            answer = self._answer(command)

    def _answer(self, command: Command) -> object:
        match command:
            case Query(sql=sql, parameters=(int(added),)) if "log_head" in sql:
                self._head += added
                return [(self._head,)]
            case Query():
                return []
            case Each(rows=rows):
                return [not self.refuses(row) for row in rows]
            case Epochs(sessions=sessions):
                return {name: self.epochs[name] for name in sessions if name in self.epochs}

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def read(self, sql: str, *parameters: object) -> Sequence[Row]:
        return []

    async def has_table(self, name: str) -> bool:
        return True

    def for_tortoise(self) -> dict[str, Any]:
        return {}


@pytest.fixture
async def database() -> ScriptedDatabase:
    return ScriptedDatabase()
