"""Bulk sending: many messages in one request, one after the other."""

from __future__ import annotations

from openwa_hookspecs.models.ids import BatchId, SessionId
from openwa_hookspecs.models.paging import Page
from openwa_transport_http.call import Call
from openwa_transport_http.fields import PageQuery
from openwa_transport_http.shapes.bulk import (
    AcceptedBatchView,
    BatchSummaryView,
    BatchView,
    SendBulk,
    accepted_batch_view,
    batch_summary_view,
    batch_view,
)
from openwa_transport_http.shapes.pages import shown_page

__all__ = ["cancel_batch", "get_batch", "list_batches", "send_bulk"]


async def send_bulk(call: Call, session_id: SessionId, body: SendBulk) -> AcceptedBatchView:
    """Send many messages, one after the other; answers at once."""
    return accepted_batch_view(await call.gateway.batches.create(call.caller, session_id, body.new()))


async def list_batches(call: Call, session_id: SessionId, query: PageQuery) -> Page[BatchSummaryView]:
    """The session's batches, newest first."""
    page = await call.gateway.batches.page(call.caller, session_id, number=query.page, limit=query.limit)
    return shown_page(page, batch_summary_view)


async def get_batch(call: Call, session_id: SessionId, batch_id: BatchId) -> BatchView:
    """How far a batch is, and what became of each message."""
    batch = await call.gateway.batches.get(call.caller, session_id, batch_id)
    return batch_view(batch, await call.gateway.batches.items(call.caller, session_id, batch_id))


async def cancel_batch(call: Call, session_id: SessionId, batch_id: BatchId) -> BatchSummaryView:
    """Send no more of a batch; at most the message under way still goes."""
    return batch_summary_view(await call.gateway.batches.cancel(call.caller, session_id, batch_id))
