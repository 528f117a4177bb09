"""Webhooks with their deliveries, and bulk sending."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

__all__ = ["Migration"]


class Migration(migrations.Migration):
    dependencies = [("openwa", "0001_initial")]  # noqa: RUF012 - generated

    initial = False

    operations = [  # noqa: RUF012 - generated
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
                ("total", fields.IntField()),
                ("sent", fields.IntField()),
                ("failed", fields.IntField()),
                ("cancelled", fields.IntField()),
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
                ("type", fields.CharField(max_length=32)),
                ("content", fields.TextField(unique=False)),
                ("variables", fields.TextField(null=True, unique=False)),
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
                ("events", fields.TextField(unique=False)),
                ("headers", fields.TextField(null=True, unique=False)),
                ("secret", fields.TextField(null=True, unique=False)),
                ("previous_secret", fields.TextField(null=True, unique=False)),
                ("previous_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("active", fields.BooleanField()),
                ("failing_since", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("disabled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("disabled_reason", fields.TextField(null=True, unique=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
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
                ("chat_id", fields.CharField(null=True, max_length=128)),
                ("idempotency_key", fields.CharField(max_length=512)),
                ("state", fields.CharField(max_length=16)),
                ("attempts", fields.IntField()),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("settled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "deliveries",
                "app": "openwa",
                "unique_together": (("webhook", "seq"),),
                "indexes": [Index(fields=["due_at", "id"])],
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
                    "delivery",
                    fields.ForeignKeyField(
                        "openwa.Delivery",
                        source_field="delivery_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.IntField()),
                ("started_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("duration_ms", fields.IntField()),
                ("status", fields.IntField(null=True)),
                ("error", fields.CharField(null=True, max_length=64)),
                ("response", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "delivery_attempts",
                "app": "openwa",
                "unique_together": (("delivery", "number"),),
                "pk_attr": "id",
                "table_description": "What came of one request.",
            },
            bases=["Model"],
        ),
    ]
