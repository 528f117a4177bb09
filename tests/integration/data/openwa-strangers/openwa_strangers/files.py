"""What the storage in memory knows of files."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from openwa_hookspecs.models.content import Attachment, StoredFile
from openwa_hookspecs.models.ids import MessageId, SessionId, key_of
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import MediaState, Message, OutgoingRow
from openwa_hookspecs.models.sent import parts_of


class Media:
    """Rows in a dictionary; `is_current` says whether an epoch holds."""

    def __init__(self, is_current: Callable[[SessionId, int], bool]) -> None:
        self._is_current = is_current
        self._rows: dict[tuple[SessionId, str], MediaRow] = {}
        self._gone: set[tuple[SessionId, str]] = set()
        self.unsettled: Callable[[], set[tuple[SessionId, str]]] = set

    def note_seen(self, session_id: SessionId, message: Message, fetch_at: datetime | None) -> None:
        if message.media is not None:
            row = MediaRow(
                session_id=session_id,
                message_id=message.id,
                chat_id=message.chat_id,
                facts=message.media,
                due_at=fetch_at,
            )
            self._rows.setdefault(_place(row), row)

    def note_outgoing(self, row: OutgoingRow) -> None:
        content = row.message.content
        facts = parts_of(content).media
        if facts and isinstance(content, Attachment) and isinstance(content.source, StoredFile):
            made = MediaRow(
                session_id=row.session_id,
                message_id=row.message_id,
                chat_id=row.message.chat_id,
                facts=facts,
                name=content.source.name,
                digest=content.source.digest,
            )
            self._rows.setdefault(_place(made), made)

    def shown(self, session_id: SessionId, message: Message) -> Message:
        row = self._rows.get((session_id, _target(message.id)))
        return replace(message, media=row.facts) if row and message.has_media else message

    def forget_message(self, session_id: SessionId, message: Message) -> None:
        place = (session_id, _target(message.id))
        self._rows.pop(place, None)
        self._gone.add(place)

    async def get(self, session_id: SessionId, message_id: MessageId) -> MediaRow | None:
        return self._rows.get((session_id, _target(message_id)))

    async def due(self, sessions: Collection[SessionId], *, now: datetime, limit: int) -> Sequence[MediaRow]:
        due = [
            (row.due_at, row)
            for row in self._rows.values()
            if row.session_id in sessions and row.due_at and row.due_at <= now
            if row.facts.state is MediaState.REMOTE
        ]
        return [row for _, row in sorted(due, key=lambda each: each[0])][:limit]

    async def save(self, row: MediaRow, *, epoch: int) -> bool:
        if not self._is_current(row.session_id, epoch) or _place(row) in self._gone:
            return False
        self._rows[_place(row)] = row
        return True

    async def forget(self, names: Collection[str]) -> None:
        for place, row in self._rows.items():
            if row.name in names:
                facts = replace(row.facts, state=MediaState.REMOTE)
                self._rows[place] = replace(row, facts=facts, name=None, digest=None, due_at=None)

    async def known(self, names: Collection[str]) -> frozenset[str]:
        return frozenset(row.name for row in self._rows.values() if row.name and row.name in names)

    async def needed(self) -> frozenset[str]:
        places = self.unsettled()
        return frozenset(row.name for place, row in self._rows.items() if row.name and place in places)

    def drop(self, session_id: SessionId) -> None:
        for place in [place for place in self._rows if place[0] == session_id]:
            del self._rows[place]
        self._gone = {place for place in self._gone if place[0] != session_id}


def _place(row: MediaRow) -> tuple[SessionId, str]:
    return (row.session_id, _target(row.message_id))


def _target(message_id: MessageId) -> str:
    return key_of(message_id) if message_id.startswith("true_") else message_id
