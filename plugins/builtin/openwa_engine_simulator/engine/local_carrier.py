"""The way to a network in this process: no copy, no JSON, no wait."""

from __future__ import annotations

from openwa_engine_simulator.engine.connection import Carrier, Dial
from openwa_engine_simulator.network.frames import DeviceFrame
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.switchboard import Port

__all__ = ["dial_local"]


class _LocalCarrier:
    def __init__(self, network: Network, port: Port) -> None:
        self._line = network.line(port)

    def send(self, frame: DeviceFrame) -> None:
        self._line.handle(frame)

    async def close(self) -> None:
        self._line.close()


def dial_local(network: Network) -> Dial:
    async def dial(port: Port) -> Carrier:
        return _LocalCarrier(network, port)

    return dial
