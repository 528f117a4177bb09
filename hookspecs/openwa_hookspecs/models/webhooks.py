"""Webhooks: who is told of what, and every attempt to tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from openwa_hookspecs.models.changes import UNSET, Unset
from openwa_hookspecs.models.events import Event, EventType
from openwa_hookspecs.models.ids import ChatId, DeliveryId, EventId, SessionId, WebhookId

__all__ = [
    "HEADER_NAME",
    "HEADER_VALUE",
    "SIGNING_SECRET",
    "WEBHOOK_URL",
    "AttemptEnd",
    "AttemptError",
    "AttemptStart",
    "Backlog",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryState",
    "DisabledReason",
    "NewDelivery",
    "SealedSecret",
    "Webhook",
    "WebhookChanges",
    "WebhookFilter",
]

WEBHOOK_URL: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[!-~]{1,2040}", re.ASCII)
"""What the URL of a webhook looks like, at least."""

SIGNING_SECRET: Final = re.compile(r"[ -~]{8,128}", re.ASCII)

HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}", re.ASCII)
"""A token of RFC 9110."""

HEADER_VALUE: Final = re.compile(r"(?:[!-~](?:[ -~]{0,1022}[!-~])?)?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class WebhookFilter:
    """Which of a session's events a webhook gets; an empty or missing member means all.

    `chats`, `is_group` and `from_me` ask about the event's chat and message: an event without a chat, or one
    that does not say who wrote, passes none of the filters that ask for that.
    """

    types: frozenset[EventType] = frozenset()
    chats: frozenset[ChatId] = frozenset()
    is_group: bool | None = None
    from_me: bool | None = None


class DisabledReason(StrEnum):
    """Why a webhook gets nothing."""

    BY_CALLER = "by_caller"
    GONE = "gone"
    """The receiver answered 410."""
    FAILING = "failing"
    """Nothing but failures for as long as the YAML says."""


@dataclass(frozen=True, kw_only=True)
class SealedSecret:
    """A signing secret as it is stored: encrypted by core."""

    sealed: str = field(repr=False)
    until: datetime | None = None
    """Set on a secret that was replaced: it signs beside the new one until then."""


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """One row of `webhooks`."""

    id: WebhookId
    session_id: SessionId
    url: str = field(repr=False)
    created_at: datetime
    wanted: WebhookFilter = field(default_factory=WebhookFilter)
    secrets: tuple[SealedSecret, ...] = ()
    """The current one first; empty: nothing is signed."""
    header_names: tuple[str, ...] = ()
    """The caller's own headers, in the caller's order."""
    sealed_headers: str | None = field(default=None, repr=False)
    """The caller's own headers as a JSON object, encrypted by core."""
    active: bool = True
    disabled_reason: DisabledReason | None = None
    disabled_at: datetime | None = None
    failing_since: datetime | None = None
    """The first failure since the last success."""
    last_success_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WebhookChanges:
    """What an update writes; a member that is not given stays as it is."""

    url: str | Unset = field(default=UNSET, repr=False)
    wanted: WebhookFilter | Unset = UNSET
    secrets: tuple[SealedSecret, ...] | Unset = UNSET
    header_names: tuple[str, ...] | Unset = UNSET
    sealed_headers: str | Unset | None = field(default=UNSET, repr=False)
    active: bool | Unset = UNSET
    """False disables BY_CALLER; True clears the reason and the count of failures."""

    def given(self) -> dict[str, object]:
        """The members to write, by their name."""
        return {name: value for name, value in vars(self).items() if value is not UNSET}


class DeliveryState(StrEnum):
    """Where one event stands with one webhook."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """The schedule has run out."""
    CANCELLED = "cancelled"
    """The webhook was disabled before it got it."""


@dataclass(frozen=True, kw_only=True)
class NewDelivery:
    """An event that a webhook is to get. There is one delivery per event and webhook, whatever happens."""

    webhook_id: WebhookId
    event: Event
    """With its `seq`."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One row of `deliveries`, with the event as it is in the log."""

    webhook_id: WebhookId
    event: Event
    state: DeliveryState
    due_at: datetime
    attempts: int = 0
    """How many were begun; the next one's `X-OpenWA-Retry-Count`."""
    step: int = 0
    """The place in the schedule; a redelivery starts at 0 again."""


class AttemptError(StrEnum):
    """Why an attempt was no success. None of them says which address a host resolved to."""

    STATUS = "status"
    """The receiver answered, and not with 2xx."""
    REDIRECT = "redirect"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    """No connection, no trusted certificate, or it broke off."""
    BLOCKED = "blocked"
    """The host is none that the gateway may reach."""
    URL = "url"
    SECRET = "secret"
    """The stored secret or headers cannot be decrypted: nothing was sent."""
    INTERNAL = "internal"
    """A fault of the gateway's own; its log has more."""
    INTERRUPTED = "interrupted"
    """The gateway ended before the answer came: the receiver may have it."""


@dataclass(frozen=True, kw_only=True)
class DeliveryAttempt:
    """One line of the delivery log."""

    id: DeliveryId
    webhook_id: WebhookId
    event: str
    """The event's type; `webhook.test` for a test."""
    event_id: EventId | None
    """None for a test, which is not in the log."""
    number: int
    """0 for the first attempt."""
    at: datetime
    duration_ms: int | None = None
    """None while it is under way."""
    status: int | None = None
    """The HTTP status, when there was an answer."""
    error: AttemptError | None = None
    response: str | None = field(default=None, repr=False)
    """At most 4 KiB of the answer's body; bytes that are no UTF-8 are replaced."""
    succeeded: bool = False


@dataclass(frozen=True, kw_only=True)
class AttemptStart:
    """An attempt that is about to be made."""

    id: DeliveryId
    webhook_id: WebhookId
    event_seq: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AttemptEnd:
    """How an attempt ended, and what becomes of its delivery."""

    attempt: DeliveryAttempt
    event_seq: int
    state: DeliveryState
    due_at: datetime
    """When it is tried again, for PENDING; else the attempt's end."""
    step: int


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What one webhook has still to get."""

    webhook_id: WebhookId
    pending: int
    oldest: datetime
    """The time of the oldest event among them."""
    next_due: datetime
