"""Giving up a link that no session holds any more."""

from __future__ import annotations

import asyncio
from typing import Final

from openwa_engine_simulator.engine.connection import Connection, ConnectionLostError, Dial
from openwa_engine_simulator.engine.credentials import Credentials
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.context import Log

__all__ = ["unlink"]

_WITHIN_S: Final = 5.0


async def unlink(dial: Dial, credentials: Credentials, log: Log) -> None:
    """Logs the device out and forgets its token, in any case: a link that could not be ended stays listed on
    the phone."""
    token = await credentials.get()
    if token is None:
        await credentials.forget()  # one may be on its way into the storage
        return
    connection = Connection()
    try:
        async with asyncio.timeout(_WITHIN_S):
            await connection.open(dial)
            connection.tell(frames.Hello(token=token, acknowledges=True))
            await connection.ask(lambda n: frames.Logout(n=n), type(None))
    except (OSError, TimeoutError, ConnectionLostError, RefusedError) as error:
        log.warning("link not ended on the phone", error=type(error).__name__)
    finally:
        await connection.close()
        await credentials.forget()
