"""What a transport may do with webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from openwa_hookspecs.models.changes import UNSET, Unset
from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import ChatId, DeliveryId, SessionId, WebhookId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page
from openwa_hookspecs.models.webhooks import DeliveryAttempt, Webhook, WebhookFilter

__all__ = ["CreatedWebhook", "NewWebhook", "WebhookApi", "WebhookUpdate"]


@dataclass(frozen=True, kw_only=True)
class NewWebhook:
    """A webhook to register."""

    url: str = field(repr=False)
    wanted: WebhookFilter = field(default_factory=WebhookFilter)
    secret: str | None = field(default=None, repr=False)
    """8 to 128 printable ASCII characters; one that begins with `whsec_` is base64. None: nothing is
    signed."""
    generate_secret: bool = False
    """Make one; not together with `secret`."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class CreatedWebhook:
    """A webhook, and the secret that was made for it: it is shown this once."""

    webhook: Webhook
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class WebhookUpdate:
    """A change; a member that is not given stays as it is. The secret changes through `rotate_secret`."""

    url: str | Unset = field(default=UNSET, repr=False)
    types: frozenset[EventType] | Unset = UNSET
    """These four as in `WebhookFilter`."""
    chats: frozenset[ChatId] | Unset = UNSET
    is_group: bool | Unset | None = UNSET
    from_me: bool | Unset | None = UNSET
    headers: Mapping[str, str] | Unset = field(default=UNSET, repr=False)
    """All of them; those that are left out are gone."""
    active: bool | Unset = UNSET


class WebhookApi(Protocol):
    """Webhooks of a session, for operators: URLs and answers of receivers may hold secrets. All methods raise
    `SessionNotFoundError`, and those with an id `WebhookNotFoundError`. Those that send raise
    `CapabilityNotSupportedError` when no sink of the YAML delivers webhooks; so does `create`. Filters take
    either id of a chat, and keep the one made of the phone number where that is known."""

    async def create(self, principal: Principal, session_id: SessionId, new: NewWebhook) -> CreatedWebhook:
        """Raises `WebhookUrlInvalidError`, `WebhookUnreachableError` (both before the session is looked up),
        `WebhookExistsError`, `WebhookLimitReachedError`, `ValidationFailedError` (secret, headers)."""
        ...

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Webhook]:
        """Oldest first."""
        ...

    async def get(self, principal: Principal, session_id: SessionId, webhook_id: WebhookId) -> Webhook: ...

    async def update(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, update: WebhookUpdate
    ) -> Webhook:
        """Raises as `create` does. Active again, a webhook gets what happens from now on; `recover` gets it
        the rest."""
        ...

    async def delete(self, principal: Principal, session_id: SessionId, webhook_id: WebhookId) -> None:
        """Remove it with its delivery log; nothing is sent to it any more."""
        ...

    async def test(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId
    ) -> DeliveryAttempt:
        """Send a `webhook.test` now and wait for the answer."""
        ...

    async def rotate_secret(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, *, secret: str | None
    ) -> CreatedWebhook:
        """Sign with another secret, the given one or one that is made; the old one is live for 24 hours."""
        ...

    async def deliveries(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, *, number: int, limit: int
    ) -> Page[DeliveryAttempt]:
        """The delivery log, newest first."""
        ...

    async def redeliver(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, delivery_id: DeliveryId
    ) -> None:
        """Send the event of that attempt again. Raises `DeliveryNotFoundError`."""
        ...

    async def recover(
        self, principal: Principal, session_id: SessionId, webhook_id: WebhookId, since: datetime
    ) -> int:
        """Send what the webhook did not get of what happened since then; how many events that is."""
        ...
