"""A row of the send queue of record on its way, and whoever waits for its end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from openwa_core.services.delivery import unknown_outcome
from openwa_core.services.idempotency import Attempt
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.idempotency import IdempotencyClaim
from openwa_hookspecs.models.messages import OutgoingRow, SentMessage

__all__ = ["SendJob"]


@dataclass(eq=False)
class SendJob:
    """`answer` is the caller's; None when nobody waits (recovery)."""

    row: OutgoingRow
    answer: asyncio.Future[SentMessage] | None = None
    attempt: Attempt | None = None
    """The request with an Idempotency-Key that asks for it."""
    handed_over: bool = False
    """Whether the engine may have had it already."""

    def claim(self) -> IdempotencyClaim | None:
        """What is to be stored with the row."""
        return None if self.attempt is None else self.attempt.claim_for(self.row.key)

    def end(self, outcome: SentMessage | GatewayError) -> None:
        """Tell the caller; what he was told first is final."""
        if self.answer is None or self.answer.done():
            return
        if isinstance(outcome, GatewayError):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)

    def end_unknown(self) -> None:
        """Tell a caller who has not been told anything that it cannot be told."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(unknown_outcome(self.row))
