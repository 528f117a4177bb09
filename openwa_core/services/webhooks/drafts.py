"""What a caller asks for, checked and sealed: a webhook that only lacks its session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from openwa_core.services.webhooks.headers import check_headers
from openwa_core.services.webhooks.secrets import check_secret, new_secret
from openwa_core.services.webhooks.targets import WebhookTargets
from openwa_core.vault import Vault
from openwa_hookspecs.context import Clock, SecretsError
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    FieldError,
    ServiceUnavailableError,
    ValidationFailedError,
)
from openwa_hookspecs.gateway import NewWebhook
from openwa_hookspecs.models.ids import SessionId, WebhookId
from openwa_hookspecs.models.webhooks import SealedSecret, Webhook
from openwa_hookspecs.sink import Sink, SupportsWebhooks

__all__ = ["WebhookDraft", "WebhookDrafts"]


@dataclass(frozen=True, kw_only=True)
class WebhookDraft:
    """All of a new webhook but its session."""

    new: NewWebhook
    secret: str | None = field(repr=False)
    """As the caller or the gateway chose it."""
    sealed_secret: str | None
    sealed_headers: str | None

    def of(self, webhook_id: WebhookId, session_id: SessionId, *, at: datetime) -> Webhook:
        """The row."""
        secrets = () if self.sealed_secret is None else (SealedSecret(sealed=self.sealed_secret),)
        return Webhook(
            id=webhook_id,
            session_id=session_id,
            url=self.new.url,
            created_at=at,
            wanted=self.new.wanted,
            secrets=secrets,
            header_names=tuple(self.new.headers),
            sealed_headers=self.sealed_headers,
        )


@dataclass(frozen=True, kw_only=True)
class WebhookDrafts:
    """Checks requests for webhooks and seals what must not lie in the database as it is."""

    sinks: Sequence[Sink]
    """Those that run; the first one that delivers webhooks does it."""
    targets: WebhookTargets
    vault: Vault
    clock: Clock
    limit: int
    """Webhooks that a session may have."""

    @property
    def sink(self) -> SupportsWebhooks | None:
        """The one that delivers."""
        return next((sink for sink in self.sinks if isinstance(sink, SupportsWebhooks)), None)

    def deliverer(self) -> SupportsWebhooks:
        """The same. Raises `CapabilityNotSupportedError` when there is none."""
        if (sink := self.sink) is None:
            raise CapabilityNotSupportedError("openwa-gateway", "webhooks")
        return sink

    async def checked(self, new: NewWebhook, *, within: str = "") -> WebhookDraft:
        """Raises as `WebhookApi.create` does, about the request; `within` stands before the paths."""
        if new.secret is not None and new.generate_secret:
            message = "cannot be given when one is to be generated"
            raise ValidationFailedError(FieldError(path=f"{within}secret", message=message))
        if new.secret is not None:
            check_secret(new.secret, path=f"{within}secret")
        check_headers(new.headers, path=f"{within}headers")
        await self.targets.check(new.url, path=f"{within}url")
        secret = new_secret(self.clock) if new.generate_secret else new.secret
        sealed_secret, sealed_headers = await self.seal([secret, _text(new.headers)])
        return WebhookDraft(
            new=new, secret=secret, sealed_secret=sealed_secret, sealed_headers=sealed_headers
        )

    async def seal_headers(self, headers: Mapping[str, str]) -> str | None:
        """Checked and sealed; None for none."""
        check_headers(headers, path="headers")
        return (await self.seal([_text(headers)]))[0]

    async def seal(self, texts: Sequence[str | None]) -> list[str | None]:
        """Encrypt what is there. Raises `ServiceUnavailableError` when the key cannot be used."""
        if not any(texts):
            return [None] * len(texts)
        try:
            return await asyncio.to_thread(self._sealed, texts)
        except (SecretsError, OSError) as error:
            raise ServiceUnavailableError(f"The webhook's secrets cannot be encrypted: {error}") from error

    def _sealed(self, texts: Iterable[str | None]) -> list[str | None]:
        return [None if text is None else self.vault.seal(text) for text in texts]


def _text(headers: Mapping[str, str]) -> str | None:
    return json.dumps(dict(headers)) if headers else None
