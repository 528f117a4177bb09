"""Contacts: whom an account knows."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_hookspecs.models.ids import ChatId

__all__ = ["Contact", "NumberCheck"]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person or business, as one account sees it."""

    id: ChatId
    """`<digits>@c.us` where the phone number is known, else `<digits>@lid`."""
    name: str | None = None
    """As in the account's address book."""
    push_name: str | None = None
    """As the person calls himself."""
    is_my_contact: bool = False
    is_blocked: bool = False
    is_business: bool = False
    lid: ChatId | None = None


@dataclass(frozen=True, kw_only=True)
class NumberCheck:
    """Whether a phone number is on WhatsApp, and under which ids."""

    exists: bool
    chat_id: ChatId | None = None
    lid: ChatId | None = None
