"""Records to store, each told apart by what the test names."""

# ruff: noqa: ANN401 - `members` are any members of the record

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import Event, EventFilter, EventType
from openwa_hookspecs.models.idempotency import IdempotencyClaim, KeyedRequest
from openwa_hookspecs.models.ids import (
    ApiKeyId,
    ChatId,
    DeliveryId,
    EventId,
    MessageId,
    MessageKey,
    SessionId,
    WebhookId,
    own_message_id,
)
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, Role
from openwa_hookspecs.models.messages import (
    Ack,
    Message,
    MessageState,
    OutboundMessage,
    OutgoingRow,
    SentMessage,
)
from openwa_hookspecs.models.sessions import SessionRecord, SessionStatus
from openwa_hookspecs.models.webhooks import Webhook
from openwa_hookspecs.storage import SendEnd, Storage

__all__ = [
    "CHAT",
    "LEASE",
    "NOW",
    "OTHER_CHAT",
    "OWNER",
    "a_claim",
    "a_delivery_id",
    "a_key",
    "a_session",
    "a_webhook",
    "add_session",
    "an_event",
    "an_incoming",
    "an_outgoing",
    "an_own",
    "events_of",
    "sent",
]

NOW: Final = datetime(2026, 2, 3, 4, 5, 6, 789_012, tzinfo=UTC)
LEASE: Final = timedelta(seconds=30)
OWNER: Final = "node-a"
CHAT: Final = ChatId("628123456789@c.us")
OTHER_CHAT: Final = ChatId("628987654321@c.us")
_numbers = count(1)


def a_session(name: str = "shop", **members: Any) -> SessionRecord:
    """A session that nobody owns yet."""
    made = SessionRecord(
        id=SessionId(f"sess_{name}"),
        name=name,
        engine="simulator",
        status=SessionStatus.INITIALIZING,
        created_at=NOW,
    )
    return replace(made, **members)


async def add_session(storage: Storage, name: str = "shop", **members: Any) -> SessionRecord:
    """A stored session, claimed by `OWNER`: its epoch is 1."""
    record = a_session(name, **members)
    await storage.sessions.add(record, [])
    claimed = await storage.sessions.claim(record.id, owner=OWNER, now=NOW, lease_until=NOW + LEASE)
    assert claimed is not None
    return claimed


def an_event(session_id: SessionId, **members: Any) -> Event:
    """An event with an id of its own."""
    made = Event(
        id=EventId(f"evt_{next(_numbers):012}"),
        type=EventType.MESSAGE_SENT,
        session_id=session_id,
        time=NOW,
        data='{"b":1,"a":"ü"}',
        chat_id=CHAT,
    )
    return replace(made, **members)


def an_outgoing(session: SessionRecord, number: int = 1, **members: Any) -> OutgoingRow:
    """A text of ours in the queue, under the session's epoch."""
    key = MessageKey(f"3EB0{number:018X}")
    made = OutgoingRow(
        session_id=session.id,
        key=key,
        message=OutboundMessage(chat_id=CHAT, content=Text(text=f"hello {number}")),
        state=MessageState.ACCEPTED,
        created_at=NOW,
        epoch=session.epoch,
        message_id=own_message_id(CHAT, key),
    )
    return replace(made, **members)


def sent(row: OutgoingRow, *, wa_timestamp: int = 1_770_000_000, ack: Ack = Ack.SENT) -> SendEnd:
    """The end of a send that went well."""
    message = SentMessage(message_id=row.message_id, wa_timestamp=wa_timestamp, ack=ack)
    return SendEnd(state=MessageState.SENT, sent=message)


def an_incoming(number: int = 1, **members: Any) -> Message:
    """A text from the contact of `CHAT`."""
    made = Message(
        id=MessageId(f"false_{CHAT}_3A{number:018X}"),
        chat_id=CHAT,
        sender=CHAT,
        recipient=ChatId("628111111111@c.us"),
        from_me=False,
        type="chat",
        body=f"answer {number}",
        wa_timestamp=1_770_000_000 + number,
    )
    return replace(made, **members)


def an_own(number: int = 1, **members: Any) -> Message:
    """A text that was typed on the account's own phone."""
    made = Message(
        id=MessageId(f"true_{CHAT}_3C{number:018X}"),
        chat_id=CHAT,
        sender=ChatId("628111111111@c.us"),
        recipient=CHAT,
        from_me=True,
        type="chat",
        body=f"typed {number}",
        wa_timestamp=1_770_000_000 + number,
        ack=Ack.SENT,
    )
    return replace(made, **members)


def a_key(number: int = 1, **members: Any) -> ApiKeyRecord:
    """A key of an operator for all sessions."""
    made = ApiKeyRecord(
        id=ApiKeyId(f"key_{number}"),
        spec=ApiKeySpec(name=f"key {number}", role=Role.OPERATOR),
        prefix=f"owa_k1_{number}",
        digest=f"{number:064x}",
        created_at=NOW,
    )
    return replace(made, **members)


def a_webhook(session_id: SessionId, **members: Any) -> Webhook:
    """A webhook that wants all, with an id and a URL of its own."""
    number = next(_numbers)
    made = Webhook(
        id=WebhookId(f"wh_{number:06}"),
        session_id=session_id,
        url=f"https://receiver.example/{number}",
        created_at=NOW,
    )
    return replace(made, **members)


def a_delivery_id() -> DeliveryId:
    """An attempt's id of its own."""
    return DeliveryId(f"dlv_{next(_numbers):032x}")


def a_claim() -> IdempotencyClaim:
    """A claim of a request of its own."""
    request = KeyedRequest(route="POST /things", key=f"key-{next(_numbers)}", digest="0" * 64)
    return IdempotencyClaim(
        caller="key_1", request=request, created_at=NOW, expires_at=NOW + timedelta(hours=24)
    )


async def events_of(storage: Storage) -> list[str]:
    """The ids of all events in the log, in order."""
    return [event.id for event in await storage.events.read(after=0, wanted=EventFilter(), limit=1000)]
