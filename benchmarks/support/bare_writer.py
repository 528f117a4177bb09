"""The least that telling a hundred sockets the same can be: a frame made once an event, written to each, and
nothing else.

`python -m benchmarks.support.bare_writer EVENTS` prints its port; a line on stdin lets it begin."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sys
from typing import Final, cast

import orjson
import uvloop

from openwa_hookspecs.frames import text_frame

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_AT_ONCE: Final = 50
_FULL_BYTES: Final = 1 << 20

__all__: list[str] = []


class _Peer(asyncio.Protocol):
    def __init__(self, peers: list[asyncio.Transport]) -> None:
        self._peers = peers
        self._head = b""
        self._is_open = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its type

    def data_received(self, data: bytes) -> None:
        if self._transport is None:
            return
        if self._is_open:
            self._transport.write(text_frame(b'{"type":"subscribed"}'))
            self._peers.append(self._transport)
            return
        self._head += data
        if b"\r\n\r\n" in self._head:
            self._is_open = True
            key = self._head.split(b"Sec-WebSocket-Key: ")[1].split(b"\r\n")[0]
            accept = base64.b64encode(hashlib.sha1(key + _GUID).digest())
            self._transport.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
            )


def _frame(number: int) -> bytes:
    message = f"false_628222222222@c.us_3EB0{number}"
    data = {
        "id": message,
        "messageId": message,
        "chatId": "628222222222@c.us",
        "from": "628222222222@c.us",
        "to": "628111111111@c.us",
        "body": f"Hello number {number}",
        "type": "text",
        "fromMe": False,
        "isGroup": False,
        "hasMedia": False,
        "waTimestamp": 1770026399,
        "timestamp": "2026-02-02T09:59:59.000Z",
    }
    payload = {"event": "message.received", "sessionId": "sess_0123456789abcdef", "data": data}
    return text_frame(orjson.dumps({"type": "event", "payload": payload, "timestamp": data["timestamp"]}))


async def _main(events: int) -> None:
    peers: list[asyncio.Transport] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Peer(peers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for number in range(events):
        frame = _frame(number)
        for peer in peers:
            peer.write(frame)
        if number % _AT_ONCE == _AT_ONCE - 1:
            await asyncio.sleep(0)
            while any(peer.get_write_buffer_size() > _FULL_BYTES for peer in peers):
                await asyncio.sleep(0.001)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(_main(int(sys.argv[1])))
