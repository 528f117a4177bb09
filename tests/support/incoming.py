"""Incoming messages with files, and what tests ask about them."""

from __future__ import annotations

import hashlib
from typing import Any

from openwa_core.services.settings import ServiceSettings
from openwa_core.testing.contracts.storage.samples import an_incoming
from openwa_hookspecs.models.ids import MessageId, SessionId
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.media import MediaRow
from openwa_hookspecs.models.messages import MediaFacts, MediaState, Message
from tests.support.core_world import ADMIN, CoreWorld
from tests.support.media_samples import png_of
from tests.support.waiting import until

__all__ = ["FACTS", "PNG", "SMALL", "media", "picture", "row_of", "until_state"]

PNG = png_of(20, 10)
FACTS = MediaFacts(mimetype="image/jpeg", filename="IMG.jpg", size=5)
SMALL = ServiceSettings(media_max_bytes=1000, media_timeout_s=1.0)


def picture(world: CoreWorld, number: int = 1, **members: Any) -> Message:  # noqa: ANN401 - any members
    """An incoming picture of just now."""
    now = int(world.core.clock.now().timestamp())
    members = {"type": "image", "has_media": True, "media": FACTS, "wa_timestamp": now + number, **members}
    return an_incoming(number, **members)


async def row_of(world: CoreWorld, session: SessionId, message: Message) -> MediaRow:
    """What the store knows of its file."""
    row = await world.core.storage.media.get(session, message.id)
    assert row is not None
    return row


async def until_state(world: CoreWorld, session: SessionId, message: Message, state: MediaState) -> MediaRow:
    """Wait until its file is in that state."""

    async def reached() -> bool:
        return (await row_of(world, session, message)).facts.state is state

    await until(reached)
    return await row_of(world, session, message)


async def media(
    world: CoreWorld, session: SessionId, message_id: MessageId, caller: Principal = ADMIN
) -> bytes:
    """The whole file, as a caller gets it."""
    file = await world.core.facade.messages.media(caller, session, message_id)
    assert file.size == file.path.stat().st_size
    content = file.path.read_bytes()
    assert file.digest == hashlib.sha256(content).hexdigest()
    return content
