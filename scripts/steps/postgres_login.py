"""Asks a PostgreSQL server whether it lets us in and lets us create databases; standard library only.

Frames as in PostgreSQL's documentation, "Message Formats": a type byte, a length that counts itself, a body.
"""

import socket
import struct
from collections.abc import Iterator

_PROTOCOL_3 = 196608
_ANSWER_S = 3.0
_MAY_CREATE = b"select rolcreatedb or rolsuper from pg_roles where rolname = current_user\0"


def may_create_databases(host: str, port: int, user: str) -> bool:
    """False when nobody listens, a password is asked for, or the role may not create databases."""
    try:
        with socket.create_connection((host, port), _ANSWER_S) as connection:
            connection.sendall(_startup(user))
            if not _is_let_in(_frames(connection)):
                return False
            connection.sendall(_frame(b"Q", _MAY_CREATE))
            rows = [body for kind, body in _frames(connection) if kind == b"D"]
            connection.sendall(_frame(b"X", b""))
            return bool(rows) and rows[0].endswith(b"t")
    except (OSError, EOFError):
        return False


def _startup(user: str) -> bytes:
    fields = f"user\0{user}\0database\0postgres\0\0".encode()
    body = struct.pack("!i", _PROTOCOL_3) + fields
    return struct.pack("!i", len(body) + 4) + body


def _frame(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _frames(connection: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    """Ends after ReadyForQuery, an error, or a request for a password (an authentication other than 0)."""
    while True:
        kind, length = struct.unpack("!ci", _exactly(connection, 5))
        body = _exactly(connection, length - 4)
        yield kind, body
        if kind in {b"Z", b"E"} or (kind == b"R" and body != b"\0\0\0\0"):
            return


def _is_let_in(frames: Iterator[tuple[bytes, bytes]]) -> bool:
    return [kind for kind, _ in frames][-1] == b"Z"


def _exactly(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        chunk = connection.recv(size - len(received))
        if not chunk:
            raise EOFError
        received += chunk
    return received
