"""Names and numbers out of vCards."""

from __future__ import annotations

import pytest

from openwa_engine_playwright.enclosures import PageCard
from openwa_engine_playwright.vcards import as_card


@pytest.mark.parametrize(
    ("name", "lines", "card"),
    [
        ("Ben", ["FN:Benjamin", "TEL;type=CELL;waid=628222:+62 822-2"], ("Ben", "628222")),
        (None, ["FN:Ben\\, Jr\\; MD", "TEL;type=CELL:+62 822-2"], ("Ben, Jr; MD", "628222")),
        (None, ["fn:Ben", "item1.TEL:+1 (202) 555-0123", "item1.X-ABLabel:Work"], ("Ben", "12025550123")),
        (None, ["FN:Ben", "TEL:+1 202", "TEL;waid=628222:+62 822 2"], ("Ben", "628222")),
        (None, ["FN:Benja", " min", "EMAIL:ben@example.com"], ("Benjamin", "")),
        (None, [], ("", "")),
    ],
)
def test_card_has_its_name_and_number(name: str | None, lines: list[str], card: tuple[str, str]) -> None:
    text = "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"])
    read = as_card(PageCard(name=name, vcard=text))
    assert (read.name, read.phone) == card


def test_card_that_is_none_is_empty() -> None:
    read = as_card(PageCard(vcard="\x00 nonsense :;"))
    assert (read.name, read.phone) == ("", "")
