"""WhatsApp's messages in the gateway's words."""

from __future__ import annotations

import pytest

from openwa_engine_playwright.messages import ack_of, as_message, chat_of, identities_in
from openwa_engine_playwright.wire import PageMessage
from openwa_hookspecs.models.content import ContactCard, Location, Poll
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Ack, MediaFacts, Message

PICTURE = {"mimetype": "image/jpeg", "size": 3, "filename": "a.jpg"}
OWN = {
    "id": "true_628222@c.us_3EB0AA",
    "chat": "628222@c.us",
    "fromMe": True,
    "from": "628111:4@c.us",
    "to": "628222@c.us",
    "type": "chat",
    "body": "hello",
    "t": 1_700_000_000,
    "ack": 1,
    "pushName": "Ann",
}


def _message(**given: object) -> Message | None:
    return as_message(PageMessage.model_validate({**OWN, **given}))


def test_own_text_has_an_ack_and_no_push_name() -> None:
    assert _message() == Message(
        id=MessageId("true_628222@c.us_3EB0AA"),
        chat_id=ChatId("628222@c.us"),
        sender=ChatId("628111@c.us"),
        recipient=ChatId("628222@c.us"),
        from_me=True,
        type="chat",
        body="hello",
        wa_timestamp=1_700_000_000,
        ack=Ack.SENT,
    )


def test_text_of_a_peer_has_a_push_name_and_no_ack() -> None:
    message = _message(
        id="false_628222@c.us_3EB0BB", fromMe=False, pushName="Ben", **{"from": "628222@s.whatsapp.net"}
    )
    assert message is not None
    assert (message.sender, message.push_name, message.ack) == ("628222@c.us", "Ben", None)


def test_author_is_of_groups_only() -> None:
    assert (direct := _message(author="628333@c.us")) is not None
    assert direct.author is None
    group = _message(chat="628111-1700000000@g.us", author="628333:1@c.us")
    assert group is not None
    assert group.author == "628333@c.us"


def test_quote_mentions_and_media_come_along() -> None:
    message = _message(quoted="false_628222@c.us_3EB0CC", mentioned=["628333@c.us"], file=PICTURE)
    assert message is not None
    assert message.quoted_message_id == "false_628222@c.us_3EB0CC"
    assert message.mentioned_ids == ("628333@c.us",)
    assert message.has_media
    assert message.media == MediaFacts(mimetype="image/jpeg", size=3, filename="a.jpg")


def test_chat_known_by_its_lid_says_so() -> None:
    message = _message(chat="12345678@lid")
    assert message is not None
    assert message.lid == "12345678@lid"


def test_place_cards_and_poll_come_along() -> None:
    place = _message(type="location", place={"latitude": 1.5, "longitude": -2.5})
    assert place is not None
    assert place.location == Location(latitude=1.5, longitude=-2.5)
    cards = _message(type="vcard", cards=[{"name": "Ben", "vcard": "TEL;waid=628222:+62 822 2"}])
    assert cards is not None
    assert cards.contact_cards == (ContactCard(name="Ben", phone="628222"),)
    poll = _message(type="poll_creation", poll={"question": "Which?", "options": ["a", "b"]})
    assert poll is not None
    assert poll.poll == Poll(question="Which?", options=("a", "b"), selectable=0)


def test_name_in_the_address_book_is_told_of_others_only() -> None:
    own, theirs = _message(contactName="Benny"), _message(contactName="Benny", fromMe=False)
    assert own is not None
    assert theirs is not None
    assert (own.contact_name, theirs.contact_name) == (None, "Benny")


def test_identities_that_make_no_sense_are_left_out() -> None:
    pairs = [["77777:2@lid", "628222:3@s.whatsapp.net"], ["88@lid", "0@c.us"]]
    page = PageMessage.model_validate({**OWN, "identities": pairs})
    assert identities_in(page) == (("77777@lid", "628222@c.us"),)


@pytest.mark.parametrize(
    "strange", [{"type": "ciphertext"}, {"type": "gp2"}, {"type": None}, {"chat": "0@c.us"}, {"t": None}]
)
def test_what_nobody_wrote_is_no_message(strange: dict[str, object]) -> None:
    assert _message(**strange) is None


@pytest.mark.parametrize(
    ("native", "ack"),
    [(-7, 0), (-1, 0), (0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 5)],
)
def test_ack_is_whatsapps_plus_one_within_bounds(native: int, ack: int) -> None:
    assert ack_of(native) is Ack(ack)


@pytest.mark.parametrize(
    ("message_id", "chat"),
    [
        ("true_628222@c.us_3EB0AA", "628222@c.us"),
        ("true_628222@s.whatsapp.net_3EB0AA", "628222@c.us"),
        ("true_120363000000@g.us_3EB0AA_628111@c.us", "120363000000@g.us"),
        ("true_nonsense_3EB0AA", None),
        ("nonsense", None),
    ],
)
def test_message_id_names_its_chat(message_id: str, chat: str | None) -> None:
    assert chat_of(MessageId(message_id)) == chat
