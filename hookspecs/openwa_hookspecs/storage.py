"""The storage role: the truth. Each method is one atomic unit, committed when it returns.

Methods that change state take the events that the change causes and write them in the same transaction, and
only if the change took place. Methods that carry an `epoch` change nothing when the session has a newer one:
a stale owner is mute.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, runtime_checkable

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.events import Event, EventFilter, MessageEdited, ReactionSeen
from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedRequest
from openwa_hookspecs.models.ids import ApiKeyId, ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.keys import ApiKeyRecord
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import Ack, Message, MessageState, OutgoingRow, SentMessage
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.sessions import SessionChanges, SessionRecord, SessionStatus
from openwa_hookspecs.service import Service

__all__ = [
    "CommitListener",
    "EventRepository",
    "IdempotencyRepository",
    "IdentityRepository",
    "KeyRepository",
    "MediaRepository",
    "MessageRepository",
    "SendEnd",
    "SessionRepository",
    "StateRepository",
    "Storage",
]

CommitListener: TypeAlias = Callable[[Sequence[Event]], None]
"""Told of committed events, with their `seq`, in the order of the log. Called on the event loop; must not
block."""


@dataclass(frozen=True, kw_only=True)
class SendEnd:
    """How a send ended: `state` is SENT (then `sent` is given), FAILED, CANCELLED or UNKNOWN."""

    state: MessageState
    sent: SentMessage | None = None
    error_code: ErrorCode | None = None
    error_message: str | None = None


class SessionRepository(Protocol):
    """Sessions, by id and by unique name."""

    async def add(
        self, record: SessionRecord, events: Sequence[Event], claim: IdempotencyClaim | None = None
    ) -> None:
        """Raises `SessionExistsError` when the name is taken; then the claim is not written either."""
        ...

    async def get(self, session_id: SessionId) -> SessionRecord | None: ...

    async def page(
        self, *, status: SessionStatus | None, only: frozenset[SessionId] | None, number: int, limit: int
    ) -> Page[SessionRecord]:
        """Oldest first; `only` restricts to these ids."""
        ...

    async def claim(
        self, session_id: SessionId, *, owner: str, now: datetime, lease_until: datetime
    ) -> SessionRecord | None:
        """Take the session over: `epoch` + 1. None when it is gone or another owner's lease is live."""
        ...

    async def renew(self, *, owner: str, lease_until: datetime) -> int:
        """Prolong the leases of all sessions of this owner; how many there are."""
        ...

    async def update(
        self, session_id: SessionId, *, epoch: int, changes: SessionChanges, events: Sequence[Event]
    ) -> SessionRecord | None:
        """The record after the change; None when the epoch is stale or the session gone (then no events
        either)."""
        ...

    async def remove(self, session_id: SessionId, *, epoch: int, events: Sequence[Event]) -> bool:
        """Remove the session and its messages; its events stay in the log. False when stale or gone."""
        ...


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
        """Turn a message (an own one is found by key) into one of type `revoked` that shows nothing. False
        when it is unknown or revoked already."""
        ...

    async def react(
        self, session_id: SessionId, reaction: ReactionSeen, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        """Keep the sender's reaction in place of an earlier one; an empty one takes it back. The message need
        not be known. False when nothing changes, or a later reaction is known."""
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
        """Write all that is known now; a message without a row gets one. False when the epoch is stale."""
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


class EventRepository(Protocol):
    """The append-only log."""

    async def append(self, events: Sequence[Event]) -> None:
        """Write events that no change of state causes."""
        ...

    async def read(self, *, after: int, wanted: EventFilter, limit: int) -> Sequence[Event]:
        """Events with a `seq` above `after`, in order."""
        ...

    async def bounds(self) -> tuple[int, int]:
        """The first and last `seq` in the log; (0, 0) when it is empty."""
        ...


class IdentityRepository(Protocol):
    """Which LID and which phone number are one person, as each account knows it."""

    async def learn(
        self, session_id: SessionId, pairs: Sequence[tuple[ChatId, ChatId]], *, epoch: int, at: datetime
    ) -> bool:
        """Keep these pairs (`…@lid`, `…@c.us`); a LID may get another number. False when the epoch is
        stale."""
        ...

    async def all(self, session_id: SessionId) -> Sequence[tuple[ChatId, ChatId]]:
        """The pairs of a session, in the order in which they were learned last."""
        ...


class IdempotencyRepository(Protocol):
    """Requests with an Idempotency-Key, by caller, route and key."""

    async def get(self, caller: str, request: KeyedRequest) -> IdempotencyClaim | None:
        """Whatever its digest is."""
        ...

    async def put(self, claim: IdempotencyClaim) -> None:
        """Write the claim as it is now; one of the same caller, route and key is replaced."""
        ...

    async def remove(self, caller: str, request: KeyedRequest) -> None:
        """Forget it; one that is gone is no error."""
        ...

    async def prune(self, *, now: datetime) -> int:
        """Forget those that have expired; how many there were."""
        ...


class KeyRepository(Protocol):
    """API keys."""

    async def add(self, record: ApiKeyRecord) -> None: ...

    async def list(self) -> Sequence[ApiKeyRecord]:
        """All, oldest first."""
        ...

    async def by_digest(self, digest: str) -> ApiKeyRecord | None: ...

    async def revoke(self, key_id: ApiKeyId, *, at: datetime) -> bool:
        """False when there is no such key; the first revocation's time stays."""
        ...

    async def touch(self, key_id: ApiKeyId, *, at: datetime) -> None:
        """Note the last use."""
        ...


class StateRepository(Protocol):
    """The plugins' private key-value areas."""

    async def get(self, area: str, key: str) -> str | None: ...
    async def set(self, area: str, key: str, value: str) -> None: ...
    async def delete(self, area: str, key: str) -> None: ...


@runtime_checkable
class Storage(Service, Protocol):
    """All repositories. A full or broken store raises `ServiceUnavailableError`; nothing is half written."""

    @property
    def sessions(self) -> SessionRepository: ...
    @property
    def messages(self) -> MessageRepository: ...
    @property
    def media(self) -> MediaRepository: ...
    @property
    def events(self) -> EventRepository: ...
    @property
    def keys(self) -> KeyRepository: ...
    @property
    def identities(self) -> IdentityRepository: ...
    @property
    def idempotency(self) -> IdempotencyRepository: ...
    @property
    def state(self) -> StateRepository: ...

    def listen(self, listener: CommitListener) -> None:
        """Tell `listener` of every committed event from now on."""
        ...
