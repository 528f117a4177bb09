"""A group: who is in it, what it is called, and what its members have written."""

from __future__ import annotations

from dataclasses import dataclass, field

from openwa_engine_simulator.network.frames.parts import Role
from openwa_engine_simulator.network.ids import GroupId, Number
from openwa_engine_simulator.network.messages import Conversation

__all__ = ["Group"]


@dataclass(kw_only=True, slots=True)
class Group:
    id: GroupId
    subject: str
    created_at: int
    creator: Number
    invite: str
    description: str = ""
    members: dict[Number, Role] = field(default_factory=dict)
    former: set[Number] = field(default_factory=set)
    """Those who were in it once: they keep what they have seen."""
    restrict: bool = True
    announce: bool = False
    picture: str | None = None
    conversation: Conversation = field(default_factory=Conversation)

    @property
    def owner(self) -> Number | None:
        """Who made it, for as long as he is in it."""
        return self.creator if self.members.get(self.creator) == "owner" else None

    def is_admin(self, number: Number) -> bool:
        return self.members.get(number) in {"admin", "owner"}
