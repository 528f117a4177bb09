"""What a message of the page carries besides its text."""

from __future__ import annotations

from openwa_engine_playwright.from_page import FromPage

__all__ = ["PageCard", "PageFile", "PageNotice", "PagePlace", "PagePoll"]


class PageFile(FromPage):
    """What is known of a file."""

    mimetype: str | None = None
    filename: str | None = None
    size: float | None = None
    duration: float | None = None
    """Seconds."""


class PagePlace(FromPage):
    """A point on the map."""

    latitude: float
    longitude: float
    description: str | None = None


class PageCard(FromPage):
    """Somebody's card."""

    name: str | None = None
    vcard: str = ""


class PageNotice(FromPage):
    """What happened to a group."""

    action: str | None = None
    participants: tuple[str, ...] = ()
    text: str | None = None


class PagePoll(FromPage):
    """A question and what can be chosen."""

    question: str | None = None
    options: tuple[str, ...] = ()
    selectable: float | None = None
    """0 is any number."""
