"""A message that somebody else wrote: it may hold what no database takes."""

from __future__ import annotations

from dataclasses import replace

from openwa_core.services.storable_text import storable
from openwa_hookspecs.models.content import ContactCard, Location, Poll
from openwa_hookspecs.models.messages import MediaFacts, Message

__all__ = ["storable_message"]


def storable_message(message: Message) -> Message:
    """The same with U+FFFD in place of U+0000 and of lone surrogates."""
    plain = (message.body, message.push_name or "", message.contact_name or "")
    rich = (message.media, message.location, message.contact_cards, message.poll)
    if not any(rich) and "\0" not in (joined := "".join(plain)) and joined.isascii():
        return message
    return replace(
        message,
        body=storable(message.body),
        push_name=_cleaned(message.push_name),
        contact_name=_cleaned(message.contact_name),
        media=message.media and _facts(message.media),
        location=message.location and _place(message.location),
        contact_cards=tuple(map(_card, message.contact_cards)),
        poll=message.poll and _poll(message.poll),
    )


def _cleaned(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _facts(facts: MediaFacts) -> MediaFacts:
    return replace(facts, mimetype=storable(facts.mimetype), filename=_cleaned(facts.filename))


def _place(place: Location) -> Location:
    return replace(place, description=storable(place.description))


def _card(card: ContactCard) -> ContactCard:
    return replace(card, name=storable(card.name), phone=storable(card.phone))


def _poll(poll: Poll) -> Poll:
    return replace(poll, question=storable(poll.question), options=tuple(map(storable, poll.options)))
