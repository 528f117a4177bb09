"""Notify hooks: told what happened. They cannot hurt the caller: each runs under a time limit, from a queue
of its plugin; failures are logged with the plugin's name. In the order of the YAML."""

from __future__ import annotations

from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.markers import hookspec
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import OutboundMessage, SentMessage
from openwa_hookspecs.models.sessions import SessionRecord

__all__ = ["after_send", "gateway_started", "gateway_stopping", "on_event", "send_failed", "session_changed"]


@hookspec
async def after_send(session_id: SessionId, message: OutboundMessage, sent: SentMessage) -> None:
    """A message of ours was sent."""


@hookspec
async def send_failed(session_id: SessionId, message: OutboundMessage, error: GatewayError) -> None:
    """A message of ours was not sent, or its outcome is unknown."""


@hookspec
async def on_event(event: Event) -> None:
    """An event was committed. May be missed when the plugin is slower than the events: a sink never misses
    one."""


@hookspec
async def session_changed(session: SessionRecord) -> None:
    """A session's status or account changed."""


@hookspec
async def gateway_started() -> None:
    """All services run and requests are served."""


@hookspec
async def gateway_stopping() -> None:
    """The gateway drains; services still run."""
