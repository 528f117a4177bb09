"""Webhooks on the wire."""

from __future__ import annotations

from typing import Annotated, Final, Literal, NotRequired, TypeAlias

from pydantic import Field
from typing_extensions import TypedDict

from openwa_hookspecs.gateway import CreatedWebhook, NewWebhook, WebhookUpdate
from openwa_hookspecs.models.changes import UNSET
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.payloads import timestamp
from openwa_hookspecs.models.webhooks import DeliveryAttempt, Webhook, WebhookFilter
from openwa_transport_http.constraints import OnlyNames, Shape
from openwa_transport_http.fields import (
    ChatIdField,
    Flag,
    HeaderName,
    HeaderValue,
    Moment,
    RequestModel,
    SigningSecret,
    WebhookUrl,
)
from openwa_transport_http.patterns import EVENT_KIND
from openwa_transport_http.shapes.sending import example

__all__ = [
    "CreateWebhook",
    "CreatedWebhookView",
    "DeliveryView",
    "Recover",
    "RecoveredView",
    "RotateSecret",
    "UpdateWebhook",
    "WebhookObject",
    "WebhookView",
    "created_webhook_view",
    "delivery_view",
    "webhook_view",
]

_MOST_KINDS: Final = 100
_MOST_CHATS: Final = 1000
_MOST_HEADERS: Final = 20
_ALL: Final = "*"

_Kinds: TypeAlias = Annotated[
    tuple[Annotated[str, Shape(EVENT_KIND, "is no kind of event (`*` stands for all)")], ...],
    Field(min_length=1, max_length=_MOST_KINDS),
]
_Chats: TypeAlias = Annotated[tuple[ChatIdField, ...], Field(max_length=_MOST_CHATS)]
_Headers: TypeAlias = Annotated[dict[HeaderName, HeaderValue], Field(max_length=_MOST_HEADERS), OnlyNames()]


class WebhookObject(
    RequestModel,
    json_schema_extra=example(
        url="https://your-server.com/webhook", events=["message.received", "message.sent"]
    ),
):
    """A webhook to register."""

    url: WebhookUrl = Field(
        repr=False, description="where to; `http` or `https`, without a user, password or fragment"
    )
    events: _Kinds = Field(default=(_ALL,), description="kinds of event; `*` stands for all of them")
    chats: _Chats = Field(default=(), description="only what happens in these chats; all when left out")
    is_group: Flag | None = Field(default=None, description="only groups (true), or none (false)")
    from_me: Flag | None = Field(default=None, description="only the account's own messages, or none of them")
    secret: SigningSecret | None = Field(
        default=None,
        repr=False,
        json_schema_extra={"format": "password", "writeOnly": True},
        description="signs each delivery; kept encrypted, never shown",
    )
    headers: _Headers = Field(
        default={}, repr=False, description="sent with each delivery; never shown again"
    )

    def new(self) -> NewWebhook:
        """The same as core wants it."""
        wanted = WebhookFilter(
            types=_types(self.events),
            chats=frozenset(self.chats),
            is_group=self.is_group,
            from_me=self.from_me,
        )
        return NewWebhook(url=self.url, wanted=wanted, secret=self.secret, headers=self.headers)


class CreateWebhook(
    WebhookObject,
    json_schema_extra=example(
        url="https://your-server.com/webhook",
        events=["message.received", "message.sent", "message.ack", "session.status"],
        secret="your-webhook-secret",
        headers={"X-Custom-Header": "value"},
    ),
):
    """`POST …/webhooks`."""

    generate_secret: Flag = Field(
        default=False, description="make a secret; it is in this answer and nowhere else"
    )

    @property
    def answer_is_secret(self) -> bool:
        return self.generate_secret

    def new(self) -> NewWebhook:
        asked = super().new()
        return NewWebhook(**{**vars(asked), "generate_secret": self.generate_secret})


class UpdateWebhook(RequestModel, json_schema_extra=example(events=["message.received"], active=True)):
    """`PUT …/webhooks/{webhookId}`."""

    url: WebhookUrl = Field(default_factory=str, repr=False, description="where to from now on")
    events: _Kinds = Field(default_factory=tuple, description="kinds of event; `*` stands for all of them")
    chats: _Chats = Field(default=(), description="only what happens in these chats; `[]` for all")
    is_group: Flag | None = Field(default=None, description="only groups, or none; null for both")
    from_me: Flag | None = Field(default=None, description="only own messages, or none; null for both")
    headers: _Headers = Field(default={}, repr=False, description="all of them: others are gone")
    active: Flag = Field(
        default=True, description="false: nothing is sent; true again: what happens from now on is"
    )

    def update(self) -> WebhookUpdate:
        """The same as core wants it; what is not given stays."""
        given = self.model_fields_set
        return WebhookUpdate(
            url=self.url if "url" in given else UNSET,
            types=_types(self.events) if "events" in given else UNSET,
            chats=frozenset(self.chats) if "chats" in given else UNSET,
            is_group=self.is_group if "is_group" in given else UNSET,
            from_me=self.from_me if "from_me" in given else UNSET,
            headers=self.headers if "headers" in given else UNSET,
            active=self.active if "active" in given else UNSET,
        )


class RotateSecret(RequestModel, json_schema_extra=example()):
    """`POST …/webhooks/{webhookId}/rotate-secret`."""

    secret: SigningSecret | None = Field(
        default=None,
        repr=False,
        json_schema_extra={"format": "password", "writeOnly": True},
        description="the new one; one is made, and shown this once, when it is left out",
    )

    @property
    def answer_is_secret(self) -> bool:
        return self.secret is None


class Recover(RequestModel, json_schema_extra=example(since="2026-02-02T10:00:00.000Z")):
    """`POST …/webhooks/{webhookId}/recover`."""

    since: Moment = Field(description="what happened from then on; ISO 8601 with offset")


class WebhookView(TypedDict):
    """A webhook. `headers` are the names of its own headers; `signed` says whether it has a secret."""

    id: str
    url: str
    events: list[str]
    chats: list[str]
    isGroup: bool | None
    fromMe: bool | None
    headers: list[str]
    signed: bool
    active: bool
    disabledReason: Literal["by_caller", "gone", "failing"] | None
    disabledAt: str | None
    failingSince: str | None
    lastSuccessAt: str | None
    createdAt: str


class CreatedWebhookView(WebhookView):
    """A webhook, and the secret that was made for it: it is shown this once."""

    secret: NotRequired[str]


class DeliveryView(TypedDict):
    """One attempt. `attempt` counts from 0; `response` is at most 4 KiB of the receiver's answer."""

    id: str
    event: str
    eventId: str | None
    attempt: int
    success: bool
    status: int | None
    error: str | None
    response: str | None
    durationMs: int | None
    timestamp: str


class RecoveredView(TypedDict):
    """How many events will be sent."""

    events: int


def webhook_view(webhook: Webhook) -> WebhookView:
    """A webhook for callers."""
    wanted = webhook.wanted
    reason = webhook.disabled_reason
    return WebhookView(
        id=webhook.id,
        url=webhook.url,
        events=[kind.value for kind in EventType if kind in wanted.types] or [_ALL],
        chats=sorted(wanted.chats),
        isGroup=wanted.is_group,
        fromMe=wanted.from_me,
        headers=list(webhook.header_names),
        signed=bool(webhook.secrets),
        active=webhook.active,
        disabledReason=None if reason is None else reason.value,
        disabledAt=timestamp(webhook.disabled_at) if webhook.disabled_at else None,
        failingSince=timestamp(webhook.failing_since) if webhook.failing_since else None,
        lastSuccessAt=timestamp(webhook.last_success_at) if webhook.last_success_at else None,
        createdAt=timestamp(webhook.created_at),
    )


def created_webhook_view(created: CreatedWebhook) -> CreatedWebhookView:
    """A webhook for the caller who may see its new secret."""
    view = webhook_view(created.webhook)
    if created.secret is None:
        return CreatedWebhookView(**view)  # type: ignore[typeddict-item]  # mypy wants what is not required
    return CreatedWebhookView(**view, secret=created.secret)


def delivery_view(attempt: DeliveryAttempt) -> DeliveryView:
    """An attempt for callers."""
    return DeliveryView(
        id=attempt.id,
        event=attempt.event,
        eventId=attempt.event_id,
        attempt=attempt.number,
        success=attempt.succeeded,
        status=attempt.status,
        error=None if attempt.error is None else attempt.error.value,
        response=attempt.response,
        durationMs=attempt.duration_ms,
        timestamp=timestamp(attempt.at),
    )


def _types(kinds: tuple[str, ...]) -> frozenset[EventType]:
    """None for `*`: every kind."""
    return frozenset() if _ALL in kinds else frozenset(map(EventType, kinds))
