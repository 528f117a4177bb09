"""The files of messages: their state, and when they are fetched. Nothing was kept in the table before."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

__all__ = ["Migration"]


class Migration(migrations.Migration):
    dependencies = [("openwa", "0003_idempotency_targets")]  # noqa: RUF012 - generated

    initial = False

    operations = [  # noqa: RUF012 - generated
        ops.DeleteModel(name="Media"),
        ops.CreateModel(
            name="Media",
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
                ("target", fields.CharField(max_length=255)),
                ("message_id", fields.CharField(max_length=255)),
                ("chat_id", fields.CharField(max_length=128)),
                ("mimetype", fields.TextField(unique=False)),
                ("filename", fields.TextField(null=True, unique=False)),
                ("size", fields.BigIntField(null=True)),
                ("duration_s", fields.FloatField(null=True)),
                ("state", fields.CharField(max_length=16)),
                ("name", fields.CharField(null=True, max_length=128)),
                ("digest", fields.CharField(null=True, max_length=64)),
                ("error", fields.TextField(null=True, unique=False)),
                ("attempts", fields.IntField()),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "media",
                "app": "openwa",
                "unique_together": (("session", "target"),),
                "indexes": [Index(fields=["due_at"]), Index(fields=["name"])],
                "pk_attr": "id",
                "table_description": "The file of a message: where it is, and what became of fetching it.",
            },
            bases=["Model"],
        ),
    ]
