"""One connection of a device to the network: frames in order, and questions with their answers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Final, Protocol, TypeAlias, TypeVar

from openwa_engine_simulator.network.frames import Answer, DeviceFrame, Result, ServerFrame
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.switchboard import Port

__all__ = ["Carrier", "Connection", "ConnectionLostError", "Dial", "Question"]

AnswerT = TypeVar("AnswerT", bound=Answer | None)
Question: TypeAlias = Callable[[int], DeviceFrame]
"""A frame that asks, under the number that it is given."""

_MOST_WAITING: Final = 50_000
"""Frames behind which the session has fallen so far that it hangs up: its next sync has them again."""


class ConnectionLostError(Exception):
    """The connection ended before the answer came: it may have been on its way."""


class Carrier(Protocol):
    """Brings a device's frames to the network."""

    def send(self, frame: DeviceFrame) -> None:
        """Never waits; does nothing once the connection is lost."""

    async def close(self) -> None: ...


Dial: TypeAlias = Callable[[Port], Awaitable[Carrier]]
"""Connects; the network's frames come through the port. Raises `OSError`."""


class Connection:
    def __init__(self) -> None:
        self._carrier: Carrier | None = None
        self._frames: deque[ServerFrame] = deque()
        self._arrived = asyncio.Event()
        self._questions: dict[int, asyncio.Future[Answer | None]] = {}
        self._numbers = count(1)
        self._is_lost = False

    async def open(self, dial: Dial) -> None:
        self._carrier = await dial(self)

    async def close(self) -> None:
        self.hang_up()
        if self._carrier is not None:
            await self._carrier.close()

    @property
    def is_idle(self) -> bool:
        """Whether all that came has been taken."""
        return not self._frames

    async def next(self) -> ServerFrame | None:
        """The next frame but answers to questions; None once the connection is lost and all is taken."""
        while not self._frames and not self._is_lost:
            self._arrived.clear()
            await self._arrived.wait()
        return self._frames.popleft() if self._frames else None

    def take_while(self, accepts: Callable[[ServerFrame], bool]) -> None:
        """Hand over what has come already, up to the first frame that is not accepted."""
        while self._frames and accepts(self._frames[0]):
            self._frames.popleft()

    def tell(self, frame: DeviceFrame) -> None:
        if self._carrier is not None and not self._is_lost:
            self._carrier.send(frame)

    async def ask(self, question: Question, answer: type[AnswerT]) -> AnswerT:
        """Asks under a fresh number. Raises `RefusedError` or `ConnectionLostError`; waits for ever."""
        if self._is_lost:
            raise ConnectionLostError
        number = next(self._numbers)
        self._questions[number] = asyncio.get_running_loop().create_future()
        try:
            self.tell(question(number))
            found = await self._questions[number]
        finally:
            del self._questions[number]
        if not isinstance(found, answer):
            raise RefusedError("bad_frame", f"the network answered with {type(found).__name__}")
        return found

    def deliver(self, frame: ServerFrame) -> None:
        if isinstance(frame, Result):
            self._answer(frame)
        elif len(self._frames) < _MOST_WAITING:
            self._frames.append(frame)
            self._arrived.set()
        else:
            self.hang_up()

    def hang_up(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self._arrived.set()
            for question in self._questions.values():
                if not question.done():
                    question.set_exception(ConnectionLostError())

    def _answer(self, result: Result) -> None:
        question = None if result.n is None else self._questions.get(result.n)
        if question is None or question.done():
            return
        if result.error is None:
            question.set_result(result.data)
        else:
            question.set_exception(RefusedError(result.error.code, result.error.message))
