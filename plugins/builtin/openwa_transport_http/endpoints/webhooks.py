"""Webhooks: who is told of what, and what became of it."""

from __future__ import annotations

from openwa_hookspecs.models.ids import DeliveryId, SessionId, WebhookId
from openwa_hookspecs.models.paging import Page
from openwa_transport_http.call import Call
from openwa_transport_http.fields import PageQuery
from openwa_transport_http.shapes.pages import shown_page
from openwa_transport_http.shapes.sessions import DoneView
from openwa_transport_http.shapes.webhooks import (
    CreatedWebhookView,
    CreateWebhook,
    DeliveryView,
    Recover,
    RecoveredView,
    RotateSecret,
    UpdateWebhook,
    WebhookView,
    created_webhook_view,
    delivery_view,
    webhook_view,
)

__all__ = [
    "create_webhook",
    "delete_webhook",
    "get_webhook",
    "list_webhook_deliveries",
    "list_webhooks",
    "recover_webhook_events",
    "redeliver_webhook_event",
    "rotate_webhook_secret",
    "test_webhook",
    "update_webhook",
]


async def create_webhook(call: Call, session_id: SessionId, body: CreateWebhook) -> CreatedWebhookView:
    """Register a webhook: what happens in the session from now on is told to its URL."""
    return created_webhook_view(await call.gateway.webhooks.create(call.caller, session_id, body.new()))


async def list_webhooks(call: Call, session_id: SessionId, query: PageQuery) -> Page[WebhookView]:
    """The session's webhooks, oldest first."""
    page = await call.gateway.webhooks.page(call.caller, session_id, number=query.page, limit=query.limit)
    return shown_page(page, webhook_view)


async def get_webhook(call: Call, session_id: SessionId, webhook_id: WebhookId) -> WebhookView:
    """One webhook, with the reason when it is off."""
    return webhook_view(await call.gateway.webhooks.get(call.caller, session_id, webhook_id))


async def update_webhook(
    call: Call, session_id: SessionId, webhook_id: WebhookId, body: UpdateWebhook
) -> WebhookView:
    """Change the members that are given, and no others."""
    changed = await call.gateway.webhooks.update(call.caller, session_id, webhook_id, body.update())
    return webhook_view(changed)


async def delete_webhook(call: Call, session_id: SessionId, webhook_id: WebhookId) -> DoneView:
    """Remove a webhook with its delivery log; nothing is sent to it any more."""
    await call.gateway.webhooks.delete(call.caller, session_id, webhook_id)
    return DoneView(message="Webhook deleted successfully")


async def test_webhook(call: Call, session_id: SessionId, webhook_id: WebhookId) -> DeliveryView:
    """Send a `webhook.test` now; the answer says what the receiver answered."""
    return delivery_view(await call.gateway.webhooks.test(call.caller, session_id, webhook_id))


async def rotate_webhook_secret(
    call: Call, session_id: SessionId, webhook_id: WebhookId, body: RotateSecret
) -> CreatedWebhookView:
    """Sign with another secret from now on; the old one signs beside it for 24 hours."""
    rotated = await call.gateway.webhooks.rotate_secret(
        call.caller, session_id, webhook_id, secret=body.secret
    )
    return created_webhook_view(rotated)


async def list_webhook_deliveries(
    call: Call, session_id: SessionId, webhook_id: WebhookId, query: PageQuery
) -> Page[DeliveryView]:
    """The delivery log: every attempt that has ended, newest first."""
    page = await call.gateway.webhooks.deliveries(
        call.caller, session_id, webhook_id, number=query.page, limit=query.limit
    )
    return shown_page(page, delivery_view)


async def redeliver_webhook_event(
    call: Call, session_id: SessionId, webhook_id: WebhookId, delivery_id: DeliveryId
) -> DoneView:
    """Send the event of an attempt again, now."""
    await call.gateway.webhooks.redeliver(call.caller, session_id, webhook_id, delivery_id)
    return DoneView(message="Delivery scheduled")


async def recover_webhook_events(
    call: Call, session_id: SessionId, webhook_id: WebhookId, body: Recover
) -> RecoveredView:
    """Send what the webhook did not get of what happened since a time."""
    count = await call.gateway.webhooks.recover(call.caller, session_id, webhook_id, body.since)
    return RecoveredView(events=count)
