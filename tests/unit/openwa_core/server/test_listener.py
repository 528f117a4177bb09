"""Sockets that listen."""

from __future__ import annotations

import asyncio
import socket

from openwa_core.server.listener import open_listeners


async def test_answers_on_the_plain_loop_do_not_wait_for_acknowledgements() -> None:
    accepted: asyncio.Queue[int] = asyncio.Queue()

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = writer.get_extra_info("socket")
        accepted.put_nowait(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()
        await writer.wait_closed()

    (listener,) = await open_listeners("127.0.0.1", 0, peer_timeout_s=30)
    async with await asyncio.start_server(accept, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        assert await asyncio.wait_for(accepted.get(), 10) != 0
        writer.close()
        await writer.wait_closed()
