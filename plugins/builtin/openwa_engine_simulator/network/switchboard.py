"""Which devices are on the line at this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from openwa_engine_simulator.network.accounts import Link
from openwa_engine_simulator.network.frames import Replaced, ServerFrame
from openwa_engine_simulator.network.ids import Number

__all__ = ["Port", "Switchboard"]


class Port(Protocol):
    """The way to one device's client. Neither call waits, and neither may call back into the network."""

    def deliver(self, frame: ServerFrame) -> None: ...

    def hang_up(self) -> None:
        """Cut the connection; nothing is delivered after it."""


class Switchboard:
    def __init__(self) -> None:
        self._linked: defaultdict[Number, dict[int, Port]] = defaultdict(dict)
        self._open: set[Port] = set()

    def open(self, port: Port) -> None:
        self._open.add(port)

    def close(self, port: Port) -> None:
        self._open.discard(port)

    def plug(self, link: Link, port: Port) -> None:
        """Puts the device on the line; a client that held the link before is told and cut off."""
        former = self._linked[link.number].get(link.device)
        self._linked[link.number][link.device] = port
        if former is not None and former is not port:
            former.deliver(Replaced())
            former.hang_up()

    def unplug(self, link: Link, port: Port) -> None:
        if self._linked[link.number].get(link.device) is port:
            del self._linked[link.number][link.device]

    def is_on(self, link: Link) -> bool:
        return link.device in self._linked[link.number]

    def port(self, link: Link) -> Port | None:
        return self._linked[link.number].get(link.device)

    def ports(self, number: Number, *, but: int | None = None) -> Sequence[Port]:
        return [port for device, port in self._linked[number].items() if device != but]

    def cut(self, number: Number | None) -> None:
        """Hangs up on the devices of one number, or on everybody."""
        for port in list(self._open) if number is None else self.ports(number):
            port.hang_up()
