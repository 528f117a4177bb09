"""The second baseline: the usual way. Quart, `jsonify`, Tortoise's `create()` and `save()`, a commit for
each, Hypercorn.

`performance.md` of the project measured this stack at 1.07 times the NestJS peer of the field; so a share of
it tells the share of the peer. Run as a process: `python -m benchmarks.support.naive_handler PORT DATABASE`.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import sys

from hypercorn.asyncio import serve
from hypercorn.config import Config
from pydantic import BaseModel
from quart import Quart, Response, jsonify, request
from tortoise import Tortoise, fields
from tortoise.models import Model
from tortoise.transactions import in_transaction

from benchmarks.support.gateway_process import KEY

__all__ = ["main"]


class Key(Model):
    id = fields.IntField(primary_key=True)
    digest = fields.CharField(max_length=64, db_index=True)


class Message(Model):
    key = fields.CharField(max_length=40, primary_key=True)
    chat = fields.CharField(max_length=64)
    body = fields.TextField()
    state = fields.CharField(max_length=12)
    at = fields.DatetimeField(auto_now_add=True)


class Event(Model):
    seq = fields.IntField(primary_key=True)
    type = fields.CharField(max_length=40)
    chat = fields.CharField(max_length=64)
    data = fields.JSONField[dict[str, str]]()


class Body(BaseModel):
    chatId: str  # noqa: N815 - the wire's name
    text: str


app = Quart(__name__)


@app.post("/api/sessions/<session>/messages/send-text")
async def send_text(session: str) -> Response:
    """Two committed steps a send."""
    digest = hashlib.sha256(request.headers["X-API-Key"].encode()).hexdigest()
    await Key.get(digest=digest)
    body = Body.model_validate(await request.get_json())
    name = f"3EB0{secrets.token_hex(9).upper()}"
    message = await Message.create(key=name, chat=body.chatId, body=body.text, state="sending")
    async with in_transaction():
        message.state = "sent"
        await message.save()
        await Event.create(type="message.sent", chat=body.chatId, data={"id": name, "body": body.text})
    return jsonify({"success": True, "data": {"messageId": f"true_{body.chatId}_{name}", "status": "sent"}})


async def _main(port: int, database: str) -> None:
    await Tortoise.init(
        db_url=f"sqlite://{database}?journal_mode=WAL&synchronous=FULL",
        modules={"models": [__name__]},
        _enable_global_fallback=True,
    )
    await Tortoise.generate_schemas()
    await Key.create(digest=hashlib.sha256(KEY.encode()).hexdigest())
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    await serve(app, config)


def main() -> None:
    """Serve until killed."""
    asyncio.run(_main(int(sys.argv[1]), sys.argv[2]))


if __name__ == "__main__":
    main()
