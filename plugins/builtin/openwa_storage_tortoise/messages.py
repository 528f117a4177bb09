"""The messages, and the send queue of record."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

from openwa_hookspecs.models.events import Event, MessageEdited, ReactionSeen
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId, key_of
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import Ack, Message, OutgoingRow, Reaction
from openwa_hookspecs.storage import SendEnd
from openwa_storage_tortoise import amendments
from openwa_storage_tortoise import message_writes as writes
from openwa_storage_tortoise.claims import claim_steps
from openwa_storage_tortoise.database import Database
from openwa_storage_tortoise.media_rows import NOTE, file_of_outgoing, file_of_seen, media_values
from openwa_storage_tortoise.message_rows import (
    MESSAGE_COLUMNS,
    OUTGOING_COLUMNS,
    WITH_MEDIA,
    as_message,
    as_outgoing,
)
from openwa_storage_tortoise.rows import placeholders
from openwa_storage_tortoise.statements import Steps, each, fetch
from openwa_storage_tortoise.units import Change, GuardedWrite
from openwa_storage_tortoise.writer import GroupWriter

__all__ = ["Messages"]

_SETTLED: Final = "messages.state IN ('sent', 'received')"
_GET: Final = (
    f"SELECT {MESSAGE_COLUMNS} FROM {WITH_MEDIA} "
    f"WHERE messages.session_id = $1 AND messages.message_id = $2 AND {_SETTLED}"
)
_HISTORY: Final = (
    f"SELECT {MESSAGE_COLUMNS} FROM {WITH_MEDIA} "
    f"WHERE messages.session_id = $1 AND messages.chat_id = $2 AND {_SETTLED} {{before}}"
    "ORDER BY wa_timestamp DESC, messages.id DESC LIMIT {limit:d}"
)
_BEFORE: Final = (
    "AND (wa_timestamp, messages.id) < (SELECT wa_timestamp, id FROM messages "
    f"WHERE session_id = $1 AND chat_id IN ($3, $4) AND message_id = $5 AND {_SETTLED}) "
)
_OUTGOING: Final = f"SELECT {OUTGOING_COLUMNS} FROM messages WHERE session_id = $1 AND epoch IS NOT NULL"


class Messages:
    """`MessageRepository` over both databases."""

    def __init__(self, database: Database, writer: GroupWriter) -> None:
        self._database = database
        self._writer = writer

    async def add_outgoing(
        self, row: OutgoingRow, events: Sequence[Event], claim: IdempotencyClaim | None = None
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=writes.ADD_OUTGOING,
                row=writes.outgoing_row(row),
                session_id=row.session_id,
                epoch=row.epoch,
                target=row.key,
                events=events,
                more=_more(file_of_outgoing(row), claim),
            )
        )

    async def claim_outgoing(self, session_id: SessionId, key: MessageKey, *, epoch: int) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=writes.CLAIM_OUTGOING,
                row=(session_id, key, epoch),
                session_id=session_id,
                epoch=epoch,
                target=key,
            )
        )

    async def end_outgoing(
        self, session_id: SessionId, key: MessageKey, *, epoch: int, end: SendEnd, events: Sequence[Event]
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=writes.END_OUTGOING,
                row=writes.end_row(session_id, key, end),
                session_id=session_id,
                epoch=epoch,
                target=key,
                events=events,
            )
        )

    async def outgoing(self, session_id: SessionId, key: MessageKey) -> OutgoingRow | None:
        rows = await self._database.read(f"{_OUTGOING} AND key = $2", session_id, key)
        return as_outgoing(rows[0]) if rows else None

    async def unsettled(self, session_id: SessionId) -> Sequence[OutgoingRow]:
        sql = f"{_OUTGOING} AND state IN ('accepted', 'sending') ORDER BY id"
        return [as_outgoing(row) for row in await self._database.read(sql, session_id)]

    async def record(
        self,
        session_id: SessionId,
        *,
        epoch: int,
        message: Message,
        events: Sequence[Event],
        fetch_at: datetime | None = None,
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=writes.RECORD,
                row=writes.recorded_row(session_id, message),
                session_id=session_id,
                epoch=epoch,
                target=message.key if message.from_me else message.id,
                events=events,
                more=_more(file_of_seen(session_id, message, fetch_at)),
            )
        )

    async def raise_ack(
        self, session_id: SessionId, message_id: MessageId, *, epoch: int, ack: Ack, events: Sequence[Event]
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=writes.RAISE_ACK,
                row=writes.ack_row(session_id, message_id, ack),
                session_id=session_id,
                epoch=epoch,
                target=key_of(message_id),
                events=events,
            )
        )

    async def edit(
        self, session_id: SessionId, edit: MessageEdited, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=amendments.edit_statement(edit.message_id),
                row=amendments.edit_row(session_id, edit),
                session_id=session_id,
                epoch=epoch,
                target=_target(edit.message_id),
                events=events,
            )
        )

    async def revoke(
        self, session_id: SessionId, message_id: MessageId, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=amendments.revoke_statement(message_id),
                row=amendments.revoke_row(session_id, message_id),
                session_id=session_id,
                epoch=epoch,
                target=_target(message_id),
                events=events,
                more=partial(_forget_file, session_id, _target(message_id)),
            )
        )

    async def react(
        self, session_id: SessionId, reaction: ReactionSeen, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=amendments.REACT,
                row=amendments.reaction_row(session_id, reaction),
                session_id=session_id,
                epoch=epoch,
                target=f"{reaction.message_id} {reaction.sender}",
                events=events,
            )
        )

    async def note(
        self, session_id: SessionId, notice_id: MessageId, *, epoch: int, events: Sequence[Event]
    ) -> bool:
        return await self._writer.write(
            GuardedWrite(
                statement=amendments.NOTE_NOTICE,
                row=(session_id, notice_id),
                session_id=session_id,
                epoch=epoch,
                target=notice_id,
                events=events,
            )
        )

    async def forget_notices(self, *, keep: int) -> int:
        rows = await self._database.read(amendments.MANY_NOTICES, keep)
        forgotten = [
            await self._writer.write(Change(steps=partial(amendments.forget_steps, session_id, keep)))
            for (session_id,) in rows
        ]
        return sum(forgotten)

    async def reactions(
        self, session_id: SessionId, message_ids: Collection[MessageId]
    ) -> Mapping[MessageId, Sequence[Reaction]]:
        if not message_ids:
            return {}
        sql = (
            f"SELECT {amendments.REACTION_COLUMNS} FROM reactions WHERE session_id = $1 AND emoji <> '' "
            f"AND message_id IN ({placeholders(2, len(message_ids))}) ORDER BY wa_timestamp, id"
        )
        by_message: dict[MessageId, list[Reaction]] = {}
        for message_id, sender, emoji, wa_timestamp in await self._database.read(
            sql, session_id, *message_ids
        ):
            reaction = Reaction(sender=sender, emoji=emoji, wa_timestamp=wa_timestamp)
            by_message.setdefault(message_id, []).append(reaction)
        return by_message

    async def get(self, session_id: SessionId, message_id: MessageId) -> Message | None:
        rows = await self._database.read(_GET, session_id, message_id)
        found = await self._with_reactions(session_id, [as_message(row) for row in rows])
        return found[0] if found else None

    async def history(
        self, session_id: SessionId, chat_ids: Sequence[ChatId], *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        sql = _HISTORY.format(before="" if before is None else _BEFORE, limit=limit)
        bounds = () if before is None else (chat_ids[0], chat_ids[-1], before)
        # One query a name: over both at once, the database would sort the whole chat.
        rows = [await self._database.read(sql, session_id, name, *bounds) for name in chat_ids]
        chats = [[as_message(row) for row in found] for found in rows]
        newest = heapq.merge(*chats, key=lambda message: message.wa_timestamp, reverse=True)
        return await self._with_reactions(session_id, list(islice(newest, limit)))

    async def _with_reactions(self, session_id: SessionId, found: list[Message]) -> list[Message]:
        known = await self.reactions(session_id, [message.id for message in found])
        return [
            replace(message, reactions=tuple(known[message.id])) if message.id in known else message
            for message in found
        ]


def _forget_file(session_id: SessionId, target: str) -> Steps[None]:
    """The media store's copy is an orphan then, and goes."""
    yield from fetch("DELETE FROM media WHERE session_id = $1 AND target = $2", session_id, target)


def _target(message_id: MessageId) -> str:
    """As `record` has it: an own message by its key."""
    return key_of(message_id) if message_id.startswith("true_") else message_id


def _more(file: MediaRow | None, claim: IdempotencyClaim | None = None) -> Callable[[], Steps[None]] | None:
    """What is written with a message: its file's row, the claim of its request. Most have neither."""
    return partial(_more_steps, file, claim) if file or claim else None


def _more_steps(file: MediaRow | None, claim: IdempotencyClaim | None) -> Steps[None]:
    if file is not None:
        yield from each(NOTE, [media_values(file)])
    if claim is not None:
        yield from claim_steps(claim)
