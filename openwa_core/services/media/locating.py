"""Where a message's file lies now: known to nobody but the store, and only told to an engine."""

from __future__ import annotations

from dataclasses import replace

from openwa_hookspecs.errors import SendFailedError
from openwa_hookspecs.media import MediaStore
from openwa_hookspecs.models.content import Attachment
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["located"]


async def located(message: OutboundMessage, store: MediaStore) -> OutboundMessage:
    """The message with the path of its file. Raises `SendFailedError` when the store does not have it."""
    content = message.content
    if not isinstance(content, Attachment):
        return message
    try:
        path = await store.open(content.file.name)
    except OSError as error:
        raise SendFailedError("The file of the message is not in the media store any more") from error
    return replace(message, content=replace(content, source=replace(content.file, path=path)))
