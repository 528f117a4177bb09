"""A message, and the conversation that it belongs to. All sides share the one message."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from openwa_engine_simulator.network.frames.enclosures import Enclosure
from openwa_engine_simulator.network.ids import PHONE, Number, Peer, is_group

__all__ = [
    "DELIVERED",
    "KEPT_PER_CONVERSATION",
    "PLAYED",
    "READ",
    "SERVER",
    "Conversation",
    "Message",
    "MessageRef",
    "ReactionOf",
]

SERVER: Final = 1
DELIVERED: Final = 2
READ: Final = 3
PLAYED: Final = 4
KEPT_PER_CONVERSATION: Final = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRef:
    """A message as all sides can name it; a serialised id is one side's view of it."""

    sender: Number
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReactionOf:
    """What somebody thinks of a message; an empty emoji was taken back."""

    by: Number
    emoji: str
    at: int
    change: int


@dataclass(kw_only=True, slots=True, eq=False)
class Message:
    """A message as the network has it."""

    id: str
    sender: Number
    recipient: Peer
    type: str
    body: str
    at: int
    origin: int = PHONE
    quoted: MessageRef | None = None
    mentioned: tuple[str, ...] = ()
    enclosed: Enclosure | None = None
    forwarded: bool = False
    ack: int = SERVER
    """As far as it has come with each of its readers."""
    readers: dict[Number, int] | None = None
    """Those who get it and how far it has come with each; None: the recipient, in a chat of two."""
    edited_at: int | None = None
    """Of the last edit, or of the deletion."""
    revoked_by: Number | None = None
    reactions: tuple[ReactionOf, ...] = ()
    """One of each person at most."""
    hidden_for: frozenset[Number] = frozenset()
    """Those who have deleted it for themselves."""
    starred_by: frozenset[Number] = frozenset()
    changed: int = 0
    """The number of the last change that all sides see: a device past it knows it already."""
    acked: int = 0
    """The number of the last receipt, which only the sender sees."""
    reacted: int = 0
    """The number of the last reaction, which all sides see."""

    @property
    def ref(self) -> MessageRef:
        return MessageRef(sender=self.sender, id=self.id)

    def is_for(self, owner: Number) -> bool:
        """Whether somebody who has the conversation sees this message of it."""
        if owner in self.hidden_for:
            return False
        return self.readers is None or owner == self.sender or owner in self.readers

    def audience(self) -> Iterator[Number]:
        """Everybody who gets it, the sender first."""
        yield self.sender
        if self.readers is not None:
            yield from self.readers
        elif self.recipient != self.sender:
            yield Number(self.recipient)

    def change_for(self, owner: Number) -> int:
        """The number of the last change that this side sees."""
        seen = max(self.changed, self.reacted)
        return max(seen, self.acked) if owner == self.sender else seen

    def peer_of(self, owner: Number) -> Peer:
        """The chat in which this side has it."""
        if is_group(self.recipient):
            return self.recipient
        return self.recipient if owner == self.sender else self.sender

    def reaction_of(self, number: Number) -> ReactionOf | None:
        return next((reaction for reaction in self.reactions if reaction.by == number), None)

    def ack_for(self, owner: Number) -> int:
        """As the sender sees it; a reader sees how far it has come with himself."""
        if self.readers is None or owner == self.sender:
            return self.ack
        return self.readers.get(owner, self.ack)

    def raise_acks(self, readers: Iterable[Number | None], ack: int) -> bool:
        """Notes how far it has come with readers (None: the one of a chat of two); whether it has come
        further with all of them."""
        if self.readers is not None:
            for reader in readers:
                if reader in self.readers:
                    self.readers[reader] = max(self.readers[reader], ack)
            ack = min(self.readers.values(), default=self.ack)
        if self.ack >= ack:
            return False
        self.ack = ack
        return True

    def lacks(self, reader: Number, ack: int) -> bool:
        """Whether it has not come so far with this reader."""
        if self.readers is None:
            return self.ack < ack
        return self.readers.get(reader, ack) < ack


@dataclass(kw_only=True, slots=True)
class Conversation:
    """What two numbers, one with itself, or the members of a group have written."""

    unread: dict[Number, int] = field(default_factory=dict)
    marked: set[Number] = field(default_factory=set)
    """Those who marked it as unread by hand."""
    archived: set[Number] = field(default_factory=set)
    _messages: OrderedDict[tuple[Number, str], Message] = field(default_factory=OrderedDict)

    def add(self, message: Message) -> None:
        self._messages[message.sender, message.id] = message
        if message.type != "gp2":
            self.archived.clear()
            for reader in islice(message.audience(), 1, None):
                self.unread[reader] = self.unread.get(reader, 0) + 1
        if len(self._messages) > KEPT_PER_CONVERSATION:
            self._messages.popitem(last=False)

    def get(self, sender: Number, message_id: str) -> Message | None:
        return self._messages.get((sender, message_id))

    def find(self, message_id: str) -> Message | None:
        """By the bare id, whoever wrote it; the newest of that id."""
        return next((message for message in self.newest_first() if message.id == message_id), None)

    def oldest_first(self) -> Iterator[Message]:
        return iter(self._messages.values())

    def newest_first(self) -> Iterator[Message]:
        return reversed(self._messages.values())

    def __len__(self) -> int:
        return len(self._messages)
