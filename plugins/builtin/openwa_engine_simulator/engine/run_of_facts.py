"""Facts that can be told at once: what is behind the first one need not wait for its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from openwa_engine_simulator.engine.messages import (
    ack_of,
    acks_in,
    as_message,
    changes_in,
    identities_in,
    is_message,
)
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.messages import DELIVERED
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.models.events import AckChanged, MessageSeen
from openwa_hookspecs.models.ids import MessageId

__all__ = ["RunOfFacts", "tell_synced"]

_MOST: Final = 256


class RunOfFacts:
    """Messages and acks in a row, each about another message: of one message, a later fact waits until the
    earlier one is stored."""

    def __init__(self) -> None:
        self.seq = 0
        """The number of the last frame in it."""
        self._facts: list[MessageSeen | AckChanged] = []
        self._about: set[MessageId] = set()

    def accepts(self, frame: frames.ServerFrame) -> bool:
        """Take the frame in, if it can be told with the others."""
        if not isinstance(frame, frames.NewMessage | frames.Ack):
            return False
        facts = _facts_in(frame)
        about = {_about(fact) for fact in facts}
        if self._facts and (len(self._facts) >= _MOST or not self._about.isdisjoint(about)):
            return False
        self._facts += facts
        self._about |= about
        self.seq = max(self.seq, frame.seq)
        return True

    async def tell(self, emit: Emit) -> None:
        """Returns when all are stored."""
        await _tell(emit, self._facts)


async def tell_synced(emit: Emit, sync: frames.Sync) -> None:
    """What happened while the device was away: the messages, how far those of its own have come, and what
    else became of them."""
    if sync.identities:
        await emit(identities_in(sync.identities))
    seen = [(wire, as_message(wire)) for wire in sync.messages if is_message(wire)]
    await _tell(emit, [MessageSeen(message=message) for _, message in seen])
    acks = [
        AckChanged(message_id=message.id, chat_id=message.chat_id, ack=ack_of(wire.ack))
        for wire, message in seen
        if wire.from_me and wire.ack >= DELIVERED
    ]
    await _tell(emit, acks)
    for change in changes_in(sync):
        await emit(change)


async def _tell(emit: Emit, facts: Sequence[MessageSeen | AckChanged]) -> None:
    if len(facts) == 1:
        await emit(facts[0])
    else:
        await asyncio.gather(*map(emit, facts))


def _facts_in(frame: frames.NewMessage | frames.Ack) -> Sequence[MessageSeen | AckChanged]:
    if isinstance(frame, frames.Ack):
        return acks_in(frame)
    return [MessageSeen(message=as_message(frame.message))] if is_message(frame.message) else []


def _about(fact: MessageSeen | AckChanged) -> MessageId:
    return fact.message.id if isinstance(fact, MessageSeen) else fact.message_id
