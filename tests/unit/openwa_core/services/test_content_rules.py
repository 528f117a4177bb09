from __future__ import annotations

import math

import pytest

from openwa_core.services.content_rules import check_content
from openwa_hookspecs.errors import ErrorCode, GatewayError, ValidationFailedError
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Location,
    MediaKind,
    MediaUrl,
    Poll,
)

SOURCE = MediaUrl(url="https://example.com/a.pdf")


def document(*, filename: str | None = None, caption: str = "") -> Attachment:
    return Attachment(kind=MediaKind.DOCUMENT, source=SOURCE, filename=filename, caption=caption)


def poll(*options: str, question: str = "Tea?", selectable: int = 1) -> Poll:
    return Poll(question=question, options=options, selectable=selectable)


@pytest.mark.parametrize(
    "content",
    [
        document(filename="f" * 100, caption="☂" * 1024),
        Attachment(kind=MediaKind.STICKER, source=SOURCE),
        Location(latitude=90, longitude=-180, description="☂" * 1024),
        Location(latitude=-0.0, longitude=0),
        ContactCard(name="n" * 100, phone="628987654321"),
        poll("yes", "no"),
        poll(*(f"option {n}" for n in range(12)), selectable=0),
    ],
)
def test_content_at_its_limits_is_accepted(content: Content) -> None:
    refused: list[GatewayError] = []
    try:
        check_content(content)
    except GatewayError as error:
        refused.append(error)
    assert refused == []


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (document(filename="f" * 101), "filename"),
        (document(filename=" "), "filename"),
        (document(filename="../secret"), "filename"),
        (document(filename="a\\b"), "filename"),
        (document(filename="a\nb"), "filename"),
        (document(caption="nul\0"), "caption"),
        (Attachment(kind=MediaKind.AUDIO, source=SOURCE, caption="x"), "caption"),
        (Attachment(kind=MediaKind.STICKER, source=SOURCE, caption="x"), "caption"),
        (Location(latitude=90.1, longitude=0), "latitude"),
        (Location(latitude=math.nan, longitude=0), "latitude"),
        (Location(latitude=0, longitude=-math.inf), "longitude"),
        (ContactCard(name="", phone="628987654321"), "contact.name"),
        (ContactCard(name="n" * 101, phone="628987654321"), "contact.name"),
        (ContactCard(name="two\nlines", phone="628987654321"), "contact.name"),
        (ContactCard(name="John", phone="+628987654321"), "contact.phone"),
        (ContactCard(name="John", phone="0621"), "contact.phone"),
        (poll("yes"), "poll.options"),
        (poll(*(str(n) for n in range(13))), "poll.options"),
        (poll("yes", "yes"), "poll.options[1]"),
        (poll("yes", ""), "poll.options[1]"),
        (poll("yes", "n" * 101), "poll.options[1]"),
        (poll("yes", "no", question=""), "poll.question"),
        (poll("yes", "no", selectable=3), "poll.selectable"),
        (poll("yes", "no", selectable=-1), "poll.selectable"),
    ],
)
def test_fault_is_named_by_its_member(content: Content, path: str) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        check_content(content)
    assert [fault.path for fault in refused.value.fields] == [path]


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (document(caption="☂" * 1025), "caption"),
        (Location(latitude=0, longitude=0, description="x" * 1025), "description"),
        (poll("yes", "no", question="?" * 256), "poll.question"),
    ],
)
def test_text_that_is_too_long_has_its_code(content: Content, path: str) -> None:
    with pytest.raises(GatewayError) as refused:
        check_content(content)
    assert refused.value.code is ErrorCode.MESSAGE_TEXT_TOO_LONG
    assert refused.value.details["field"] == path
