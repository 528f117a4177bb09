"""What happens to a message after it was stored: another text, its end, reactions; and notices."""

from __future__ import annotations

from typing import Final

from openwa_hookspecs.models.events import MessageEdited, ReactionSeen
from openwa_hookspecs.models.ids import MessageId, SessionId, key_of
from openwa_storage_tortoise.statements import Statement, Steps, fetch

__all__ = [
    "MANY_NOTICES",
    "NOTE_NOTICE",
    "REACT",
    "REACTION_COLUMNS",
    "edit_row",
    "edit_statement",
    "forget_steps",
    "reaction_row",
    "revoke_row",
    "revoke_statement",
]

_BY_KEY: Final = (("session_id", "text"), ("key", "text"))
_BY_ID: Final = (("session_id", "text"), ("message_id", "text"))

REACTION_COLUMNS: Final = "message_id, sender, emoji, wa_timestamp"


def _edit(target: tuple[tuple[str, str], ...]) -> Statement:
    return Statement(
        table="messages",
        identity=tuple(name for name, _ in target),
        columns=(*target, ("body", "text"), ("edited_at", "bigint")),
        sql=(
            "UPDATE messages SET body = u.body, edited_at = u.edited_at "
            f"FROM {{rows}} WHERE {_is_target(target)} AND messages.type <> 'revoked' "
            "AND COALESCE(messages.edited_at, 0) <= u.edited_at AND messages.body <> u.body"
        ),
    )


def _revoke(target: tuple[tuple[str, str], ...]) -> Statement:
    return Statement(
        table="messages",
        identity=tuple(name for name, _ in target),
        columns=target,
        sql=(
            "UPDATE messages SET type = 'revoked', body = '', content = NULL, has_media = FALSE, "
            "quoted_message_id = NULL, mentioned_ids = NULL, edited_at = NULL "
            f"FROM {{rows}} WHERE {_is_target(target)} AND messages.type <> 'revoked'"
        ),
    )


def _is_target(target: tuple[tuple[str, str], ...]) -> str:
    return " AND ".join(f"messages.{name} = u.{name}" for name, _ in target)


_EDIT_OWN: Final = _edit(_BY_KEY)
_EDIT: Final = _edit(_BY_ID)
_REVOKE_OWN: Final = _revoke(_BY_KEY)
_REVOKE: Final = _revoke(_BY_ID)

REACT: Final = Statement(
    table="reactions",
    identity=("session_id", "message_id", "sender"),
    columns=(*_BY_ID, ("sender", "text"), ("emoji", "text"), ("wa_timestamp", "bigint")),
    sql=(
        "INSERT INTO reactions (session_id, message_id, sender, emoji, wa_timestamp) "
        "SELECT u.session_id, u.message_id, u.sender, u.emoji, u.wa_timestamp FROM {rows} "
        "WHERE u.emoji <> '' OR EXISTS (SELECT 1 FROM reactions r WHERE r.session_id = u.session_id "
        "AND r.message_id = u.message_id AND r.sender = u.sender) "
        "ON CONFLICT (session_id, message_id, sender) "
        "DO UPDATE SET emoji = excluded.emoji, wa_timestamp = excluded.wa_timestamp "
        "WHERE reactions.wa_timestamp <= excluded.wa_timestamp AND reactions.emoji <> excluded.emoji"
    ),
)

NOTE_NOTICE: Final = Statement(
    table="notices",
    identity=("session_id", "notice_id"),
    columns=(("session_id", "text"), ("notice_id", "text")),
    sql=(
        "INSERT INTO notices (session_id, notice_id) SELECT u.session_id, u.notice_id FROM {rows} "
        "WHERE TRUE ON CONFLICT DO NOTHING"
    ),
)
MANY_NOTICES: Final = "SELECT session_id FROM notices GROUP BY session_id HAVING COUNT(*) > $1"
_FORGET_NOTICES: Final = (
    "DELETE FROM notices WHERE session_id = $1 AND id <= "
    "(SELECT id FROM notices WHERE session_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2) RETURNING id"
)


def forget_steps(session_id: SessionId, keep: int) -> Steps[int]:
    """See `MessageRepository.forget_notices`, of one session."""
    return len((yield from fetch(_FORGET_NOTICES, session_id, keep)))


def edit_statement(message_id: MessageId) -> Statement:
    """Own messages are found by their key: their chat may have another id by now."""
    return _EDIT_OWN if _is_own(message_id) else _EDIT


def revoke_statement(message_id: MessageId) -> Statement:
    """As `edit_statement`."""
    return _REVOKE_OWN if _is_own(message_id) else _REVOKE


def edit_row(session_id: SessionId, edit: MessageEdited) -> tuple[object, ...]:
    """For `edit_statement`."""
    return (session_id, _name(edit.message_id), edit.body, edit.wa_timestamp)


def revoke_row(session_id: SessionId, message_id: MessageId) -> tuple[object, ...]:
    """For `revoke_statement`."""
    return (session_id, _name(message_id))


def reaction_row(session_id: SessionId, reaction: ReactionSeen) -> tuple[object, ...]:
    """For `REACT`."""
    return (
        session_id,
        reaction.message_id,
        reaction.sender,
        reaction.emoji,
        reaction.wa_timestamp,
    )


def _is_own(message_id: MessageId) -> bool:
    return message_id.startswith("true_")


def _name(message_id: MessageId) -> str:
    return key_of(message_id) if _is_own(message_id) else message_id
