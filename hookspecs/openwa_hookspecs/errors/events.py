"""Errors of the event log and of webhooks."""

from __future__ import annotations

from openwa_hookspecs.errors.codes import ErrorCode, GatewayError

__all__ = [
    "DeliveryNotFoundError",
    "EventNotFoundError",
    "WebhookExistsError",
    "WebhookLimitReachedError",
    "WebhookNotFoundError",
    "WebhookUnreachableError",
    "WebhookUrlInvalidError",
]


class EventNotFoundError(GatewayError):
    """The log has no such event, or has it no more."""

    def __init__(self, event_id: str) -> None:
        super().__init__(
            ErrorCode.EVENT_NOT_FOUND, f"Event {event_id} not found", details={"eventId": event_id}
        )


class WebhookNotFoundError(GatewayError):
    """The session has no such webhook."""

    def __init__(self, webhook_id: str) -> None:
        super().__init__(
            ErrorCode.WEBHOOK_NOT_FOUND, f"Webhook {webhook_id} not found", details={"webhookId": webhook_id}
        )


class WebhookExistsError(GatewayError):
    """The session has a webhook with this URL."""

    def __init__(self, webhook_id: str) -> None:
        super().__init__(
            ErrorCode.WEBHOOK_DUPLICATE,
            "The session has a webhook with this URL",
            details={"webhookId": webhook_id},
        )


class WebhookLimitReachedError(GatewayError):
    """The session has as many webhooks as it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            ErrorCode.WEBHOOK_LIMIT_REACHED,
            f"The limit of {limit} webhooks per session is reached",
            details={"limit": limit},
        )


class WebhookUrlInvalidError(GatewayError):
    """The text is no URL that a webhook may have, or its host is none that the gateway may reach. The reason
    names no address that a host resolved to."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            ErrorCode.WEBHOOK_URL_INVALID,
            f"{path}: {reason}",
            details={"fields": [{"path": path, "message": reason}]},
        )


class WebhookUnreachableError(GatewayError):
    """Nothing takes a connection there. The reason names no address that a host resolved to."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            ErrorCode.WEBHOOK_URL_UNREACHABLE,
            f"{path}: {reason}",
            details={"fields": [{"path": path, "message": reason}]},
        )


class DeliveryNotFoundError(GatewayError):
    """The webhook's delivery log has no such attempt."""

    def __init__(self, delivery_id: str) -> None:
        super().__init__(
            ErrorCode.DELIVERY_NOT_FOUND,
            f"Delivery {delivery_id} not found",
            details={"deliveryId": delivery_id},
        )
