"""Where a batch stands after a step that is about to be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from openwa_hookspecs.models.batches import Batch, BatchState, ItemEnd, ItemState

__all__ = ["after_end", "after_item"]


def after_item(batch: Batch, end: ItemEnd) -> Batch:
    """One message has come to its end."""
    progress = batch.progress
    is_sent = end.state is ItemState.SENT
    counted = replace(
        progress,
        pending=progress.pending - 1,
        sent=progress.sent + is_sent,
        failed=progress.failed + (not is_sent),
    )
    return replace(batch, progress=counted)


def after_end(batch: Batch, state: BatchState, *, at: datetime, under_way: int = 0) -> Batch:
    """The batch has ended; what waits is cancelled, what is under way is not."""
    progress = batch.progress
    dropped = progress.pending - under_way
    counted = replace(progress, pending=under_way, cancelled=progress.cancelled + dropped)
    return replace(batch, state=state, completed_at=at, progress=counted)
