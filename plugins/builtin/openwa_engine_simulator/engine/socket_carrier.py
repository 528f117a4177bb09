"""The way to a network in another process: its `/device` socket.

wsproto, because it is here anyway (Hypercorn speaks WebSocket through it) and a client needs no more.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Final
from urllib.parse import urlsplit

from pydantic import ValidationError
from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Event,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import ProtocolError

from openwa_engine_simulator.engine.connection import Carrier, Dial
from openwa_engine_simulator.network.codec import decode_server_frame, encode_device_frame
from openwa_engine_simulator.network.frames import DeviceFrame
from openwa_engine_simulator.network.switchboard import Port
from openwa_hookspecs.context import Log, Tasks

__all__ = ["dial_socket"]

_CHUNK: Final = 64 * 1024
_QUIET_S: Final = 20.0
"""Silence after which the server is asked for a sign of life; as much again and it counts as gone."""
_CLOSE_S: Final = 2.0
"""How long a server gets to answer the closing frame."""
_BIGGEST_FRAME: Final = 16 * 1024 * 1024


def dial_socket(url: str, *, tasks: Tasks, log: Log) -> Dial:
    """Connections to the simulator at this address (`http://…`)."""

    async def dial(port: Port) -> Carrier:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        host, number = parts.hostname or "", parts.port or (443 if secure else 80)
        context = ssl.create_default_context() if secure else None
        reader, writer = await asyncio.open_connection(host, number, ssl=context)
        carrier = _SocketCarrier(port, reader, writer, log)
        try:
            await carrier.shake_hands(parts.netloc, f"{parts.path}/device")
        except BaseException:
            writer.close()
            raise
        carrier.reading = tasks.spawn("simulator socket", carrier.read())
        return carrier

    return dial


class _SocketCarrier:
    def __init__(
        self, port: Port, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, log: Log
    ) -> None:
        self._port = port
        self._reader = reader
        self._writer = writer
        self._log = log
        self._protocol = WSConnection(ConnectionType.CLIENT)
        self._text = ""
        self.reading: asyncio.Task[None] | None = None

    async def shake_hands(self, host: str, target: str) -> None:
        """Raises `OSError`."""
        self._write(Request(host=host, target=target))
        try:
            while await self._more():
                for event in self._protocol.events():
                    if isinstance(event, AcceptConnection):
                        return
                    if isinstance(event, RejectConnection):
                        raise ConnectionRefusedError(f"the server answers {event.status_code} to {target}")
        except ProtocolError as error:
            raise ConnectionAbortedError("what answers there speaks no WebSocket") from error
        raise ConnectionResetError("the server closed the connection")

    async def read(self) -> None:
        """Hands on what the network sends until either side ends it."""
        try:
            while await self._more():
                for event in self._protocol.events():
                    self._take(event)
        except (OSError, ProtocolError, ValidationError) as error:
            self._log.warning("simulator connection broke", error=type(error).__name__)
        finally:
            self._port.hang_up()
            self._writer.close()

    def send(self, frame: DeviceFrame) -> None:
        if self._is_open:
            self._write(TextMessage(data=encode_device_frame(frame)))

    async def close(self) -> None:
        if self._is_open:
            self._write(CloseConnection(code=1000))
        if self.reading is not None:
            _, late = await asyncio.wait({self.reading}, timeout=_CLOSE_S)
            for task in late:
                task.cancel()
                await asyncio.wait({task})

    @property
    def _is_open(self) -> bool:
        return self._protocol.state is ConnectionState.OPEN and not self._writer.is_closing()

    async def _more(self) -> bool:
        """Waits for bytes; False at the end of the stream. Raises `OSError` when the server is silent."""
        try:
            async with asyncio.timeout(_QUIET_S):
                data = await self._reader.read(_CHUNK)
        except TimeoutError:
            if self._is_open:
                self._write(Ping())
            async with asyncio.timeout(_QUIET_S):
                data = await self._reader.read(_CHUNK)
        if data:
            self._protocol.receive_data(data)
        return bool(data)

    def _take(self, event: Event) -> None:
        match event:
            case TextMessage():
                self._text += event.data
                if len(self._text) > _BIGGEST_FRAME:
                    raise ConnectionAbortedError("the server sends a frame without end")
                if event.message_finished:
                    text, self._text = self._text, ""
                    self._port.deliver(decode_server_frame(text))
            case Ping():
                self._write(event.response())
            case CloseConnection() if self._protocol.state is ConnectionState.REMOTE_CLOSING:
                self._write(event.response())

    def _write(self, event: Event) -> None:
        self._writer.write(self._protocol.send(event))
