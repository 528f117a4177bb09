"""Webhooks: what callers may register, and what they may ask of a webhook."""

from __future__ import annotations

from openwa_core.services.webhooks.drafts import WebhookDraft, WebhookDrafts
from openwa_core.services.webhooks.service import WebhookService
from openwa_core.services.webhooks.targets import WebhookTargets

__all__ = ["WebhookDraft", "WebhookDrafts", "WebhookService", "WebhookTargets"]
