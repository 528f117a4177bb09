"""Notices of groups of which the events are written."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

__all__ = ["Migration"]


class Migration(migrations.Migration):
    dependencies = [("openwa", "0006_sinks_and_webhooks")]  # noqa: RUF012 - generated

    initial = False

    operations = [  # noqa: RUF012 - generated
        ops.CreateModel(
            name="Notice",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("session_id", fields.CharField(max_length=64)),
                ("notice_id", fields.CharField(max_length=255)),
            ],
            options={
                "table": "notices",
                "app": "openwa",
                "unique_together": (("session_id", "notice_id"),),
                "pk_attr": "id",
                "table_description": "A notice of a group, of which the events are written.",
            },
            bases=["Model"],
        ),
    ]
