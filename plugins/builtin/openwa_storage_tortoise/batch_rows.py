"""Between rows of `batches` and `batch_items` and the domain's records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.batches import (
    Batch,
    BatchItem,
    BatchOptions,
    BatchProgress,
    BatchState,
    ItemState,
)
from openwa_hookspecs.models.content import Attachment, Content, StoredFile, text_of
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_storage_tortoise.content_json import as_content, content_json
from openwa_storage_tortoise.rows import as_moment, as_optional_moment, as_texts, texts
from openwa_storage_tortoise.statements import Row

__all__ = [
    "BATCH_COLUMNS",
    "INSERT_BATCH_COLUMNS",
    "INSERT_ITEM_COLUMNS",
    "ITEM_COLUMNS",
    "as_batch",
    "as_item",
    "batch_values",
    "item_values",
]

_COUNT: Final = "(SELECT COUNT(*) FROM batch_items WHERE batch_items.batch_id = batches.id{which})"
_COUNTS: Final = ", ".join(
    _COUNT.format(which=which)
    for which in (
        "",
        " AND batch_items.state = 'sent'",
        " AND batch_items.state IN ('failed', 'unknown')",
        " AND batch_items.state IN ('pending', 'sending')",
        " AND batch_items.state = 'cancelled'",
    )
)
INSERT_BATCH_COLUMNS: Final = (
    "session_id, batch_id, state, delay_ms, randomize_delay, stop_on_error, created_at, due_at"
)
BATCH_COLUMNS: Final = f"{INSERT_BATCH_COLUMNS}, started_at, completed_at, {_COUNTS}"
"""The counts are of one statement: they agree with each other."""
INSERT_ITEM_COLUMNS: Final = (
    "batch_id, position, chat_id, body, content, quoted_message_id, mentioned_ids, file, state"
)
ITEM_COLUMNS: Final = (
    "position, chat_id, body, content, quoted_message_id, mentioned_ids, batch_items.state, key, message_id, "
    "error_code, error_message, settled_at"
)


def batch_values(batch: Batch) -> Sequence[object]:
    """For `INSERT_BATCH_COLUMNS`."""
    options = batch.options
    return (
        batch.session_id,
        batch.id,
        batch.state.value,
        options.delay_ms,
        options.randomize_delay,
        options.stop_on_error,
        batch.created_at,
        batch.due_at,
    )


def item_values(batch_row: int, position: int, message: OutboundMessage) -> Sequence[object]:
    """For `INSERT_ITEM_COLUMNS`."""
    return (
        batch_row,
        position,
        message.chat_id,
        text_of(message.content),
        content_json(message.content),
        message.quoted_message_id,
        texts(message.mentioned_ids),
        _file_of(message.content),
        ItemState.PENDING.value,
    )


def as_batch(row: Row) -> Batch:
    """From `BATCH_COLUMNS`."""
    session_id, batch_id, state, delay_ms, randomize, stop_on_error, created_at, due_at, *rest = row
    started_at, completed_at, total, sent, failed, pending, cancelled = rest
    return Batch(
        id=batch_id,
        session_id=session_id,
        state=BatchState(state),
        options=BatchOptions(
            delay_ms=delay_ms, randomize_delay=bool(randomize), stop_on_error=bool(stop_on_error)
        ),
        progress=BatchProgress(total=total, sent=sent, failed=failed, pending=pending, cancelled=cancelled),
        created_at=as_moment(created_at),
        due_at=as_optional_moment(due_at),
        started_at=as_optional_moment(started_at),
        completed_at=as_optional_moment(completed_at),
    )


def as_item(row: Row) -> BatchItem:
    """From `ITEM_COLUMNS`."""
    position, chat_id, body, content, quoted_message_id, mentioned_ids, state, *rest = row
    key, message_id, error_code, error_message, settled_at = rest
    return BatchItem(
        position=position,
        message=OutboundMessage(
            chat_id=chat_id,
            content=as_content(body, content),
            quoted_message_id=quoted_message_id,
            mentioned_ids=tuple(map(ChatId, as_texts(mentioned_ids))),
        ),
        state=ItemState(state),
        key=key,
        message_id=message_id,
        error_code=None if error_code is None else ErrorCode(error_code),
        error_message=error_message,
        settled_at=as_optional_moment(settled_at),
    )


def _file_of(content: Content) -> str | None:
    is_stored = isinstance(content, Attachment) and isinstance(content.source, StoredFile)
    return content.source.name if is_stored else None  # type: ignore[union-attr]  # mypy loses `is_stored`
