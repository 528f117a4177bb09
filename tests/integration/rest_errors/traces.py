"""What the gateways of a house have left behind: logs and the arguments of processes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg
import psutil

from tests.support.rest_client import KEY
from tests.support.rest_house.house import House
from tests.support.rest_house.orders import KNOWN_PEOPLE, NOBODY, PEER, PLANTED

__all__ = ["copies_in_arguments", "copies_in_logs", "lose_tables"]

_TABLES: Final = ("messages", "media", "sessions", "api_keys", "idempotent_requests")
_PHONES: Final = (PEER, NOBODY, *KNOWN_PEOPLE, "628111111111", "628277777777", "628100000002")
_CONTEXT: Final = 160


def copies_in_logs(house: House) -> Mapping[str, Sequence[str]]:
    """The lines that hold a secret, a text or a whole phone number, by which gateway wrote them."""
    found = {}
    for path in sorted(house.directory.glob("*/gateway.log")):
        text = path.read_text(errors="replace")
        assert "listening" in text, f"{path} is no log"
        pattern = re.compile("|".join(map(re.escape, _secrets(house))))
        copies = [text[max(0, hit.start() - _CONTEXT) : hit.end() + 20] for hit in pattern.finditer(text)]
        if copies:
            found[path.parent.name] = copies
    return found


def copies_in_arguments(house: House) -> Sequence[str]:
    """Of every process below this one."""
    lines = [" ".join(process.cmdline()) for process in psutil.Process().children(recursive=True)]
    assert any("serve" in line for line in lines), "the gateways are gone"
    return [line for line in lines if any(secret in line for secret in _secrets(house))]


async def lose_tables(database: str) -> None:
    """The database refuses from now on what is asked of it."""
    if database.startswith("sqlite://"):
        with sqlite3.connect(database.removeprefix("sqlite://"), timeout=30) as connection:
            for table in _TABLES:
                connection.execute(f"alter table {table} rename to lost_{table}")
        connection.close()
        return
    server = await asyncpg.connect(database)
    try:
        for table in _TABLES:
            await server.execute(f"alter table {table} rename to lost_{table}")
    finally:
        await server.close()


def _secrets(house: House) -> Sequence[str]:
    keys = (KEY, house.known["viewer"], house.known["operator"])
    return (*keys, *PLANTED.values(), *(phone.partition("@")[0] for phone in _PHONES))
