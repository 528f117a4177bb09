"""A message, and the conversation that it belongs to. Both sides share the one message."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from openwa_engine_simulator.network.ids import PHONE, Number

__all__ = ["DELIVERED", "KEPT_PER_CONVERSATION", "READ", "SERVER", "Conversation", "Message", "MessageRef"]

SERVER: Final = 1
DELIVERED: Final = 2
READ: Final = 3
KEPT_PER_CONVERSATION: Final = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRef:
    """A message as both sides can name it; a serialised id is one side's view of it."""

    sender: Number
    id: str


@dataclass(kw_only=True, slots=True, eq=False)
class Message:
    """A message as the network has it."""

    id: str
    sender: Number
    recipient: Number
    type: str
    body: str
    at: int
    origin: int = PHONE
    quoted: MessageRef | None = None
    mentioned: tuple[str, ...] = ()
    ack: int = SERVER
    revoked_by: Number | None = None
    changed: int = 0
    """The number of the last change that both sides see: a device past it knows it already."""
    acked: int = 0
    """The number of the last receipt, which only the sender sees."""

    @property
    def ref(self) -> MessageRef:
        return MessageRef(sender=self.sender, id=self.id)

    def change_for(self, owner: Number) -> int:
        """The number of the last change that this side sees."""
        return max(self.changed, self.acked) if owner == self.sender else self.changed

    def peer_of(self, owner: Number) -> Number:
        return self.recipient if owner == self.sender else self.sender


@dataclass(kw_only=True, slots=True)
class Conversation:
    """What two numbers, or one with itself, have written."""

    members: tuple[Number, Number]
    unread: dict[Number, int] = field(default_factory=dict)
    _messages: OrderedDict[MessageRef, Message] = field(default_factory=OrderedDict)

    def add(self, message: Message) -> None:
        self._messages[message.ref] = message
        if message.recipient != message.sender:
            self.unread[message.recipient] = self.unread.get(message.recipient, 0) + 1
        if len(self._messages) > KEPT_PER_CONVERSATION:
            self._messages.popitem(last=False)

    def get(self, ref: MessageRef) -> Message | None:
        return self._messages.get(ref)

    def find(self, message_id: str) -> Message | None:
        """By the bare id, whichever side wrote it."""
        for sender in self.members:
            found = self._messages.get(MessageRef(sender=sender, id=message_id))
            if found is not None:
                return found
        return None

    def oldest_first(self) -> Iterator[Message]:
        return iter(self._messages.values())

    def newest_first(self) -> Iterator[Message]:
        return reversed(self._messages.values())

    def __len__(self) -> int:
        return len(self._messages)
