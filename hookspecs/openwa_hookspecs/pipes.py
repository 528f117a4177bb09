"""Pipe hooks: a value goes in, a changed value or None (no opinion) comes out. In the order of the YAML, one
after the other, each with what the one before it returned, under a time limit, outside any transaction.

What a hook may raise it says itself. Any other exception, and a value of another type, is logged with the
plugin's name, and the value goes on unchanged."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.markers import hookspec
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["HOOK_TIMEOUT_S", "DropEvent", "before_publish", "before_send"]

HOOK_TIMEOUT_S: Final = 5.0
"""How long core waits for one plugin in one pipe hook."""


class DropEvent(Exception):  # noqa: N818 - it is an instruction, not an error
    """Raised in `before_publish`: the event is not written to the log. The change of state that caused it
    stays."""


@hookspec(firstresult=False)
async def before_send(session_id: SessionId, message: OutboundMessage) -> OutboundMessage | None:
    """Look at or change (`replace(message, …)`) a message before it enters the session's queue. A
    `GatewayError` refuses it, and the caller gets the error."""


@hookspec(firstresult=False)
async def before_publish(event: Event) -> Event | None:
    """Look at, change or drop (`raise DropEvent`) an event before it is written. `id`, `type` and
    `session_id` stay as they are. What the event tells of has happened: there is nothing to refuse."""
