"""What is to be sent, in the words of the page."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from openwa_engine_playwright.orders import order_of
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import SendFailedError
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    LinkPreview,
    Location,
    MediaKind,
    Poll,
    StoredFile,
    Text,
)
from openwa_hookspecs.models.ids import MessageId

FILE = StoredFile(
    name="a", mimetype="audio/ogg", size=3, digest="0" * 64, duration_s=2.5, path=Path("/media/a")
)
CONTENTS: list[tuple[Content, Capability, dict[str, object]]] = [
    (Text(text="hi"), Capability.SEND_TEXT, {"kind": "text", "text": "hi", "preview": None}),
    (
        Location(latitude=1.5, longitude=-2.5, description="there"),
        Capability.SEND_LOCATION,
        {"kind": "location", "latitude": 1.5, "longitude": -2.5, "description": "there"},
    ),
    (
        ContactCard(name="Ben", phone="628222"),
        Capability.SEND_CONTACT,
        {"kind": "contact", "name": "Ben", "id": "628222@c.us"},
    ),
    (
        Poll(question="Which?", options=("a", "b"), selectable=0),
        Capability.SEND_POLL,
        {"kind": "poll", "question": "Which?", "options": ("a", "b"), "selectable": 0},
    ),
    (
        Forward(message_id=MessageId("false_628222@c.us_A")),
        Capability.FORWARD,
        {"kind": "forward", "id": "false_628222@c.us_A"},
    ),
    (
        Attachment(kind=MediaKind.AUDIO, source=FILE, ptt=True),
        Capability.SEND_MEDIA,
        {
            "kind": "file",
            "type": "audio",
            "mimetype": "audio/ogg",
            "filename": "audio",
            "caption": None,
            "isPtt": True,
            "waveform": True,
            "isGif": False,
        },
    ),
]


@pytest.mark.parametrize(("content", "needs", "told"), CONTENTS, ids=lambda given: type(given).__name__)
def test_content_becomes_an_order(content: Content, needs: Capability, told: dict[str, object]) -> None:
    order = order_of(content)
    assert (order.needs, order.content) == (needs, told)
    is_file = isinstance(content, Attachment)
    assert (order.path, order.size) == ((FILE.path, 3) if is_file else (None, 0))


def test_every_kind_of_content_is_here() -> None:
    assert {type(content) for content, _, _ in CONTENTS} == set(get_args(Content))


def test_preview_goes_along_with_its_picture() -> None:
    preview = LinkPreview(url="https://a.test/", title="A", description="An A", thumbnail=b"\xff\xd8")
    order = order_of(Text(text="https://a.test/", preview=preview))
    assert order.content["preview"] == {
        "title": "A",
        "description": "An A",
        "canonicalUrl": "https://a.test/",
        "matchedText": "https://a.test/",
        "thumbnail": "/9g=",
    }


@pytest.mark.parametrize(
    ("attachment", "told"),
    [
        (Attachment(kind=MediaKind.IMAGE, source=FILE, ptt=True), {"isPtt": False, "waveform": False}),
        (Attachment(kind=MediaKind.VIDEO, source=FILE, gif_playback=True), {"isGif": True}),
        (Attachment(kind=MediaKind.IMAGE, source=FILE, gif_playback=True), {"isGif": False}),
        (Attachment(kind=MediaKind.IMAGE, source=FILE, caption="look"), {"caption": "look"}),
        (Attachment(kind=MediaKind.DOCUMENT, source=FILE, filename="a.pdf"), {"filename": "a.pdf"}),
    ],
)
def test_file_is_told_with_what_belongs_to_its_kind(attachment: Attachment, told: dict[str, object]) -> None:
    content = order_of(attachment).content
    assert {name: content[name] for name in told} == told


def test_waveform_of_a_long_note_is_not_drawn_in_the_page() -> None:
    long = StoredFile(name="a", mimetype="audio/ogg", size=3, digest="", duration_s=3_600.0, path=Path("/a"))
    assert order_of(Attachment(kind=MediaKind.AUDIO, source=long, ptt=True)).content["waveform"] is False


def test_file_that_is_not_at_hand_fails_for_certain() -> None:
    nowhere = StoredFile(name="a", mimetype="audio/ogg", size=3, digest="")
    with pytest.raises(SendFailedError):
        order_of(Attachment(kind=MediaKind.AUDIO, source=nowhere))
