"""Messages in memory, for tests of transports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from openwa_core.testing.fakes.faulty import Faulty
from openwa_core.testing.fakes.sessions import START, FakeSessions
from openwa_hookspecs.errors import MediaNotFoundError, MessageNotFoundError, SessionNotReadyError
from openwa_hookspecs.gateway import MediaFile
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId, own_message_id
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["FakeMessages"]


@dataclass
class FakeMessages(Faulty):
    """Implements `openwa_hookspecs.gateway.MessageApi`."""

    sessions: FakeSessions = field(default_factory=FakeSessions)
    sent: list[OutboundMessage] = field(default_factory=list)
    stored: list[Message] = field(default_factory=list)
    """Newest first, of all chats."""
    files: dict[MessageId, MediaFile] = field(default_factory=dict)
    actions: list[tuple[MessageId, str]] = field(default_factory=list)
    """What was done to which message, in order."""

    async def send(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage
    ) -> SentMessage:
        record = self.sessions.find(principal, session_id)
        self.check()
        if record.status is not SessionStatus.READY:
            raise SessionNotReadyError(record.id, status=record.status.api)
        self.sent.append(message)
        key = MessageKey(f"3EB0{len(self.sent):018X}")
        return SentMessage(
            message_id=own_message_id(message.chat_id, key), wa_timestamp=int(START.timestamp())
        )

    async def history(
        self,
        principal: Principal,
        session_id: SessionId,
        chat_id: ChatId,
        *,
        limit: int,
        before: MessageId | None,
    ) -> Sequence[Message]:
        self.sessions.find(principal, session_id)
        self.check()
        found = [message for message in self.stored if message.chat_id == chat_id]
        ids = [message.id for message in found]
        if before is not None:
            found = found[ids.index(before) + 1 :] if before in ids else []
        return found[:limit]

    async def get(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> Message:
        self.sessions.find(principal, session_id)
        self.check()
        for message in self.stored:
            if message.id == message_id:
                return message
        raise MessageNotFoundError(message_id)

    async def media(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> MediaFile:
        self.sessions.find(principal, session_id)
        self.check()
        if (file := self.files.get(message_id)) is None:
            raise MediaNotFoundError(message_id)
        return file

    async def react(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, emoji: str
    ) -> None:
        self._act(principal, session_id, message_id, f"react {emoji}")

    async def edit(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, text: str
    ) -> None:
        self._act(principal, session_id, message_id, f"edit {text}")

    async def delete(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, for_everyone: bool
    ) -> None:
        self._act(principal, session_id, message_id, "delete for everyone" if for_everyone else "delete")

    async def star(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, starred: bool
    ) -> None:
        self._act(principal, session_id, message_id, "star" if starred else "unstar")

    def _act(self, principal: Principal, session_id: SessionId, message_id: MessageId, what: str) -> None:
        self.sessions.ready(principal, session_id)
        self.check()
        self.actions.append((message_id, what))
