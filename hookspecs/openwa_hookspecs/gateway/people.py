"""What a transport may do with chats, contacts and groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from openwa_hookspecs.models.chats import Chat, Presence
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.groups import CreatedGroup, Group, ParticipantChange, ParticipantResult
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page

__all__ = ["ChatApi", "ContactApi", "GroupApi"]


class ChatApi(Protocol):
    """Chats of a session that is CONNECTED."""

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Chat]:
        """The one with the newest message first."""
        ...

    async def mark_read(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None: ...
    async def mark_unread(self, principal: Principal, session_id: SessionId, chat_id: ChatId) -> None: ...

    async def archive(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, *, archived: bool
    ) -> None: ...

    async def set_presence(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, presence: Presence
    ) -> None:
        """Show the peer that we write, record, or have stopped."""
        ...


class ContactApi(Protocol):
    """Contacts of a session that is CONNECTED. An id that is no person's raises `ContactNotFoundError`."""

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Contact]:
        """By name, then by id."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> Contact: ...

    async def check_number(self, principal: Principal, session_id: SessionId, phone: str) -> NumberCheck:
        """Whether a number is on WhatsApp. Raises `ValidationFailedError` (field `phone`) for one that no
        numbering plan has."""
        ...

    async def profile_picture(
        self, principal: Principal, session_id: SessionId, contact_id: ChatId
    ) -> str | None:
        """A URL; None when there is no picture, or none that we may see."""
        ...

    async def block(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        """Raises a `GatewayError` with CONTACT_BLOCKED when it is blocked already."""
        ...

    async def unblock(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        """Raises a `GatewayError` with CONTACT_NOT_BLOCKED when it is not blocked."""
        ...


class GroupApi(Protocol):
    """Groups of a session that is CONNECTED. Raises `GroupNotFoundError`, `NotGroupAdminError`."""

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Group]:
        """By name, then by id."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> Group: ...

    async def create(
        self, principal: Principal, session_id: SessionId, name: str, participants: Sequence[ChatId]
    ) -> CreatedGroup: ...

    async def change_participants(
        self,
        principal: Principal,
        session_id: SessionId,
        group_id: ChatId,
        change: ParticipantChange,
        ids: Sequence[ChatId],
    ) -> Sequence[ParticipantResult]:
        """One result each, in the order of `ids`. When it fails for all of them, the first one's error is
        raised."""
        ...

    async def set_subject(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, subject: str
    ) -> None: ...

    async def set_description(
        self, principal: Principal, session_id: SessionId, group_id: ChatId, text: str
    ) -> None: ...

    async def leave(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> None: ...

    async def invite_code(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str: ...

    async def revoke_invite(self, principal: Principal, session_id: SessionId, group_id: ChatId) -> str:
        """The code that is valid from now on."""
        ...

    async def join(self, principal: Principal, session_id: SessionId, code: str) -> ChatId:
        """`code` may be the whole link. Raises `InviteInvalidError`."""
        ...
