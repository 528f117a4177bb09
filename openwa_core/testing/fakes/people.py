"""Chats, contacts and groups in memory, for tests of transports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from openwa_core.testing.fakes.faulty import Faulty
from openwa_core.testing.fakes.sessions import START, FakeSessions
from openwa_hookspecs.errors import ContactNotFoundError, GroupNotFoundError
from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.groups import (
    CreatedGroup,
    Group,
    Participant,
    ParticipantChange,
    ParticipantResult,
)
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page

__all__ = ["FakeChats", "FakeContacts", "FakeGroups"]


@dataclass
class _OfSessions(Faulty):
    sessions: FakeSessions = field(default_factory=FakeSessions)
    done: list[tuple[str, ...]] = field(default_factory=list)
    """What was asked for that changes something, in order."""

    def enter(self, principal: Principal, session_id: SessionId, *what: str) -> None:
        """Check the session and the planned fault; note a change."""
        self.sessions.ready(principal, session_id)
        self.check()
        if what:
            self.done.append(what)


@dataclass
class FakeChats(_OfSessions):
    """Implements `openwa_hookspecs.gateway.ChatApi`."""

    stored: list[Chat] = field(default_factory=list)

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Chat]:
        self.enter(principal, session_id)
        first = (number - 1) * limit
        found = self.stored[first : first + limit]
        return Page(items=found, number=number, limit=limit, total=len(self.stored))

    async def mark_read(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None:
        self.enter(principal, session_id, "read", chat_id)

    async def mark_unread(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None:
        self.enter(principal, session_id, "unread", chat_id)

    async def archive(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, *, archived: bool
    ) -> None:
        self.enter(principal, session_id, "archive" if archived else "unarchive", chat_id)

    async def set_presence(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, presence: Presence
    ) -> None:
        self.enter(principal, session_id, presence.value, chat_id)


@dataclass
class FakeContacts(_OfSessions):
    """Implements `openwa_hookspecs.gateway.ContactApi`."""

    stored: dict[ChatId, Contact] = field(default_factory=dict)

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Contact]:
        self.enter(principal, session_id)
        first = (number - 1) * limit
        found = list(self.stored.values())[first : first + limit]
        return Page(items=found, number=number, limit=limit, total=len(self.stored))

    async def get(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> Contact:
        self.enter(principal, session_id)
        if contact_id not in self.stored:
            raise ContactNotFoundError(contact_id)
        return self.stored[contact_id]

    async def check_number(self, principal: Principal, session_id: SessionId, phone: str) -> NumberCheck:
        self.enter(principal, session_id)
        chat_id = ChatId(f"{phone}@c.us")
        return NumberCheck(exists=chat_id in self.stored, chat_id=chat_id)

    async def profile_picture(
        self, principal: Principal, session_id: SessionId, contact_id: ChatId
    ) -> str | None:
        await self.get(principal, session_id, contact_id)
        return "https://pps.example.com/picture.jpg"

    async def block(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        self.enter(principal, session_id, "block", contact_id)

    async def unblock(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        self.enter(principal, session_id, "unblock", contact_id)


@dataclass
class FakeGroups(_OfSessions):
    """Implements `openwa_hookspecs.gateway.GroupApi`."""

    stored: dict[ChatId, Group] = field(default_factory=dict)

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Group]:
        self.enter(principal, session_id)
        first = (number - 1) * limit
        found = list(self.stored.values())[first : first + limit]
        return Page(items=found, number=number, limit=limit, total=len(self.stored))

    async def get(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> Group:
        self.enter(principal, session_id)
        if group_id not in self.stored:
            raise GroupNotFoundError(group_id)
        return self.stored[group_id]

    async def create(
        self, principal: Principal, session_id: SessionId, name: str, participants: Sequence[ChatId]
    ) -> CreatedGroup:
        self.enter(principal, session_id, "create", name)
        group = Group(
            id=ChatId(f"{120363000000000000 + len(self.stored)}@g.us"),
            name=name,
            created_at=START,
            participants=tuple(Participant(id=person) for person in participants),
        )
        self.stored[group.id] = group
        return CreatedGroup(
            group=group, results=tuple(ParticipantResult(id=person) for person in participants)
        )

    async def change_participants(
        self,
        principal: Principal,
        session_id: SessionId,
        group_id: ChatId,
        change: ParticipantChange,
        ids: Sequence[ChatId],
    ) -> Sequence[ParticipantResult]:
        await self.get(principal, session_id, group_id)
        self.enter(principal, session_id, change.value, group_id, *ids)
        return [ParticipantResult(id=person) for person in ids]

    async def set_subject(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, subject: str
    ) -> None:
        group = await self.get(principal, session_id, group_id)
        self.stored[group_id] = replace(group, name=subject)

    async def set_description(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, text: str
    ) -> None:
        group = await self.get(principal, session_id, group_id)
        self.stored[group_id] = replace(group, description=text)

    async def leave(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> None:
        await self.get(principal, session_id, group_id)
        del self.stored[group_id]

    async def invite_code(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str:
        await self.get(principal, session_id, group_id)
        return "AbCdEfGhIjKlMnOpQrStUv"

    async def revoke_invite(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str:
        await self.get(principal, session_id, group_id)
        self.enter(principal, session_id, "revoke", group_id)
        return "BcDeFgHiJkLmNoPqRsTuVw"

    async def join(self, principal: Principal, session_id: SessionId, code: str) -> ChatId:
        self.enter(principal, session_id, "join", code)
        return ChatId("120363000000000099@g.us")
