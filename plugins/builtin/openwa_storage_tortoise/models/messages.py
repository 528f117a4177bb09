"""The tables of messages: those of both directions, and what is known of their files."""

from __future__ import annotations

from collections.abc import Sequence

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from openwa_storage_tortoise.models.sessions import Session

__all__ = ["Media", "Message", "Notice", "Reaction", "UnsettledIndex"]


class UnsettledIndex(Index):
    """An index of the rows that are not settled yet: a handful, whatever the size of the table."""

    def __init__(self, *, fields: Sequence[str], name: str | None = None) -> None:
        super().__init__(fields=tuple(fields), name=name)
        self.extra = " WHERE state IN ('accepted', 'sending')"


class Message(Model):
    """A message, and for one of ours its place in the send queue of record.

    No foreign key: every insert is guarded by the session's epoch, and the check would cost a look-up a row.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    """The order of arrival."""
    session_id = fields.CharField(max_length=64)
    key = fields.CharField(max_length=255, null=True)
    """The sender's part of the id; own messages only."""
    message_id = fields.CharField(max_length=255)
    chat_id = fields.CharField(max_length=128)
    from_me = fields.BooleanField()
    sender = fields.CharField(max_length=128)
    recipient = fields.CharField(max_length=128)
    author = fields.CharField(max_length=128, null=True)
    lid = fields.CharField(max_length=128, null=True)
    push_name = fields.TextField(null=True)
    type = fields.CharField(max_length=32)
    body = fields.TextField()
    content = fields.TextField(null=True)
    """What a kind carries beyond its text, JSON."""
    has_media = fields.BooleanField()
    quoted_message_id = fields.CharField(max_length=255, null=True)
    mentioned_ids = fields.TextField(null=True)
    """A JSON list; null when empty."""
    wa_timestamp = fields.BigIntField(null=True)
    edited_at = fields.BigIntField(null=True)
    """Epoch seconds of the last edit."""
    ack = fields.SmallIntField(null=True)
    state = fields.CharField(max_length=16)
    epoch = fields.BigIntField(null=True)
    """Under which the row was last claimed; null for a message that did not go through our queue."""
    attempts = fields.IntField()
    error_code = fields.CharField(max_length=64, null=True)
    error_message = fields.TextField(null=True)
    created_at = fields.DatetimeField(null=True)

    class Meta:
        table = "messages"
        unique_together = (("session_id", "message_id"), ("session_id", "key"))
        indexes = (
            Index(fields=("session_id", "chat_id", "wa_timestamp", "id")),
            UnsettledIndex(fields=("session_id", "id")),
        )


class Reaction(Model):
    """The latest reaction of a person to a message, empty when taken back."""

    id = fields.BigIntField(primary_key=True, generated=True)
    session_id = fields.CharField(max_length=64)
    message_id = fields.CharField(max_length=255)
    sender = fields.CharField(max_length=128)
    emoji = fields.TextField()
    wa_timestamp = fields.BigIntField()

    class Meta:
        table = "reactions"
        unique_together = (("session_id", "message_id", "sender"),)


class Notice(Model):
    """A notice of a group, of which the events are written."""

    id = fields.BigIntField(primary_key=True, generated=True)
    session_id = fields.CharField(max_length=64)
    notice_id = fields.CharField(max_length=255)

    class Meta:
        table = "notices"
        unique_together = (("session_id", "notice_id"),)


class Media(Model):
    """The file of a message: where it is, and what became of fetching it."""

    id = fields.BigIntField(primary_key=True, generated=True)
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "openwa.Session", on_delete=fields.CASCADE, related_name=False
    )
    target = fields.CharField(max_length=255)
    """What the message is known by: an own one by its key, another by its id."""
    message_id = fields.CharField(max_length=255)
    chat_id = fields.CharField(max_length=128)
    mimetype = fields.TextField()
    filename = fields.TextField(null=True)
    size = fields.BigIntField(null=True)
    duration_s = fields.FloatField(null=True)
    state = fields.CharField(max_length=16)
    name = fields.CharField(max_length=128, null=True)
    """In the media store; several messages may share a file."""
    digest = fields.CharField(max_length=64, null=True)
    error = fields.TextField(null=True)
    attempts = fields.IntField()
    due_at = fields.DatetimeField(null=True)

    class Meta:
        table = "media"
        unique_together = (("session", "target"),)
        indexes = (Index(fields=("due_at",)), Index(fields=("name",)))
