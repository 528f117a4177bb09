"""Edits of messages, and reactions."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

__all__ = ["Migration"]


class Migration(migrations.Migration):
    dependencies = [("openwa", "0004_media")]  # noqa: RUF012 - generated

    initial = False

    operations = [  # noqa: RUF012 - generated
        ops.CreateModel(
            name="Reaction",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("session_id", fields.CharField(max_length=64)),
                ("message_id", fields.CharField(max_length=255)),
                ("sender", fields.CharField(max_length=128)),
                ("emoji", fields.TextField(unique=False)),
                ("wa_timestamp", fields.BigIntField()),
            ],
            options={
                "table": "reactions",
                "app": "openwa",
                "unique_together": (("session_id", "message_id", "sender"),),
                "pk_attr": "id",
                "table_description": "The latest reaction of a person to a message, empty when taken back.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Message",
            name="edited_at",
            field=fields.BigIntField(null=True),
        ),
    ]
