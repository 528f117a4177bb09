"""One attempt: the request, and what its answer means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from typing import Final

from openwa_hookspecs.context import Clock
from openwa_hookspecs.http import (
    HttpBlockedError,
    HttpClient,
    HttpError,
    HttpResponse,
    HttpTimeoutError,
    HttpUrlError,
)
from openwa_hookspecs.models.ids import DeliveryId, EventId, WebhookId
from openwa_hookspecs.models.webhooks import AttemptError, DeliveryAttempt
from openwa_sink_webhook.config import WebhookConfig
from openwa_sink_webhook.envelope import Letter, Request, written
from openwa_sink_webhook.schedule import retry_after_s

__all__ = ["Address", "Outcome", "Sender", "Verdict"]

_KEPT_BYTES: Final = 4096
_GONE: Final = 410
_TOO_MANY: Final = 429
_REDIRECTS: Final = range(300, 400)
_SUCCESSES: Final = range(200, 300)


class Verdict(Enum):
    """What becomes of the delivery."""

    TAKEN = auto()
    AGAIN = auto()
    GONE = auto()
    """The receiver wants nothing more, ever."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a webhook is, with what is secret about it in the clear."""

    webhook_id: WebhookId
    url: str = field(repr=False)
    secrets: Sequence[str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How an attempt ended. `hung` says that it held its socket until the time was up."""

    attempt: DeliveryAttempt
    verdict: Verdict
    at_least_s: float = 0.0
    hung: bool = False


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Makes attempts."""

    http: HttpClient
    clock: Clock
    config: WebhookConfig

    async def send(
        self,
        address: Address,
        letter: Letter,
        *,
        delivery_id: DeliveryId,
        event_id: EventId | None,
        retry: int,
        at: datetime,
    ) -> Outcome:
        """Send it and wait for the answer; never raises an `HttpError`."""
        request = written(
            letter,
            delivery_id=delivery_id,
            retry=retry,
            at=int(at.timestamp()),
            secrets=address.secrets,
            headers=address.headers,
        )
        made = DeliveryAttempt(
            id=delivery_id,
            webhook_id=address.webhook_id,
            event=letter.event,
            event_id=event_id,
            number=retry,
            at=at,
        )
        return await self._judged(address.url, request, made)

    async def _judged(self, url: str, request: Request, made: DeliveryAttempt) -> Outcome:
        began = self.clock.monotonic()
        try:
            response = await self._post(url, request)
        except HttpError as error:
            ended = replace(made, duration_ms=self._since(began), error=_kind_of(error))
            hung = isinstance(error, HttpTimeoutError)
            at_least_s = self.config.slow_wait_s if hung else 0.0
            return Outcome(attempt=ended, verdict=Verdict.AGAIN, at_least_s=at_least_s, hung=hung)
        ended = replace(
            made,
            duration_ms=self._since(began),
            status=response.status,
            response=response.body.decode(errors="replace").replace("\0", "\ufffd"),
            succeeded=response.status in _SUCCESSES,
            error=_kind_of_status(response.status),
        )
        return Outcome(attempt=ended, verdict=_verdict(response.status), at_least_s=self._asked(response))

    async def _post(self, url: str, request: Request) -> HttpResponse:
        return await self.http.request(
            "POST",
            url,
            headers=request.headers,
            body=request.body,
            timeout_s=self.config.timeout_s,
            max_bytes=_KEPT_BYTES,
        )

    def _asked(self, response: HttpResponse) -> float:
        """How long the receiver wants to be left alone."""
        asked = retry_after_s(response.headers.get("retry-after"), self.clock.now())
        return max(asked, self.config.slow_wait_s) if response.status == _TOO_MANY else asked

    def _since(self, began: float) -> int:
        return round((self.clock.monotonic() - began) * 1000)


def _verdict(status: int) -> Verdict:
    if status in _SUCCESSES:
        return Verdict.TAKEN
    return Verdict.GONE if status == _GONE else Verdict.AGAIN


def _kind_of_status(status: int) -> AttemptError | None:
    if status in _SUCCESSES:
        return None
    return AttemptError.REDIRECT if status in _REDIRECTS else AttemptError.STATUS


def _kind_of(error: HttpError) -> AttemptError:
    match error:
        case HttpTimeoutError():
            return AttemptError.TIMEOUT
        case HttpBlockedError():
            return AttemptError.BLOCKED
        case HttpUrlError():
            return AttemptError.URL
        case _:
            return AttemptError.CONNECTION
