"""`/device`: a linked device's connection as a WebSocket, one JSON object a text frame."""

from __future__ import annotations

import asyncio
from typing import Final

from pydantic import ValidationError
from quart import Blueprint, websocket

from openwa_engine_simulator.network.codec import decode_device_frame, encode_server_frame, request_number
from openwa_engine_simulator.network.frames import DeviceFrame, Failure, Hello, Result, ServerFrame
from openwa_engine_simulator.network.line import DeviceLine
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.server.answers import faults_of

__all__ = ["device_socket"]

_MOST_WAITING: Final = 10_000
"""Frames that a client may leave unread before it is cut off; its next sync has them again."""
_HELLO_WITHIN_S: Final = 10.0
_GOING_AWAY: Final = 1001


class _SocketClient:
    """The network's way to the client: a queue that never makes the network wait."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[ServerFrame | None] = asyncio.Queue()
        self.fell_behind = asyncio.Event()

    def deliver(self, frame: ServerFrame) -> None:
        if self._waiting.qsize() < _MOST_WAITING:
            self._waiting.put_nowait(frame)
        else:
            self.fell_behind.set()

    def hang_up(self) -> None:
        self._waiting.put_nowait(None)

    async def write(self) -> None:
        """Sends what comes until the network hangs up."""
        while (frame := await self._waiting.get()) is not None:
            await websocket.send(encode_server_frame(frame))
        await websocket.close(_GOING_AWAY)


def device_socket(network: Network) -> Blueprint:
    sockets = Blueprint("device", __name__)

    @sockets.websocket("/device")
    async def device() -> None:
        client = _SocketClient()
        line = network.line(client)
        ends = (_read(line, client), client.write(), client.fell_behind.wait())
        tasks = [asyncio.ensure_future(end) for end in ends]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            line.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    return sockets


async def _read(line: DeviceLine, client: _SocketClient) -> None:
    try:
        async with asyncio.timeout(_HELLO_WITHIN_S):
            while not isinstance(frame := await _next_frame(client), Hello):
                client.deliver(_unreadable("say hello first"))
    except TimeoutError:
        return
    line.handle(frame)
    while True:
        line.handle(await _next_frame(client))


async def _next_frame(client: _SocketClient) -> DeviceFrame:
    while True:
        text = await websocket.receive() or b""  # an empty binary frame comes as None
        try:
            return decode_device_frame(text)
        except ValidationError as error:
            client.deliver(_unreadable(faults_of(error), request_number(text)))


def _unreadable(why: str, n: int | None = None) -> Result:
    return Result(n=n, ok=False, error=Failure(code="bad_frame", message=why))
