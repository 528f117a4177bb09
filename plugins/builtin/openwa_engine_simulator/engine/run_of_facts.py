"""Facts that can be told at once: what is behind the first one need not wait for its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final, TypeAlias, assert_never

from openwa_engine_simulator.engine.messages import (
    ack_of,
    acks_in,
    changes_in,
    identities_in,
    identities_of,
    seen_in,
)
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.messages import DELIVERED
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.models.events import AckChanged, GroupChanged, MessageSeen
from openwa_hookspecs.models.ids import MessageId

__all__ = ["RunOfFacts", "tell_synced"]

_Fact: TypeAlias = MessageSeen | AckChanged | GroupChanged

_MOST: Final = 256


class RunOfFacts:
    """Messages, acks and notices of groups in a row, each about another message: of one message, a later fact
    waits until the earlier one is stored."""

    def __init__(self) -> None:
        self.seq = 0
        """The number of the last frame in it."""
        self._facts: list[_Fact] = []
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
    """What happened while the device was away: the messages, with the notices of groups between them, how far
    those of its own have come, and what else became of them. Notices that are history are no news."""
    members = [member for group in sync.groups for member in group.participants]
    for identities in (identities_in(sync.identities), identities_of([*sync.contacts, *members])):
        if identities.pairs:
            await emit(identities)
    missed = set(sync.missed)
    wanted = [wire for wire in sync.messages if wire.type != "gp2" or wire.id in missed]
    seen = [(wire, fact) for wire in wanted if (fact := seen_in(wire)) is not None]
    await _tell(emit, [fact for _, fact in seen])
    acks = [
        AckChanged(message_id=fact.message.id, chat_id=fact.message.chat_id, ack=ack_of(wire.ack))
        for wire, fact in seen
        if isinstance(fact, MessageSeen) and wire.from_me and wire.ack >= DELIVERED
    ]
    await _tell(emit, acks)
    for change in changes_in(sync):
        await emit(change)


async def _tell(emit: Emit, facts: Sequence[_Fact]) -> None:
    if len(facts) == 1:
        await emit(facts[0])
    else:
        await asyncio.gather(*map(emit, facts))


def _facts_in(frame: frames.NewMessage | frames.Ack) -> Sequence[_Fact]:
    if isinstance(frame, frames.Ack):
        return acks_in(frame)
    seen = seen_in(frame.message)
    return [] if seen is None else [seen]


def _about(fact: _Fact) -> MessageId:
    match fact:
        case MessageSeen(message=message):
            return message.id
        case AckChanged(message_id=message_id):
            return message_id
        case GroupChanged(notice=notice):
            return notice.id
        case _:
            assert_never(fact)
