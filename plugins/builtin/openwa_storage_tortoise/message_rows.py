"""Rows of `messages` as the domain's records."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.messages import Ack, Message, MessageState, OutboundMessage, OutgoingRow
from openwa_storage_tortoise.content_json import as_content, as_parts
from openwa_storage_tortoise.media_rows import FACT_COLUMNS, as_facts
from openwa_storage_tortoise.rows import as_moment, as_texts
from openwa_storage_tortoise.statements import Row

__all__ = ["MESSAGE_COLUMNS", "OUTGOING_COLUMNS", "WITH_MEDIA", "as_message", "as_outgoing"]

MESSAGE_COLUMNS: Final = (
    "messages.message_id, messages.chat_id, sender, recipient, from_me, type, body, wa_timestamp, ack, "
    f"author, push_name, has_media, quoted_message_id, mentioned_ids, lid, edited_at, content, {FACT_COLUMNS}"
)
WITH_MEDIA: Final = (
    "messages LEFT JOIN media ON has_media AND media.session_id = messages.session_id "
    "AND media.target = COALESCE(messages.key, messages.message_id)"
)
"""What `MESSAGE_COLUMNS` are read from."""
OUTGOING_COLUMNS: Final = (
    "session_id, key, chat_id, body, content, quoted_message_id, mentioned_ids, state, created_at, epoch, "
    "message_id, wa_timestamp, error_code, error_message, attempts"
)


def as_message(row: Row) -> Message:
    """From `MESSAGE_COLUMNS`."""
    message_id, chat_id, sender, recipient, from_me, kind, body, wa_timestamp, ack, *rest = row
    author, push_name, has_media, quoted_message_id, mentioned_ids, lid, edited_at, content, *facts = rest
    parts = as_parts(content)
    if edited_at is not None:
        parts["is_edited"] = True
    return Message(
        id=message_id,
        chat_id=chat_id,
        sender=sender,
        recipient=recipient,
        from_me=bool(from_me),
        type=kind,
        body=body,
        wa_timestamp=wa_timestamp,
        ack=None if ack is None else Ack(ack),
        author=author,
        push_name=push_name,
        has_media=bool(has_media),
        quoted_message_id=quoted_message_id,
        mentioned_ids=tuple(map(ChatId, as_texts(mentioned_ids))),
        lid=lid,
        media=as_facts(facts) if facts[0] is not None else None,
        **parts,
    )


def as_outgoing(row: Row) -> OutgoingRow:
    """From `OUTGOING_COLUMNS`."""
    session_id, key, chat_id, body, content, quoted, mentioned, state, created_at, epoch, *rest = row
    message_id, wa_timestamp, error_code, error_message, attempts = rest
    return OutgoingRow(
        session_id=session_id,
        key=key,
        message=OutboundMessage(
            chat_id=chat_id,
            content=as_content(body, content),
            quoted_message_id=quoted,
            mentioned_ids=tuple(map(ChatId, as_texts(mentioned))),
        ),
        state=MessageState(state),
        created_at=as_moment(created_at),
        epoch=epoch,
        message_id=message_id,
        wa_timestamp=wa_timestamp,
        error_code=ErrorCode(error_code) if error_code else None,
        error_message=error_message,
        attempts=attempts,
    )
