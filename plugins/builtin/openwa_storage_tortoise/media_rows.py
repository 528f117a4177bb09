"""Rows of `media` as the domain's records, and the statements that write them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from openwa_hookspecs.models.content import Attachment, StoredFile
from openwa_hookspecs.models.ids import MessageId, SessionId, key_of
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import MediaFacts, MediaState, Message, OutgoingRow
from openwa_hookspecs.models.sent import parts_of
from openwa_storage_tortoise.rows import as_optional_moment
from openwa_storage_tortoise.statements import Row, Statement

__all__ = [
    "FACT_COLUMNS",
    "MEDIA_COLUMNS",
    "NOTE",
    "SAVE",
    "as_facts",
    "as_media",
    "file_of_outgoing",
    "file_of_seen",
    "media_values",
    "target_of",
]

FACT_COLUMNS: Final = "media.mimetype, media.filename, media.size, media.duration_s, media.state"
MEDIA_COLUMNS: Final = (
    f"{FACT_COLUMNS}, session_id, message_id, chat_id, name, digest, error, attempts, due_at"
)
_COLUMNS: Final = (
    ("session_id", "text"),
    ("target", "text"),
    ("message_id", "text"),
    ("chat_id", "text"),
    ("mimetype", "text"),
    ("filename", "text"),
    ("size", "bigint"),
    ("duration_s", "float8"),
    ("state", "text"),
    ("name", "text"),
    ("digest", "text"),
    ("error", "text"),
    ("attempts", "int"),
    ("due_at", "timestamptz"),
)
_NAMES: Final = ", ".join(name for name, _ in _COLUMNS)
_INSERT: Final = (
    f"INSERT INTO media ({_NAMES}) SELECT {', '.join(f'u.{name}' for name, _ in _COLUMNS)} FROM {{rows}}"
)
_KNOWN: Final = "ON CONFLICT (session_id, target)"
_REVOKED: Final = (
    "SELECT 1 FROM messages WHERE messages.session_id = u.session_id AND messages.type = 'revoked' "
    "AND messages.{name} = u.{value}"
)
_OVERWRITE: Final = ", ".join(f"{name} = excluded.{name}" for name, _ in _COLUMNS[2:])

NOTE: Final = Statement(table="media", columns=_COLUMNS, sql=f"{_INSERT} WHERE TRUE {_KNOWN} DO NOTHING")
"""With the message itself."""

SAVE: Final = Statement(
    table="media",
    identity=("session_id", "target"),
    columns=_COLUMNS,
    sql=(
        f"{_INSERT} WHERE NOT EXISTS ({_REVOKED.format(name='message_id', value='message_id')}) "
        f"AND NOT EXISTS ({_REVOKED.format(name='key', value='target')}) {_KNOWN} DO UPDATE SET {_OVERWRITE}"
    ),
)
"""With its file, or with what became of that; not for a message that was deleted for everyone meanwhile."""


def target_of(message_id: MessageId) -> str:
    """What the message is known by: an own one by its key, another by its id."""
    return key_of(message_id) if message_id.startswith("true_") else message_id


def as_facts(row: Row) -> MediaFacts:
    """From `FACT_COLUMNS`."""
    mimetype, filename, size, duration_s, state = row
    return MediaFacts(
        mimetype=mimetype, filename=filename, size=size, duration_s=duration_s, state=MediaState(state)
    )


def as_media(row: Row) -> MediaRow:
    """From `MEDIA_COLUMNS`."""
    session_id, message_id, chat_id, name, digest, error, attempts, due_at = row[5:]
    return MediaRow(
        session_id=session_id,
        message_id=message_id,
        chat_id=chat_id,
        facts=as_facts(row[:5]),
        name=name,
        digest=digest,
        error=error,
        attempts=attempts,
        due_at=as_optional_moment(due_at),
    )


def media_values(row: MediaRow) -> tuple[object, ...]:
    """For `NOTE` and `SAVE`."""
    facts = row.facts
    return (
        row.session_id,
        target_of(row.message_id),
        row.message_id,
        row.chat_id,
        facts.mimetype,
        facts.filename,
        facts.size,
        facts.duration_s,
        facts.state.value,
        row.name,
        row.digest,
        row.error,
        row.attempts,
        row.due_at,
    )


def file_of_seen(session_id: SessionId, message: Message, fetch_at: datetime | None) -> MediaRow | None:
    """The row that comes with a message that the engine saw."""
    if message.media is None:
        return None
    return MediaRow(
        session_id=session_id,
        message_id=message.id,
        chat_id=message.chat_id,
        facts=message.media,
        due_at=fetch_at,
    )


def file_of_outgoing(row: OutgoingRow) -> MediaRow | None:
    """The row that comes with a message of ours."""
    content = row.message.content
    facts = parts_of(content).media
    if facts is None or not isinstance(content, Attachment) or not isinstance(content.source, StoredFile):
        return None
    return MediaRow(
        session_id=row.session_id,
        message_id=row.message_id,
        chat_id=row.message.chat_id,
        facts=facts,
        name=content.source.name,
        digest=content.source.digest,
    )
