"""Which ability of an engine a message needs."""

from __future__ import annotations

from typing import assert_never

from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    Location,
    Poll,
    Text,
)

__all__ = ["capability_of"]


def capability_of(content: Content) -> Capability:
    """What the engine must be able to do to send it."""
    match content:
        case Text():
            return Capability.SEND_TEXT
        case Attachment():
            return Capability.SEND_MEDIA
        case Location():
            return Capability.SEND_LOCATION
        case ContactCard():
            return Capability.SEND_CONTACT
        case Poll():
            return Capability.SEND_POLL
        case Forward():
            return Capability.FORWARD
        case _:
            assert_never(content)
