"""What an echo bot says to a message."""

from __future__ import annotations

from typing import Final, assert_never

from openwa_engine_simulator.network.frames import Cards, File, Notice, Place, Poll, Preview
from openwa_engine_simulator.network.messages import Message

__all__ = ["echo_of"]

_LONGEST: Final = 65_536


def echo_of(message: Message) -> str | None:
    """The answer; None to what asks for none."""
    match message.enclosed:
        case None | Preview():
            return f"You said: {message.body}"[:_LONGEST] if message.type == "chat" else None
        case File() as file:
            caption = f": {message.body}" if message.body else ""
            return f"You sent: {message.type} ({file.mimetype}, {file.size} bytes){caption}"
        case Place() as place:
            return f"You sent: location ({place.latitude}, {place.longitude}) {message.body}".rstrip()
        case Cards(cards=cards):
            return f"You sent: {message.type} ({', '.join(card.name for card in cards)})"
        case Poll(options=options):
            return f"You sent: poll {message.body} ({', '.join(options)})"
        case Notice():
            return None
        case _:
            assert_never(message.enclosed)
