"""The schema, as Tortoise knows it. Only migrations import this package: at run time it is plain SQL."""

from __future__ import annotations

from openwa_storage_tortoise.models.access import ApiKey, IdempotentRequest, PluginState
from openwa_storage_tortoise.models.batches import Batch, BatchItem
from openwa_storage_tortoise.models.events import DeadLetter, Event, LogHead, SinkCursor
from openwa_storage_tortoise.models.messages import Media, Message, Notice, Reaction
from openwa_storage_tortoise.models.sessions import Identity, Session
from openwa_storage_tortoise.models.webhooks import Delivery, DeliveryAttempt, Webhook

__all__ = [
    "ApiKey",
    "Batch",
    "BatchItem",
    "DeadLetter",
    "Delivery",
    "DeliveryAttempt",
    "Event",
    "IdempotentRequest",
    "Identity",
    "LogHead",
    "Media",
    "Message",
    "Notice",
    "PluginState",
    "Reaction",
    "Session",
    "SinkCursor",
    "Webhook",
]
