"""The events that the gateway writes, each made from the fact that causes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from openwa_core.events.batch_payloads import batch_payload, item_payload
from openwa_core.events.group_payloads import group_payloads, kind_of
from openwa_hookspecs.canonical_json import js_text
from openwa_hookspecs.context import Clock
from openwa_hookspecs.errors import ErrorCode, JsonValue
from openwa_hookspecs.models.batches import Batch, BatchItem, ItemEnd
from openwa_hookspecs.models.events import (
    Event,
    EventType,
    MessageEdited,
    MessageRevoked,
    ReactionSeen,
)
from openwa_hookspecs.models.groups import GroupNotice
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import Ack, Message
from openwa_hookspecs.models.payloads import ack_payload, message_payload, timestamp
from openwa_hookspecs.models.sessions import SessionRecord, StatusReason
from openwa_hookspecs.new_ids import new_event_id

__all__ = ["EventMaker"]


@dataclass(frozen=True, kw_only=True)
class EventMaker:
    """Makes events; the storage gives them their place in the log."""

    clock: Clock

    def message_received(self, session_id: SessionId, message: Message) -> Event:
        """Someone wrote to the account."""
        return self._message(EventType.MESSAGE_RECEIVED, session_id, message)

    def message_sent(self, session_id: SessionId, message: Message) -> Event:
        """The account wrote: through the gateway or on the phone."""
        return self._message(EventType.MESSAGE_SENT, session_id, message)

    def message_failed(
        self,
        session_id: SessionId,
        chat_id: ChatId,
        message_id: MessageId,
        *,
        code: ErrorCode,
        details: Mapping[str, JsonValue],
    ) -> Event:
        """A message of ours was not sent; `details.outcome` is `unknown` when that cannot be told."""
        data: dict[str, JsonValue] = {
            "messageId": message_id,
            "chatId": chat_id,
            "error": {"code": code.value, "details": dict(details)},
        }
        return self._event(EventType.MESSAGE_FAILED, session_id, chat_id, data)

    def message_ack(self, session_id: SessionId, chat_id: ChatId, message_id: MessageId, ack: Ack) -> Event:
        """A message of ours has come further."""
        data = {"messageId": message_id, "chatId": chat_id, **ack_payload(ack)}
        return self._event(EventType.MESSAGE_ACK, session_id, chat_id, data)

    def message_edited(self, session_id: SessionId, fact: MessageEdited) -> Event:
        """A message has another text."""
        data = _of_message(fact) | {"body": fact.body}
        return self._event(EventType.MESSAGE_EDITED, session_id, fact.chat_id, data)

    def message_revoked(self, session_id: SessionId, fact: MessageRevoked) -> Event:
        """A message was deleted for everyone."""
        return self._event(EventType.MESSAGE_REVOKED, session_id, fact.chat_id, _of_message(fact))

    def message_reaction(self, session_id: SessionId, fact: ReactionSeen) -> Event:
        """Somebody reacted to a message; an empty `emoji` takes it back."""
        data = _of_message(fact) | {"from": fact.sender, "emoji": fact.emoji}
        return self._event(EventType.MESSAGE_REACTION, session_id, fact.chat_id, data)

    def group_changed(
        self, session_id: SessionId, notice: GroupNotice, lid_of: Callable[[ChatId], ChatId | None]
    ) -> Sequence[Event]:
        """Something happened to a group: one event for each member that it happened to."""
        kind = kind_of(notice.action)
        payloads = group_payloads(notice, lid_of)
        return [self._event(kind, session_id, notice.group_id, data) for data in payloads]

    def batch_progress(self, batch: Batch, item: BatchItem, end: ItemEnd) -> Event:
        """A message of a batch has come to its end, which `batch.progress` counts already."""
        data = batch_payload(batch) | {"item": item_payload(item, end)}
        return self._event(EventType.BATCH_PROGRESS, batch.session_id, None, data)

    def batch_completed(self, batch: Batch) -> Event:
        """A batch has ended, however that came."""
        return self._event(EventType.BATCH_COMPLETED, batch.session_id, None, batch_payload(batch))

    def session_status(self, session: SessionRecord) -> Event:
        """The session is in another status."""
        return self._event(EventType.SESSION_STATUS, session.id, None, _status_payload(session))

    def session_qr(self, session_id: SessionId, code: str, image: str) -> Event:
        """A new code to scan."""
        return self._event(EventType.SESSION_QR, session_id, None, {"code": code, "image": image})

    def session_authenticated(self, session: SessionRecord) -> Event:
        """The account was linked just now."""
        data: dict[str, JsonValue] = {"phoneNumber": session.phone_number, "pushName": session.push_name}
        return self._event(EventType.SESSION_AUTHENTICATED, session.id, None, data)

    def session_disconnected(self, session_id: SessionId, reason: StatusReason | None) -> Event:
        """A session that was CONNECTED is no more."""
        return self._event(
            EventType.SESSION_DISCONNECTED, session_id, None, {"reason": reason.value if reason else None}
        )

    def _message(self, kind: EventType, session_id: SessionId, message: Message) -> Event:
        return self._event(kind, session_id, message.chat_id, message_payload(session_id, message))

    def _event(
        self, kind: EventType, session_id: SessionId, chat_id: ChatId | None, data: Mapping[str, JsonValue]
    ) -> Event:
        return Event(
            id=new_event_id(self.clock),
            type=kind,
            session_id=session_id,
            chat_id=chat_id,
            time=self.clock.now(),
            data=js_text(data),
        )


def _of_message(fact: MessageEdited | MessageRevoked | ReactionSeen) -> dict[str, JsonValue]:
    return {
        "messageId": fact.message_id,
        "chatId": fact.chat_id,
        "waTimestamp": fact.wa_timestamp,
        "timestamp": timestamp(datetime.fromtimestamp(fact.wa_timestamp, UTC)),
    }


def _status_payload(session: SessionRecord) -> dict[str, JsonValue]:
    payload: dict[str, JsonValue] = {"status": session.status.api}
    if session.phone_number is not None:
        payload["phoneNumber"] = session.phone_number
    if session.reason is not None:
        payload["reason"] = {
            "code": session.reason.error_code.value,
            "message": session.detail or session.reason.value,
        }
    return payload
