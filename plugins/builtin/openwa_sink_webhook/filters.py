"""Which events a webhook gets."""

from __future__ import annotations

from openwa_hookspecs.models.events import Event
from openwa_hookspecs.models.ids import is_group
from openwa_hookspecs.models.webhooks import Webhook
from openwa_sink_webhook.contents import members_of

__all__ = ["wants"]


def wants(webhook: Webhook, event: Event) -> bool:
    """Whether the event is for this webhook: nothing from before its time."""
    wanted = webhook.wanted
    if event.session_id != webhook.session_id or event.time < webhook.created_at:
        return False
    if wanted.types and event.type not in wanted.types:
        return False
    if wanted.chats and event.chat_id not in wanted.chats:
        return False
    if wanted.is_group is not None and (event.chat_id is None or is_group(event.chat_id) != wanted.is_group):
        return False
    return wanted.from_me is None or _from_me(event) is wanted.from_me


def _from_me(event: Event) -> bool | None:
    """Whether the message that the event is about is the account's own; None without a message."""
    message_id = members_of(event).get("messageId")
    if not isinstance(message_id, str):
        return None
    return message_id.startswith("true_")
