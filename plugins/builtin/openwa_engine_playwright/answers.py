"""What the page answers about chats, people, groups and files."""

from __future__ import annotations

from pydantic import Field

from openwa_engine_playwright.from_page import FromPage

__all__ = [
    "PageChat",
    "PageChats",
    "PageCheck",
    "PageContact",
    "PageContactFound",
    "PageContacts",
    "PageCreated",
    "PageFetched",
    "PageGroup",
    "PageGroups",
    "PageInvite",
    "PageJoined",
    "PageParticipant",
    "PagePicture",
    "PageResult",
    "PageResults",
]


class PageFetched(FromPage):
    """A file that the browser downloads."""

    mimetype: str
    filename: str | None = None


class PageChat(FromPage):
    """A line in the list of chats."""

    id: str
    lid: str | None = None
    name: str | None = None
    unread: int = 0
    archived: bool = False
    pinned: bool = False
    muted: bool = False
    t: float | None = None


class PageChats(FromPage):
    """All of them, in no order."""

    chats: tuple[PageChat, ...]


class PageContact(FromPage):
    """Somebody whom the account knows."""

    id: str
    lid: str | None = None
    name: str | None = None
    push_name: str | None = None
    is_my_contact: bool = False
    is_blocked: bool = False
    is_business: bool = False


class PageContacts(FromPage):
    """All of them; somebody may be there under each of his ids."""

    contacts: tuple[PageContact, ...]


class PageContactFound(FromPage):
    """One of them, or None."""

    contact: PageContact | None


class PageCheck(FromPage):
    """Whether a number is on WhatsApp."""

    exists: bool
    id: str | None = None
    lid: str | None = None


class PagePicture(FromPage):
    """Where a picture is."""

    url: str | None


class PageParticipant(FromPage):
    """A member of a group."""

    id: str
    lid: str | None = None
    is_admin: bool = False
    is_super_admin: bool = False


class PageGroup(FromPage):
    """A group."""

    id: str
    name: str
    description: str | None = None
    owner: str | None = None
    created_at: float | None = None
    """Epoch seconds."""
    participants: tuple[PageParticipant, ...] = ()


class PageGroups(FromPage):
    """All that the account is in."""

    groups: tuple[PageGroup, ...]


class PageResult(FromPage):
    """What became of one member, in WhatsApp's numbers, which are HTTP's."""

    id: str
    code: int = Field(description="200 is done")


class PageResults(FromPage):
    """One for each that was asked for."""

    results: tuple[PageResult, ...]


class PageCreated(PageResults):
    """A new group."""

    group: PageGroup


class PageInvite(FromPage):
    """The code of a group's invitation."""

    code: str


class PageJoined(FromPage):
    """The group that an invitation led to."""

    id: str
