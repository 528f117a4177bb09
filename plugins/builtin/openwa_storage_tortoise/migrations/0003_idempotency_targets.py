"""What a repeated request with an Idempotency-Key has made."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

__all__ = ["Migration"]


class Migration(migrations.Migration):
    dependencies = [("openwa", "0002_webhooks_and_batches")]  # noqa: RUF012 - generated

    initial = False

    operations = [  # noqa: RUF012 - generated
        ops.AddField(
            model_name="IdempotentRequest",
            name="target",
            field=fields.CharField(null=True, max_length=255),
        ),
    ]
