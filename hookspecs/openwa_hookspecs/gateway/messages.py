"""What a transport may do with messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage

__all__ = ["MediaFile", "MessageApi"]


@dataclass(frozen=True, kw_only=True)
class MediaFile:
    """A file on this machine. It may be removed at any time: open it at once, and only to read."""

    path: Path
    mimetype: str
    size: int
    digest: str
    """SHA-256, hex."""
    filename: str | None = None


class MessageApi(Protocol):
    """Messages of a session."""

    async def send(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage
    ) -> SentMessage:
        """Send, and wait until WhatsApp has the message. A caller that goes away does not stop the send.

        Raises `SessionNotReadyError`, `InvalidChatIdError`, `SendFailedError` and the other MESSAGE_ errors.
        An error is final: the message is not sent afterwards, except where `details.outcome` is `unknown`.
        """
        ...

    async def history(
        self,
        principal: Principal,
        session_id: SessionId,
        chat_id: ChatId,
        *,
        limit: int,
        before: MessageId | None,
    ) -> Sequence[Message]:
        """A chat's messages, newest first, from engine and store together; `before` is exclusive."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> Message:
        """One message, from the store or the engine. Raises `MessageNotFoundError`."""
        ...

    async def media(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> MediaFile:
        """The file of a message; one that is not here is fetched from WhatsApp first, also after that has
        failed before. Raises `MediaNotFoundError`, `MediaTooLargeError` (field `media`),
        `SessionNotReadyError`, `CapabilityNotSupportedError`, `ServiceUnavailableError`."""
        ...

    async def react(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, emoji: str
    ) -> None:
        """Put our reaction on a message; the empty text takes it back."""
        ...

    async def edit(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, text: str
    ) -> None:
        """Give a text of ours another one."""
        ...

    async def delete(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, for_everyone: bool
    ) -> None: ...

    async def star(
        self, principal: Principal, session_id: SessionId, message_id: MessageId, *, starred: bool
    ) -> None: ...
