"""What a transport may do with batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.models.batches import Batch, BatchItem, BatchOptions
from openwa_hookspecs.models.ids import BatchId, SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.paging import Page

__all__ = ["AcceptedBatch", "BatchApi", "NewBatch", "NewBatchItem"]


@dataclass(frozen=True, kw_only=True)
class NewBatchItem:
    """A message whose texts may have placeholders, `{name}` or `{{name}}`, and what stands for them."""

    message: OutboundMessage
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewBatch:
    """Messages to send one after the other."""

    items: Sequence[NewBatchItem]
    """1 to 100."""
    id: BatchId | None = None
    """The caller's name for it, unique in the session; None: one is made."""
    options: BatchOptions = field(default_factory=BatchOptions)


@dataclass(frozen=True, kw_only=True)
class AcceptedBatch:
    """A batch that was stored and will be sent."""

    batch: Batch
    estimated_completion: datetime


class BatchApi(Protocol):
    """Bulk sending in a session. All methods raise `SessionNotFoundError`, and those with an id
    `BatchNotFoundError`."""

    async def create(self, principal: Principal, session_id: SessionId, new: NewBatch) -> AcceptedBatch:
        """Check all of it, store all of it, answer at once. Nothing is stored when anything is wrong: the
        error names each fault by its path (`messages[3].content.text`). Raises `BatchExistsError`,
        `SessionNotReadyError`, and what `MessageApi.send` raises about a message."""
        ...

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Batch]:
        """Newest first."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, batch_id: BatchId) -> Batch: ...

    async def items(
        self, principal: Principal, session_id: SessionId, batch_id: BatchId
    ) -> Sequence[BatchItem]:
        """By position."""
        ...

    async def cancel(self, principal: Principal, session_id: SessionId, batch_id: BatchId) -> Batch:
        """Send no more of it; at most the message under way still goes. Waits a moment for that one. Raises
        `BatchFinishedError`."""
        ...
