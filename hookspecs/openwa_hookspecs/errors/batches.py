"""Errors of bulk sending."""

from __future__ import annotations

from openwa_hookspecs.errors.codes import ErrorCode, GatewayError

__all__ = ["BatchExistsError", "BatchFinishedError", "BatchNotFoundError"]


class BatchNotFoundError(GatewayError):
    """The session has no such batch, or has it no more."""

    def __init__(self, batch_id: str) -> None:
        super().__init__(
            ErrorCode.BATCH_NOT_FOUND, f"Batch {batch_id} not found", details={"batchId": batch_id}
        )


class BatchExistsError(GatewayError):
    """The session has a batch of this id."""

    def __init__(self, batch_id: str) -> None:
        super().__init__(
            ErrorCode.BATCH_ALREADY_EXISTS,
            f"The session has a batch {batch_id} already",
            details={"batchId": batch_id},
        )


class BatchFinishedError(GatewayError):
    """There is nothing left of the batch that could be cancelled."""

    def __init__(self, batch_id: str, *, status: str) -> None:
        super().__init__(
            ErrorCode.BATCH_FINISHED,
            f"Batch {batch_id} has ended",
            details={"batchId": batch_id, "status": status},
        )
