"""The hot statements: what happens to a row of `messages`, for any number of rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from openwa_hookspecs.models.content import text_of, type_of
from openwa_hookspecs.models.ids import MessageId, MessageKey, SessionId, key_of
from openwa_hookspecs.models.messages import Ack, Message, MessageState, OutgoingRow
from openwa_hookspecs.models.sent import parts_of
from openwa_hookspecs.storage import SendEnd
from openwa_storage_tortoise.content_json import content_json, seen_json
from openwa_storage_tortoise.rows import texts
from openwa_storage_tortoise.statements import Statement

__all__ = [
    "ADD_OUTGOING",
    "CLAIM_OUTGOING",
    "END_OUTGOING",
    "RAISE_ACK",
    "RECORD",
    "ack_row",
    "end_row",
    "outgoing_row",
    "recorded_row",
]

_TARGET: Final = (("session_id", "text"), ("key", "text"))
_IS_TARGET: Final = "messages.session_id = u.session_id AND messages.key = u.key"
_IS_OPEN: Final = "messages.state IN ('accepted', 'sending')"

_ADDED: Final = (
    *_TARGET,
    ("message_id", "text"),
    ("chat_id", "text"),
    ("type", "text"),
    ("body", "text"),
    ("content", "text"),
    ("has_media", "boolean"),
    ("quoted_message_id", "text"),
    ("mentioned_ids", "text"),
    ("wa_timestamp", "bigint"),
    ("ack", "smallint"),
    ("state", "text"),
    ("epoch", "bigint"),
    ("attempts", "int"),
    ("error_code", "text"),
    ("error_message", "text"),
    ("created_at", "timestamptz"),
)
_RECORDED: Final = (
    *_TARGET,
    ("message_id", "text"),
    ("chat_id", "text"),
    ("from_me", "boolean"),
    ("sender", "text"),
    ("recipient", "text"),
    ("author", "text"),
    ("lid", "text"),
    ("push_name", "text"),
    ("type", "text"),
    ("body", "text"),
    ("content", "text"),
    ("has_media", "boolean"),
    ("quoted_message_id", "text"),
    ("mentioned_ids", "text"),
    ("wa_timestamp", "bigint"),
    ("ack", "smallint"),
    ("state", "text"),
)


def _insertion(columns: Sequence[tuple[str, str]], computed: Mapping[str, str]) -> str:
    """An insert that leaves alone what is there already."""
    names = ", ".join([*(name for name, _ in columns), *computed])
    values = ", ".join([*(f"u.{name}" for name, _ in columns), *computed.values()])
    return f"INSERT INTO messages ({names}) SELECT {values} FROM {{rows}} WHERE TRUE ON CONFLICT DO NOTHING"


_OWN_ID: Final = "(SELECT phone_number || '@c.us' FROM sessions WHERE id = u.session_id)"

ADD_OUTGOING: Final = Statement(
    table="messages",
    identity=("session_id", "key"),
    columns=_ADDED,
    sql=_insertion(
        _ADDED,
        {
            "from_me": "TRUE",
            "sender": f"COALESCE({_OWN_ID}, '')",
            "author": f"CASE WHEN u.chat_id LIKE '%@g.us' THEN {_OWN_ID} END",
            "recipient": "u.chat_id",
        },
    ),
)
"""The sender is the session's own account, as far as it is known by then."""

CLAIM_OUTGOING: Final = Statement(
    table="messages",
    identity=("session_id", "key"),
    columns=(*_TARGET, ("epoch", "bigint")),
    sql=(
        "UPDATE messages SET state = 'sending', epoch = u.epoch, attempts = messages.attempts + 1 "
        f"FROM {{rows}} WHERE {_IS_TARGET} AND {_IS_OPEN}"
    ),
)

END_OUTGOING: Final = Statement(
    table="messages",
    identity=("session_id", "key"),
    columns=(
        *_TARGET,
        ("state", "text"),
        ("message_id", "text"),
        ("wa_timestamp", "bigint"),
        ("ack", "smallint"),
        ("error_code", "text"),
        ("error_message", "text"),
    ),
    sql=(
        "UPDATE messages SET state = u.state, message_id = COALESCE(u.message_id, messages.message_id), "
        "wa_timestamp = COALESCE(u.wa_timestamp, messages.wa_timestamp), "
        "ack = CASE WHEN u.ack > COALESCE(messages.ack, -1) THEN u.ack ELSE messages.ack END, "
        "error_code = u.error_code, error_message = u.error_message "
        f"FROM {{rows}} WHERE {_IS_TARGET} "
        f"AND ({_IS_OPEN} OR (messages.state = 'unknown' AND u.state = 'sent'))"
    ),
)

RECORD: Final = Statement(
    table="messages",
    identity=("session_id", "message_id"),
    columns=_RECORDED,
    sql=_insertion(_RECORDED, {"attempts": "0"}),
)


RAISE_ACK: Final = Statement(
    table="messages",
    identity=("session_id", "key"),
    columns=(*_TARGET, ("ack", "smallint")),
    sql=(
        "UPDATE messages SET ack = u.ack "
        f"FROM {{rows}} WHERE {_IS_TARGET} AND COALESCE(messages.ack, -1) < u.ack"
    ),
)


def outgoing_row(row: OutgoingRow) -> tuple[object, ...]:
    """For `ADD_OUTGOING`."""
    return (
        row.session_id,
        row.key,
        row.message_id,
        row.message.chat_id,
        type_of(row.message.content),
        text_of(row.message.content),
        content_json(row.message.content),
        parts_of(row.message.content).has_media,
        row.message.quoted_message_id,
        texts(row.message.mentioned_ids),
        row.wa_timestamp,
        Ack.PENDING.value,
        row.state.value,
        row.epoch,
        row.attempts,
        row.error_code.value if row.error_code else None,
        row.error_message,
        row.created_at,
    )


def end_row(session_id: SessionId, key: MessageKey, end: SendEnd) -> tuple[object, ...]:
    """For `END_OUTGOING`."""
    sent = end.sent
    return (
        session_id,
        key,
        end.state.value,
        sent.message_id if sent else None,
        sent.wa_timestamp if sent else None,
        sent.ack.value if sent else None,
        end.error_code.value if end.error_code else None,
        end.error_message,
    )


def recorded_row(session_id: SessionId, message: Message) -> tuple[object, ...]:
    """For `RECORD`."""
    state = MessageState.SENT if message.from_me else MessageState.RECEIVED
    return (
        session_id,
        message.key if message.from_me else None,
        message.id,
        message.chat_id,
        message.from_me,
        message.sender,
        message.recipient,
        message.author,
        message.lid,
        message.push_name,
        message.type,
        message.body,
        seen_json(message),
        message.has_media,
        message.quoted_message_id,
        texts(message.mentioned_ids),
        message.wa_timestamp,
        None if message.ack is None else message.ack.value,
        state.value,
    )


def ack_row(session_id: SessionId, message_id: MessageId, ack: Ack) -> tuple[object, ...]:
    """For `RAISE_ACK`."""
    return (session_id, key_of(message_id), ack.value)
