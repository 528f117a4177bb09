"""What listeners are told of batches."""

from __future__ import annotations

from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.batches import Batch, BatchItem, ItemEnd, ItemState
from openwa_hookspecs.models.payloads import timestamp

__all__ = ["batch_payload", "item_payload"]


def batch_payload(batch: Batch) -> dict[str, JsonValue]:
    """Where a batch stands; the parts of `progress` add up to its `total`."""
    progress = batch.progress
    return {
        "batchId": batch.id,
        "status": batch.state.value,
        "progress": {
            "total": progress.total,
            "sent": progress.sent,
            "failed": progress.failed,
            "pending": progress.pending,
            "cancelled": progress.cancelled,
        },
        "startedAt": timestamp(batch.started_at) if batch.started_at else None,
        "completedAt": timestamp(batch.completed_at) if batch.completed_at else None,
    }


def item_payload(item: BatchItem, end: ItemEnd) -> dict[str, JsonValue]:
    """The message that ended just now; `index` counts from 0."""
    shown: dict[str, JsonValue] = {
        "index": item.position,
        "chatId": item.message.chat_id,
        "status": ItemState.SENT.value if end.state is ItemState.SENT else ItemState.FAILED.value,
    }
    if end.message_id is not None:
        shown["messageId"] = end.message_id
    if end.error_code is not None:
        error: dict[str, JsonValue] = {"code": end.error_code.value, "message": end.error_message}
        if end.state is ItemState.UNKNOWN:
            error["details"] = {"outcome": "unknown"}
        shown["error"] = error
    return shown
