"""Where a message's file lies now: known to nobody but the store, and only told to an engine."""

from __future__ import annotations

from dataclasses import replace

from openwa_hookspecs.errors import SendFailedError, ServiceUnavailableError
from openwa_hookspecs.media import MediaStore
from openwa_hookspecs.models.content import Attachment
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["located"]


async def located(message: OutboundMessage, store: MediaStore) -> OutboundMessage:
    """The message with the path of its file. Raises `SendFailedError` when the store does not have it, and
    `ServiceUnavailableError` when it cannot be asked now."""
    content = message.content
    if not isinstance(content, Attachment):
        return message
    try:
        path = await store.open(content.file.name)
    except FileNotFoundError as error:
        raise SendFailedError("The file of the message is not in the media store any more") from error
    except OSError as error:
        raise ServiceUnavailableError("The media store cannot be read now") from error
    return replace(message, content=replace(content, source=replace(content.file, path=path)))
