"""Placeholders in the texts of a batch."""

import pytest

from openwa_core.services.batches.templates import filled
from openwa_hookspecs.errors import ValidationFailedError
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Location,
    MediaKind,
    MediaUrl,
    Poll,
    Text,
    text_of,
)

VARIABLES = {"name": "John ☂", "n_1": "1", "self": "{name}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello {name}!", "Hello John ☂!"),
        ("Hello {{name}}, {{ name }}!", "Hello John ☂, John ☂!"),
        ("{n_1}{n_1}{{n_1}}", "111"),
        ("{self}", "{name}"),
        ("no placeholder", "no placeholder"),
        ("{} { name } {name {1} {a b} {a-b} {ü}", "{} { name } {name {1} {a b} {a-b} {ü}"),
        ('{"json": {"a": 1}}', '{"json": {"a": 1}}'),
        ("{{{name}}}", "{John ☂}"),
    ],
)
def test_placeholders_are_replaced_and_nothing_else(text: str, expected: str) -> None:
    assert filled(Text(text=text), VARIABLES) == Text(text=expected)


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (Text(text="{who}"), "text"),
        (Attachment(kind=MediaKind.IMAGE, source=MediaUrl(url="u"), caption="{who}"), "caption"),
        (Attachment(kind=MediaKind.DOCUMENT, source=MediaUrl(url="u"), filename="{who}"), "filename"),
        (Location(latitude=1, longitude=2, description="{who}"), "description"),
        (ContactCard(name="{who}", phone="628"), "contact.name"),
        (Poll(question="{who}", options=("a", "b"), selectable=1), "poll.question"),
        (Poll(question="?", options=("a", "{who}"), selectable=1), "poll.options[1]"),
    ],
)
def test_placeholder_without_a_value_is_named_with_its_place(content: Content, path: str) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        filled(content, VARIABLES)
    assert [(fault.path, fault.message) for fault in refused.value.fields] == [
        (path, "the placeholder {who} has no value")
    ]
    assert "{who}" not in text_of(filled(content, {"who": "x"}))
