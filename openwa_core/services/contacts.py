"""`ContactApi`: whom the account knows, and whether a number is on WhatsApp."""

from __future__ import annotations

from typing import Final

from openwa_core.services.engine_desk import EngineDesk
from openwa_core.services.paging import page_of
from openwa_core.services.phone_numbers import national_fault
from openwa_hookspecs.engine import Capability, SupportsContacts
from openwa_hookspecs.errors import (
    ContactNotFoundError,
    ErrorCode,
    FieldError,
    GatewayError,
    InvalidChatIdError,
    ValidationFailedError,
)
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.ids import ChatId, SessionId, is_chat_id
from openwa_hookspecs.models.keys import Principal
from openwa_hookspecs.models.paging import Page

__all__ = ["ContactService"]

_CONTACTS: Final = (Capability.CONTACTS, SupportsContacts)
_BLOCK: Final = (Capability.BLOCK, SupportsContacts)


class ContactService:
    """See `openwa_hookspecs.gateway.ContactApi`."""

    def __init__(self, desk: EngineDesk) -> None:
        self._desk = desk

    async def page(
        self, principal: Principal, session_id: SessionId, *, number: int, limit: int
    ) -> Page[Contact]:
        found = await self._desk.read(
            principal, session_id, _CONTACTS, lambda engine: engine.contacts(session_id)
        )
        return page_of(sorted(found, key=_by_name), number=number, limit=limit)

    async def get(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> Contact:
        _check_person(contact_id)
        found = await self._desk.read(
            principal, session_id, _CONTACTS, lambda engine: engine.contact(session_id, contact_id)
        )
        if found is None:
            raise ContactNotFoundError(contact_id)
        return found

    async def check_number(self, principal: Principal, session_id: SessionId, phone: str) -> NumberCheck:
        digits = phone.lstrip("+")
        if (fault := national_fault(digits)) is not None:
            raise ValidationFailedError(FieldError(path="phone", message=fault))
        return await self._desk.read(
            principal, session_id, _CONTACTS, lambda engine: engine.check_number(session_id, digits)
        )

    async def profile_picture(
        self, principal: Principal, session_id: SessionId, contact_id: ChatId
    ) -> str | None:
        if not is_chat_id(contact_id):
            raise InvalidChatIdError("contactId")
        return await self._desk.read(
            principal, session_id, _CONTACTS, lambda engine: engine.profile_picture(session_id, contact_id)
        )

    async def block(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        await self._set_blocked(principal, session_id, contact_id, blocked=True)

    async def unblock(self, principal: Principal, session_id: SessionId, contact_id: ChatId) -> None:
        await self._set_blocked(principal, session_id, contact_id, blocked=False)

    async def _set_blocked(
        self, principal: Principal, session_id: SessionId, contact_id: ChatId, *, blocked: bool
    ) -> None:
        _check_person(contact_id)

        async def step(engine: SupportsContacts) -> None:
            known = await engine.contact(session_id, contact_id)
            if known is not None and known.is_blocked is blocked:
                raise _no_change(contact_id, blocked=blocked)
            await engine.set_blocked(session_id, contact_id, blocked=blocked)

        await self._desk.change(principal, session_id, _BLOCK, step)


def _by_name(contact: Contact) -> tuple[str, str]:
    return (contact.name or contact.push_name or "").casefold(), contact.id


def _check_person(contact_id: ChatId) -> None:
    if not is_chat_id(contact_id):
        raise InvalidChatIdError("contactId")
    if not contact_id.endswith(("@c.us", "@lid")):
        raise ContactNotFoundError(contact_id)


def _no_change(contact_id: ChatId, *, blocked: bool) -> GatewayError:
    code = ErrorCode.CONTACT_BLOCKED if blocked else ErrorCode.CONTACT_NOT_BLOCKED
    state = "already blocked" if blocked else "not blocked"
    return GatewayError(code, f"Contact {contact_id} is {state}", details={"contactId": contact_id})
