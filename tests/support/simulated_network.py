"""The simulated network with time that a test moves, and devices that remember what they were told."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from openwa_engine_simulator.network.frames import (
    DeviceFrame,
    Enclosure,
    Hello,
    OutgoingMessage,
    Paired,
    QuotedRef,
    Ref,
    Result,
    Send,
    ServerFrame,
)
from openwa_engine_simulator.network.ids import Ids, Number, chat_of
from openwa_engine_simulator.network.journal import Journal
from openwa_engine_simulator.network.line import DeviceLine
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.shelf import Shelf

__all__ = [
    "ANN",
    "BEN",
    "CAT",
    "ManualTimers",
    "RecordingDevice",
    "counted_ids",
    "linked_device",
    "simulated_network",
]

ANN = Number("6281100000001")
BEN = Number("6281100000002")
CAT = Number("6281100000003")
START = 1_800_000_000.0

FrameT = TypeVar("FrameT")


@dataclass
class _Timer:
    action: Callable[[], None] | None

    def cancel(self) -> None:
        self.action = None


@dataclass
class ManualTimers:
    """Time stands still until `advance`."""

    time: float = START
    _due: list[tuple[float, int, _Timer]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def now(self) -> float:
        return self.time

    def call_later(self, delay_s: float, action: Callable[[], None]) -> _Timer:
        timer = _Timer(action)
        heapq.heappush(self._due, (self.time + delay_s, next(self._order), timer))
        return timer

    def advance(self, seconds: float) -> None:
        """Lets that much time pass; what falls due runs at its moment."""
        until = self.time + seconds
        while self._due and self._due[0][0] <= until:
            self.time, _, timer = heapq.heappop(self._due)
            if timer.action is not None:
                timer.action()
        self.time = until


class RecordingDevice:
    """A linked device's client."""

    def __init__(self, network: Network) -> None:
        self.heard: list[ServerFrame] = []
        self.is_cut = False
        self.line: DeviceLine = network.line(self)
        self._numbers = count(1)

    def deliver(self, frame: ServerFrame) -> None:
        assert not self.is_cut
        self.heard.append(frame)

    def hang_up(self) -> None:
        self.is_cut = True

    def say(self, frame: DeviceFrame) -> None:
        self.line.handle(frame)

    def hello(self, token: str | None = None, *, acknowledges: bool = False) -> None:
        self.say(Hello(token=token, acknowledges=acknowledges))

    def send(self, body: str, *, key: str, to: Number = BEN, quoted: str | None = None) -> None:
        message = OutgoingMessage(
            id=key,
            to=chat_of(to),
            body=body,
            quoted=None if quoted is None else QuotedRef(id=quoted),
        )
        self.say(Send(n=next(self._numbers), message=message))

    def ask(self, question: Callable[[int], DeviceFrame]) -> Result:
        """The answer to a question under a fresh number."""
        self.say(question(next(self._numbers)))
        return self.last(Result)

    def refusal(self, question: Callable[[int], DeviceFrame]) -> str:
        """The code of the no that answers a question."""
        error = self.ask(question).error
        assert error is not None
        return error.code

    def deliver_content(self, to: str, key: str, kind: str, body: str, enclosed: Enclosure | None) -> Result:
        """Sends a message of any kind."""
        message = OutgoingMessage(id=key, to=to, type=kind, body=body, enclosed=enclosed)
        return self.ask(lambda n: Send(n=n, message=message))

    def all(self, kind: type[FrameT]) -> list[FrameT]:
        return [frame for frame in self.heard if isinstance(frame, kind)]

    def last(self, kind: type[FrameT]) -> FrameT:
        return self.all(kind)[-1]

    @property
    def token(self) -> str:
        return self.last(Paired).token

    def forget(self) -> None:
        """Starts the record anew."""
        self.heard.clear()


def counted_ids() -> Ids:
    """Ids in a row, the same in each run."""
    numbers = count(1)
    return Ids(lambda size: next(numbers).to_bytes(size, "big"))


def simulated_network(
    journal: Journal | None = None, timers: ManualTimers | None = None, shelf: Shelf | None = None
) -> tuple[Network, ManualTimers]:
    """A network in which Ann and Ben have phones."""
    timers = timers or ManualTimers()
    network = Network(timers=timers, ids=counted_ids(), journal=journal, shelf=shelf)
    network.book.restore()
    network.phones.save(ANN, push_name="Ann")
    network.phones.save(BEN, push_name="Ben")
    return network, timers


def linked_device(network: Network, number: Number = ANN, *, acknowledges: bool = False) -> RecordingDevice:
    """A device that this phone has just scanned."""
    device = RecordingDevice(network)
    device.hello(acknowledges=acknowledges)
    network.phones.scan(number, device.last(Ref).ref)
    return device
