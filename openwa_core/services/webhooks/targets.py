"""Where a webhook may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from openwa_hookspecs.errors import WebhookUnreachableError, WebhookUrlInvalidError
from openwa_hookspecs.http import HttpBlockedError, HttpClient, HttpError, HttpUrlError
from openwa_hookspecs.models.webhooks import WEBHOOK_URL

__all__ = ["WebhookTargets"]

_KNOCK_S: Final = 10.0


@dataclass(frozen=True)
class WebhookTargets:
    """Looks at URLs before they are stored. The guard of the outgoing client looks at each delivery again: a
    name may lead elsewhere by then."""

    http: HttpClient
    check_reachable: bool = True

    async def check(self, url: str, *, path: str) -> None:
        """`path` is the member's in the request. Raises `WebhookUrlInvalidError` for a text that is no URL
        and for a host that the gateway may not reach, `WebhookUnreachableError` when no answer comes from
        there; any answer will do."""
        if WEBHOOK_URL.fullmatch(url) is None:
            expected = "expected http:// or https:// and at most 2048 ASCII characters without spaces"
            raise WebhookUrlInvalidError(path, expected)
        if "#" in url:
            raise WebhookUrlInvalidError(path, "has a fragment (#), which is never sent")
        try:
            if self.check_reachable:
                await self.http.request("HEAD", url, timeout_s=_KNOCK_S, max_bytes=0)
            else:
                _parse(url)
        except (HttpUrlError, HttpBlockedError) as error:
            raise WebhookUrlInvalidError(path, str(error)) from error
        except HttpError as error:
            raise WebhookUnreachableError(path, str(error)) from error


def _parse(url: str) -> None:
    # yarl is not loaded before somebody has a webhook.
    from openwa_core.outgoing.targets import parse_target  # noqa: PLC0415

    parse_target(url)
