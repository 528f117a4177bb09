"""Messages and their files at rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.events import Event, MessageEdited, ReactionSeen
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import Ack, Message, MessageState, OutgoingRow, Reaction, SentMessage

__all__ = ["MediaRepository", "MessageRepository", "SendEnd"]


@dataclass(frozen=True, kw_only=True)
class SendEnd:
    """How a send ended: `state` is SENT (then `sent` is given), FAILED, CANCELLED or UNKNOWN."""

    state: MessageState
    sent: SentMessage | None = None
    error_code: ErrorCode | None = None
    error_message: str | None = None


class MessageRepository(Protocol):
    """Messages of both directions, and the send queue of record."""

    async def add_outgoing(
        self, row: OutgoingRow, events: Sequence[Event], claim: IdempotencyClaim | None = None
    ) -> bool:
        """Store a message of ours in `row.state` (ACCEPTED or SENDING), the claim of its request, and, if it
        has a `StoredFile`, that file's row in `Storage.media`. False when `row.epoch` is stale; then nothing
        is written."""
        ...

    async def claim_outgoing(self, session_id: SessionId, key: MessageKey, *, epoch: int) -> bool:
        """ACCEPTED or SENDING → SENDING under this epoch, `attempts` + 1, before it is handed to the engine
        (again)."""
        ...

    async def end_outgoing(
        self, session_id: SessionId, key: MessageKey, *, epoch: int, end: SendEnd, events: Sequence[Event]
    ) -> bool:
        """ACCEPTED or SENDING → the end, or UNKNOWN → SENT when it turns up after all. False when that is no
        step.

        With SENT the row takes over id, time and ack from `end.sent`; an ack that is known to be higher
        stays.
        """
        ...

    async def outgoing(self, session_id: SessionId, key: MessageKey) -> OutgoingRow | None: ...

    async def unsettled(self, session_id: SessionId) -> Sequence[OutgoingRow]:
        """Messages of ours in ACCEPTED or SENDING, oldest first."""
        ...

    async def record(
        self,
        session_id: SessionId,
        *,
        epoch: int,
        message: Message,
        events: Sequence[Event],
        fetch_at: datetime | None = None,
    ) -> bool:
        """Store a message that the engine saw, and with `message.media` its row in `Storage.media`, REMOTE
        and due at `fetch_at`. False, and nothing written, when it is known: by its id, or, for an own
        message, by its key (own messages are stored before they are sent)."""
        ...

    async def raise_ack(
        self, session_id: SessionId, message_id: MessageId, *, epoch: int, ack: Ack, events: Sequence[Event]
    ) -> bool:
        """Raise the ack of an own message (found by key). False when unknown, or known to be as high."""
        ...

    async def edit(
        self, session_id: SessionId, edit: MessageEdited, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        """Give a message (an own one is found by key) another text. False when it is unknown or revoked, has
        this text already, or a later one."""
        ...

    async def revoke(
        self, session_id: SessionId, message_id: MessageId, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        """Turn a message (an own one is found by key) into one of type `revoked` that shows nothing and
        has no file. False when it is unknown or revoked already."""
        ...

    async def react(
        self, session_id: SessionId, reaction: ReactionSeen, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        """Keep the sender's reaction in place of an earlier one; an empty one takes it back. The message need
        not be known. False when nothing changes, or a later reaction is known."""
        ...

    async def note(
        self, session_id: SessionId, notice_id: MessageId, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        """Keep that a notice, which stands among messages and is none, was told. False when it is known."""
        ...

    async def forget_notices(self, *, keep: int) -> int:
        """Of each session, forget all but the `keep` notices that were noted last. How many went."""
        ...

    async def reactions(
        self, session_id: SessionId, message_ids: Collection[MessageId]
    ) -> Mapping[MessageId, Sequence[Reaction]]:
        """What `react` has kept of these messages, oldest first, whether the messages are there or not."""
        ...

    async def get(self, session_id: SessionId, message_id: MessageId) -> Message | None: ...

    async def history(
        self, session_id: SessionId, chat_ids: Sequence[ChatId], *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        """Sent and received messages of a chat, which may be stored under two ids, newest first (by time,
        then by order of arrival). An unknown `before` gives none. Messages of ours that failed or are under
        way are not among them."""
        ...


class MediaRepository(Protocol):
    """The files of messages. A message that has one is shown with what this knows: `Message.media` of `get`
    and `history` is the row's `facts`. Rows go with their session."""

    async def get(self, session_id: SessionId, message_id: MessageId) -> MediaRow | None:
        """An own message's row is found by the key, whatever chat its id names."""
        ...

    async def due(self, sessions: Collection[SessionId], *, now: datetime, limit: int) -> Sequence[MediaRow]:
        """REMOTE rows of these sessions whose `due_at` has come, the one that is due for longest first."""
        ...

    async def save(self, row: MediaRow, *, epoch: int) -> bool:
        """Write all that is known now; a message without a row gets one. False when the epoch is stale, and
        for a message that was revoked meanwhile: it has no file."""
        ...

    async def forget(self, names: Collection[str]) -> None:
        """The media store has these files no more: STORED → REMOTE, due never."""
        ...

    async def known(self, names: Collection[str]) -> frozenset[str]:
        """Those of the names that a row has."""
        ...

    async def needed(self) -> frozenset[str]:
        """The names of the files of messages of ours in ACCEPTED or SENDING, of all sessions."""
        ...
