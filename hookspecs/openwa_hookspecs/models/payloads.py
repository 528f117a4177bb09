"""How records look to callers: one shape for REST, sockets, webhooks and the event log (decisions 12, 21)."""

from __future__ import annotations

from datetime import UTC, datetime

from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.ids import is_group
from openwa_hookspecs.models.messages import Ack, Message

__all__ = ["ack_payload", "message_payload", "timestamp"]


def timestamp(moment: datetime) -> str:
    """ISO 8601, UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_payload(message: Message) -> dict[str, JsonValue]:
    """A message; members that say nothing of this one are left out."""
    payload: dict[str, JsonValue] = {
        "id": message.id,
        "messageId": message.id,
        "chatId": message.chat_id,
        "from": message.sender,
        "to": message.recipient,
        "body": message.body,
        "type": message.type,
        "fromMe": message.from_me,
        "isGroup": is_group(message.chat_id),
        "hasMedia": message.has_media,
        "waTimestamp": message.wa_timestamp,
        "timestamp": timestamp(datetime.fromtimestamp(message.wa_timestamp, UTC)),
    }
    if message.author is not None:
        payload["author"] = message.author
    if message.push_name is not None:
        payload["contact"] = {"pushName": message.push_name}
    if message.quoted_message_id is not None:
        payload["quotedMessageId"] = message.quoted_message_id
    if message.mentioned_ids:
        payload["mentionedIds"] = list(message.mentioned_ids)
    if message.lid is not None:
        payload["lid"] = message.lid
    if message.ack is not None:
        payload |= ack_payload(message.ack)
    return payload


def ack_payload(ack: Ack) -> dict[str, JsonValue]:
    """An ack as number and name."""
    return {"ack": int(ack), "ackName": ack.name.lower()}
