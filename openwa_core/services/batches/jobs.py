"""What a queue is given to wake the gateway with."""

from __future__ import annotations

from openwa_hookspecs.models.batches import Batch
from openwa_hookspecs.models.ids import BatchId, SessionId

__all__ = ["job_at", "job_of", "place_of_job"]


def job_at(session_id: SessionId, batch_id: BatchId) -> str:
    """A batch's id is unique in its session alone."""
    return f"{session_id}/{batch_id}"


def job_of(batch: Batch) -> str:
    """The batch's job."""
    return job_at(batch.session_id, batch.id)


def place_of_job(job: str) -> tuple[SessionId, BatchId]:
    """What `job_at` was given; a text that it never gave leads nowhere."""
    session_id, _, batch_id = job.partition("/")
    return SessionId(session_id), BatchId(batch_id)
