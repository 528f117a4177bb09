"""Batches as they are sent: their items hold whole messages. Nobody has written to the tables before."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

__all__ = ["Migration"]


class Migration(migrations.Migration):
    dependencies = [("openwa", "0007_notices")]  # noqa: RUF012 - generated

    initial = False

    operations = [  # noqa: RUF012 - generated
        ops.DeleteModel("BatchItem"),
        ops.DeleteModel("Batch"),
        ops.CreateModel(
            name="Batch",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
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
                ("batch_id", fields.CharField(max_length=255)),
                ("state", fields.CharField(max_length=16)),
                ("delay_ms", fields.IntField()),
                ("randomize_delay", fields.BooleanField()),
                ("stop_on_error", fields.BooleanField()),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("completed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "batches",
                "app": "openwa",
                "unique_together": (("session", "batch_id"),),
                "indexes": [Index(fields=["due_at"])],
                "pk_attr": "id",
                "table_description": "Many messages in one request.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="BatchItem",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "batch",
                    fields.ForeignKeyField(
                        "openwa.Batch",
                        source_field="batch_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("chat_id", fields.CharField(max_length=128)),
                ("body", fields.TextField(unique=False)),
                ("content", fields.TextField(null=True, unique=False)),
                ("quoted_message_id", fields.CharField(null=True, max_length=255)),
                ("mentioned_ids", fields.TextField(null=True, unique=False)),
                ("file", fields.CharField(null=True, max_length=255)),
                ("state", fields.CharField(max_length=16)),
                ("key", fields.CharField(null=True, max_length=255)),
                ("message_id", fields.CharField(null=True, max_length=255)),
                ("error_code", fields.CharField(null=True, max_length=64)),
                ("error_message", fields.TextField(null=True, unique=False)),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "batch_items",
                "app": "openwa",
                "unique_together": (("batch", "position"),),
                "pk_attr": "id",
                "table_description": "One message of a batch.",
            },
            bases=["Model"],
        ),
    ]
