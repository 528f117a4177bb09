"""Names and numbers out of vCards (RFC 6350; WhatsApp writes version 3.0, with its id in `waid`)."""

from __future__ import annotations

import re
from typing import Final

from openwa_engine_playwright.enclosures import PageCard
from openwa_hookspecs.models.content import ContactCard

__all__ = ["as_card"]

_FOLD: Final = re.compile(r"\r?\n[ \t]")
_WAID: Final = re.compile(r"[;:]waid=(\d+)", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\([,;\\nN])")


def as_card(card: PageCard) -> ContactCard:
    """The card; what it lacks stays empty."""
    lines = _FOLD.sub("", card.vcard).splitlines()
    return ContactCard(name=card.name or _name(lines), phone=_phone(lines))


def _name(lines: list[str]) -> str:
    for line in lines:
        head, _, value = line.partition(":")
        if _property(head) == "FN":
            return _ESCAPED.sub(lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)
    return ""


def _phone(lines: list[str]) -> str:
    """The number that WhatsApp itself has put there, else the first one."""
    numbers = [line for line in lines if _property(line.partition(":")[0]) == "TEL"]
    for line in numbers:
        if (found := _WAID.search(line)) is not None:
            return found[1]
    return re.sub(r"\D", "", numbers[0].rpartition(":")[2]) if numbers else ""


def _property(head: str) -> str:
    """`item1.TEL;type=CELL` is a TEL."""
    return head.partition(";")[0].rpartition(".")[2].upper()
