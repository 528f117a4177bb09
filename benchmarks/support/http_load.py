"""A bounded HTTP/1.1 load on loopback: N connections, each with one request under way."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = ["Load", "Outcome", "request_once"]

_HEAD_END = b"\r\n\r\n"
_LIMIT_S = 120.0


@dataclass
class Outcome:
    """What a load saw."""

    seconds: float = 0.0
    latencies_s: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def per_second(self) -> float:
        """Answers with status 2xx in a second."""
        return (len(self.latencies_s) - self.refused) / self.seconds if self.seconds else 0.0

    def quantile_ms(self, share: float) -> float:
        """The latency below which `share` of the answers came."""
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")


@dataclass(frozen=True, kw_only=True)
class Load:
    """POST `body(n)` to `path`, `requests` times in all, over `connections`."""

    host: str
    port: int
    path: str
    headers: Mapping[str, str]
    body: Callable[[int], bytes]
    connections: int
    requests: int

    async def run(self) -> Outcome:
        """Send it all and wait for the answers."""
        outcome, numbers = Outcome(), iter(range(self.requests))
        started = time.perf_counter()
        async with asyncio.timeout(_LIMIT_S):
            await asyncio.gather(*(self._connection(numbers, outcome) for _ in range(self.connections)))
        outcome.seconds = time.perf_counter() - started
        return outcome

    async def _connection(self, numbers: Iterator[int], outcome: Outcome) -> None:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            for number in numbers:
                started = time.perf_counter()
                writer.write(self._request(self.body(number)))
                answer = await _answer(reader)
                outcome.latencies_s.append(time.perf_counter() - started)
                outcome.refused += not 200 <= answer.status < 300
                if answer.is_last:
                    writer.close()
                    reader, writer = await asyncio.open_connection(self.host, self.port)
        finally:
            writer.close()

    def _request(self, body: bytes) -> bytes:
        lines = [
            f"POST {self.path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Content-Length: {len(body)}",
        ]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join(lines).encode() + _HEAD_END + body


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """`is_last`: the server closes the connection, as Hypercorn does after each thousandth request."""

    status: int
    body: bytes
    is_last: bool


async def _answer(reader: asyncio.StreamReader) -> _Answer:
    head = (await reader.readuntil(_HEAD_END)).lower()
    lines = head.split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
    body = await reader.readexactly(length)
    return _Answer(status=int(head[9:12]), body=body, is_last=b"connection: close" in lines)


async def request_once(
    host: str,
    port: int,
    method: str,
    path: str,
    body: object = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, object]:
    """One request on a connection of its own: status and parsed JSON."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        data = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}", f"Content-Length: {len(data)}"]
        lines += [f"{name}: {value}" for name, value in {"Connection": "close", **(headers or {})}.items()]
        writer.write("\r\n".join(lines).encode() + _HEAD_END + data)
        async with asyncio.timeout(60):
            answer = await _answer(reader)
        return answer.status, json.loads(answer.body)
    finally:
        writer.close()
