"""Sinks and webhooks: tables of 0001 and 0002 that nothing has ever written, made anew."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index, PartialIndex
from tortoise.migrations import operations as ops

from openwa_storage_tortoise.models.indexes import UnderWayIndex

__all__ = ["Migration"]


class Migration(migrations.Migration):
    dependencies = [("openwa", "0005_amendments")]  # noqa: RUF012 - generated

    initial = False

    operations = [  # noqa: RUF012 - generated
        ops.DeleteModel(name="DeliveryAttempt"),
        ops.DeleteModel(name="Delivery"),
        ops.DeleteModel(name="Webhook"),
        ops.DeleteModel(name="SinkCursor"),
        ops.DeleteModel(name="DeadLetter"),
        ops.CreateModel(
            name="DeadLetter",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("sink", fields.CharField(max_length=64)),
                ("seq", fields.BigIntField()),
                ("event_id", fields.CharField(max_length=64)),
                ("session_id", fields.CharField(max_length=64)),
                ("chat_id", fields.CharField(null=True, max_length=128)),
                ("type", fields.CharField(max_length=64)),
                ("time", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("data", fields.TextField(unique=False)),
                ("error", fields.TextField(unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "dead_letters",
                "app": "openwa",
                "unique_together": (("sink", "seq"),),
                "pk_attr": "id",
                "table_description": "An event that a sink refused, whole: it outlives its line in the log.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SinkCursor",
            fields=[
                ("sink", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("seq", fields.BigIntField()),
                ("moved_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sink_cursors",
                "app": "openwa",
                "pk_attr": "sink",
                "table_description": "How far a durable sink has come.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Webhook",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "session",
                    fields.ForeignKeyField(
                        "openwa.Session",
                        source_field="session_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("url", fields.CharField(max_length=2048)),
                ("types", fields.TextField(null=True, unique=False)),
                ("chats", fields.TextField(null=True, unique=False)),
                ("is_group", fields.BooleanField(null=True)),
                ("from_me", fields.BooleanField(null=True)),
                ("secrets", fields.TextField(null=True, unique=False)),
                ("header_names", fields.TextField(null=True, unique=False)),
                ("headers", fields.TextField(null=True, unique=False)),
                ("active", fields.BooleanField()),
                ("failing_since", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_success_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("disabled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("disabled_reason", fields.CharField(null=True, max_length=16)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "webhooks",
                "app": "openwa",
                "unique_together": (("session", "url"),),
                "pk_attr": "id",
                "table_description": "An endpoint of a session. Secrets and headers are encrypted.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "webhook",
                    fields.ForeignKeyField(
                        "openwa.Webhook",
                        source_field="webhook_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("seq", fields.BigIntField()),
                ("state", fields.CharField(max_length=16)),
                ("attempts", fields.IntField()),
                ("step", fields.IntField()),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("attempt_id", fields.CharField(null=True, max_length=64)),
                ("attempt_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "deliveries",
                "app": "openwa",
                "unique_together": (("webhook", "seq"),),
                "indexes": [
                    Index(fields=["seq"]),
                    PartialIndex(fields=["webhook_id", "seq"], condition={"state": "fresh"}),
                    PartialIndex(fields=["webhook_id", "due_at", "seq"], condition={"state": "pending"}),
                    UnderWayIndex(fields=["webhook_id"]),
                ],
                "pk_attr": "id",
                "table_description": "One event on its way to one webhook: a row for each pair, ever.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "webhook",
                    fields.ForeignKeyField(
                        "openwa.Webhook",
                        source_field="webhook_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("seq", fields.BigIntField(null=True)),
                ("event_id", fields.CharField(null=True, max_length=64)),
                ("event", fields.CharField(max_length=64)),
                ("number", fields.IntField()),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("duration_ms", fields.IntField(null=True)),
                ("status", fields.IntField(null=True)),
                ("error", fields.CharField(null=True, max_length=16)),
                ("response", fields.TextField(null=True, unique=False)),
                ("succeeded", fields.BooleanField()),
            ],
            options={
                "table": "delivery_attempts",
                "app": "openwa",
                "indexes": [Index(fields=["webhook_id", "started_at"]), Index(fields=["seq"])],
                "pk_attr": "id",
                "table_description": "What came of one request. A test's belongs to no event.",
            },
            bases=["Model"],
        ),
    ]
