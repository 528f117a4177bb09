"""Addresses to listen on, as people write them."""

from __future__ import annotations

__all__ = ["Address", "parse_bind"]

Address = tuple[str, int]


def parse_bind(bind: str) -> Address:
    """`host:port` or `[v6]:port`. Raises `ValueError` that says what to write."""
    host, colon, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f"{bind!r} is no address: write host:port, such as 127.0.0.1:2790")
    return host, int(port)
