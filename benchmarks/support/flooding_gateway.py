"""A gateway as it is, on an engine that reports as many incoming messages as it is told to:
`python -m benchmarks.support.flooding_gateway serve --config FILE`. Sending the text `flood 1000` lets 1,000
come in, some at a time, as the page of a busy account would."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

import uvloop

from openwa_core.lifecycle import run
from openwa_core.loader import load
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.models.content import text_of
from openwa_hookspecs.models.events import MessageSeen
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage
from tests.support.core_world import offer_of
from tests.support.scripted_engine import ScriptedEngine

_AT_ONCE: Final = 256
_PEER: Final = ChatId("628222222222@c.us")
_ME: Final = ChatId("628111111111@c.us")

__all__: list[str] = []


class _Flood(ScriptedEngine):
    """See `openwa_hookspecs.engine.Engine`."""

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        sent = await super().send(session_id, message, client_id)
        self._task = asyncio.create_task(
            _flood(self.emits[session_id], int(text_of(message.content).split()[1]))
        )
        return sent


async def _flood(emit: Emit, messages: int) -> None:
    numbers = iter(range(messages))

    async def work() -> None:
        for number in numbers:
            await emit(MessageSeen(message=_message(number)))

    await asyncio.gather(*(work() for _ in range(_AT_ONCE)))


_serial = count(1)


def _message(number: int) -> Message:
    return Message(
        id=MessageId(f"false_{_PEER}_3EB0{next(_serial):018X}"),
        chat_id=_PEER,
        sender=_PEER,
        recipient=_ME,
        from_me=False,
        type="chat",
        body=f"Hello number {number}",
        wa_timestamp=int(time.time()),
    )


if __name__ == "__main__":
    loaded = load(Path(sys.argv[sys.argv.index("--config") + 1]), dict(os.environ))
    flooding = replace(loaded, engines=(offer_of("engine", "simulator", _Flood),))
    sys.exit(uvloop.run(run(flooding, version="0.0.0")))
