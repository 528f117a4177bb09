"""Turning off a webhook that nobody answers, and telling it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from openwa_hookspecs.canonical_json import js_text
from openwa_hookspecs.context import Clock, Log
from openwa_hookspecs.errors import JsonValue, ServiceUnavailableError
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.webhooks import DisabledReason, Webhook
from openwa_hookspecs.new_ids import new_event_id
from openwa_hookspecs.storage import WebhookRepository
from openwa_sink_webhook.attempt import Outcome, Verdict

__all__ = ["Disabling"]


@dataclass(frozen=True, kw_only=True)
class Disabling:
    """Decides after failures. Never silently: the webhook says why, and an event tells."""

    webhooks: WebhookRepository
    clock: Clock
    log: Log
    after_s: float

    async def consider(self, webhook: Webhook, outcome: Outcome) -> None:
        """Disable it at once when it is gone, or when it has failed for long enough."""
        try:
            reason = DisabledReason.GONE if outcome.verdict is Verdict.GONE else await self._failing(webhook)
            if reason is not None:
                await self._disable(webhook, reason)
        except ServiceUnavailableError as error:
            self.log.warning("a webhook cannot be disabled now", webhook=webhook.id, error=error.message)

    async def _failing(self, webhook: Webhook) -> DisabledReason | None:
        found = await self.webhooks.by_ids([webhook.id])
        since = found[0].failing_since if found else None
        if since is None or self.clock.now() - since < timedelta(seconds=self.after_s):
            return None
        return DisabledReason.FAILING

    async def _disable(self, webhook: Webhook, reason: DisabledReason) -> None:
        now = self.clock.now()
        data: dict[str, JsonValue] = {
            "webhookId": webhook.id,
            "reason": reason.value,
            "disabledAt": timestamp(now),
        }
        event = Event(
            id=new_event_id(self.clock),
            type=EventType.WEBHOOK_DISABLED,
            session_id=webhook.session_id,
            time=now,
            data=js_text(data),
        )
        if await self.webhooks.disable(webhook.id, reason=reason, at=now, events=[event]):
            self.log.warning("webhook disabled", webhook=webhook.id, reason=reason.value)
