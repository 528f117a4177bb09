"""How records look to callers: one shape for REST, sockets, webhooks and the event log (decisions 12, 21)."""

from __future__ import annotations

from datetime import UTC, datetime

from openwa_hookspecs.errors import JsonValue
from openwa_hookspecs.models.ids import SessionId, is_group
from openwa_hookspecs.models.messages import Ack, Message

__all__ = ["ack_payload", "message_payload", "timestamp"]


def timestamp(moment: datetime) -> str:
    """ISO 8601, UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_payload(session_id: SessionId, message: Message) -> dict[str, JsonValue]:
    """A message of that session; members that say nothing of this one are left out."""
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
    payload |= _people(message)
    payload |= _content(session_id, message)
    if message.reactions:
        payload["reactions"] = [
            {"from": one.sender, "emoji": one.emoji, "waTimestamp": one.wa_timestamp}
            for one in message.reactions
        ]
    if message.is_forwarded:
        payload["isForwarded"] = True
    if message.is_edited:
        payload["isEdited"] = True
    if message.ack is not None:
        payload |= ack_payload(message.ack)
    return payload


def _people(message: Message) -> dict[str, JsonValue]:
    """Who wrote it, what it answers, whom it mentions."""
    writer = {"name": message.contact_name, "pushName": message.push_name}
    found: dict[str, JsonValue] = {
        "author": message.author,
        "contact": {name: value for name, value in writer.items() if value is not None} or None,
        "quotedMessageId": message.quoted_message_id,
        "mentionedIds": list(message.mentioned_ids) or None,
        "lid": message.lid,
    }
    return {name: value for name, value in found.items() if value is not None}


def _content(session_id: SessionId, message: Message) -> dict[str, JsonValue]:
    """What it carries besides its text."""
    found: dict[str, JsonValue] = {}
    if message.has_media:
        found["media"] = _media(session_id, message)
    if message.location is not None:
        place = message.location
        found["location"] = {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "description": place.description,
        }
    if message.contact_cards:
        found["contactCards"] = [{"name": card.name, "phone": card.phone} for card in message.contact_cards]
    if message.poll is not None:
        poll = message.poll
        found["poll"] = {
            "question": poll.question,
            "options": list(poll.options),
            "selectable": poll.selectable,
        }
    return found


def _media(session_id: SessionId, message: Message) -> dict[str, JsonValue]:
    """What is known of the file, and the path under which REST has it."""
    shown: dict[str, JsonValue] = {"url": f"/api/sessions/{session_id}/messages/{message.id}/media"}
    if (facts := message.media) is not None:
        known: dict[str, JsonValue] = {
            "mimetype": facts.mimetype,
            "filename": facts.filename,
            "size": facts.size,
            "duration": facts.duration_s,
            "state": facts.state.value,
        }
        shown |= {name: value for name, value in known.items() if value is not None}
    return shown


def ack_payload(ack: Ack) -> dict[str, JsonValue]:
    """An ack as number and name."""
    return {"ack": int(ack), "ackName": ack.name.lower()}
