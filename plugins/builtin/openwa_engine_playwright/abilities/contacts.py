"""`SupportsContacts`."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_engine_playwright.answers import (
    PageCheck,
    PageContact,
    PageContactFound,
    PageContacts,
    PagePicture,
)
from openwa_engine_playwright.desk import AtDesks
from openwa_engine_playwright.messages import chat_id as as_chat_id
from openwa_engine_playwright.refusals import About
from openwa_engine_playwright.wire import Nothing
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.ids import ChatId, SessionId, is_chat_id

__all__ = ["ContactAbilities"]

_NEEDS = Capability.CONTACTS


class ContactAbilities(AtDesks):
    async def contacts(self, session_id: SessionId) -> Sequence[Contact]:
        found = await self.desk(session_id).ask(PageContacts.model_validate, "contacts", needs=_NEEDS)
        people: dict[ChatId, Contact] = {}
        for contact in map(_contact, found.contacts):
            if is_chat_id(contact.id):
                people[contact.id] = _fuller(people.get(contact.id), contact)
        return list(people.values())

    async def contact(self, session_id: SessionId, contact_id: ChatId) -> Contact | None:
        found = await self.desk(session_id).ask(
            PageContactFound.model_validate, "contact", needs=_NEEDS, id=contact_id
        )
        return None if found.contact is None else _contact(found.contact)

    async def check_number(self, session_id: SessionId, phone: str) -> NumberCheck:
        found = await self.desk(session_id).ask(
            PageCheck.model_validate, "checkNumber", needs=_NEEDS, phone=phone
        )
        if not found.exists:
            return NumberCheck(exists=False)
        return NumberCheck(
            exists=True, chat_id=as_chat_id(found.id) or None, lid=as_chat_id(found.lid) or None
        )

    async def profile_picture(self, session_id: SessionId, contact_id: ChatId) -> str | None:
        found = await self.desk(session_id).ask(
            PagePicture.model_validate,
            "picture",
            needs=_NEEDS,
            about=About(contact=contact_id),
            id=contact_id,
        )
        return found.url

    async def set_blocked(self, session_id: SessionId, contact_id: ChatId, *, blocked: bool) -> None:
        await self.desk(session_id).ask(
            Nothing.model_validate,
            "block",
            needs=Capability.BLOCK,
            about=About(contact=contact_id),
            id=contact_id,
            blocked=blocked,
        )


def _contact(contact: PageContact) -> Contact:
    return Contact(
        id=as_chat_id(contact.id),
        name=contact.name,
        push_name=contact.push_name,
        is_my_contact=contact.is_my_contact,
        is_blocked=contact.is_blocked,
        is_business=contact.is_business,
        lid=as_chat_id(contact.lid) or None,
    )


def _fuller(one: Contact | None, other: Contact) -> Contact:
    """WhatsApp may have somebody twice, under his number and under his LID."""
    if one is None:
        return other
    return Contact(
        id=one.id,
        name=one.name or other.name,
        push_name=one.push_name or other.push_name,
        is_my_contact=one.is_my_contact or other.is_my_contact,
        is_blocked=one.is_blocked or other.is_blocked,
        is_business=one.is_business or other.is_business,
        lid=one.lid or other.lid,
    )
