"""What a transport or an extension may ask of the gateway. Each call checks the principal's role and sessions
itself."""

from __future__ import annotations

from typing import Protocol

from openwa_hookspecs.gateway.batches import AcceptedBatch, BatchApi, NewBatch, NewBatchItem
from openwa_hookspecs.gateway.events import EventApi, EventPage
from openwa_hookspecs.gateway.health import HealthApi, HealthReport, SessionCounts
from openwa_hookspecs.gateway.messages import MediaFile, MessageApi
from openwa_hookspecs.gateway.people import ChatApi, ContactApi, GroupApi
from openwa_hookspecs.gateway.requests import IdempotencyApi, KeyApi, RateApi, RateCategory, RateStatus
from openwa_hookspecs.gateway.sessions import NewSession, QrImage, SessionApi
from openwa_hookspecs.gateway.webhooks import CreatedWebhook, NewWebhook, WebhookApi, WebhookUpdate

__all__ = [
    "AcceptedBatch",
    "BatchApi",
    "ChatApi",
    "ContactApi",
    "CreatedWebhook",
    "EventApi",
    "EventPage",
    "Gateway",
    "GroupApi",
    "HealthApi",
    "HealthReport",
    "IdempotencyApi",
    "KeyApi",
    "MediaFile",
    "MessageApi",
    "NewBatch",
    "NewBatchItem",
    "NewSession",
    "NewWebhook",
    "QrImage",
    "RateApi",
    "RateCategory",
    "RateStatus",
    "SessionApi",
    "SessionCounts",
    "WebhookApi",
    "WebhookUpdate",
]


class Gateway(Protocol):
    """The door to all of it."""

    @property
    def sessions(self) -> SessionApi: ...
    @property
    def messages(self) -> MessageApi: ...
    @property
    def chats(self) -> ChatApi: ...
    @property
    def contacts(self) -> ContactApi: ...
    @property
    def groups(self) -> GroupApi: ...
    @property
    def batches(self) -> BatchApi: ...
    @property
    def webhooks(self) -> WebhookApi: ...
    @property
    def log(self) -> EventApi: ...
    @property
    def keys(self) -> KeyApi: ...
    @property
    def rates(self) -> RateApi: ...
    @property
    def idempotency(self) -> IdempotencyApi: ...
    @property
    def health(self) -> HealthApi: ...
