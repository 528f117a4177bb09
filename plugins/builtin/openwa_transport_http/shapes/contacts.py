"""Contacts on the wire."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from openwa_hookspecs.models.contacts import Contact, NumberCheck

__all__ = ["NumberView", "PersonView", "PictureView", "contact_view", "number_view"]


class PersonView(TypedDict):
    """A person or a business; `name` is from the account's address book, `pushName` is the person's own."""

    id: str
    name: str | None
    pushName: str | None
    isMyContact: bool
    isBlocked: bool
    isBusiness: bool
    lid: NotRequired[str]


class NumberView(TypedDict):
    """Whether a number is on WhatsApp, and under which ids."""

    exists: bool
    chatId: str | None
    lid: NotRequired[str]


class PictureView(TypedDict):
    """Where the picture is; null when there is none, or none that we may see."""

    url: str | None


def contact_view(contact: Contact) -> PersonView:
    """A contact for callers."""
    view = PersonView(
        id=contact.id,
        name=contact.name,
        pushName=contact.push_name,
        isMyContact=contact.is_my_contact,
        isBlocked=contact.is_blocked,
        isBusiness=contact.is_business,
    )
    if contact.lid is not None:
        view["lid"] = contact.lid
    return view


def number_view(check: NumberCheck) -> NumberView:
    """A checked number for callers."""
    view = NumberView(exists=check.exists, chatId=check.chat_id)
    if check.lid is not None:
        view["lid"] = check.lid
    return view
