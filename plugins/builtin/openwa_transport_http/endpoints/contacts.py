"""Contacts: whom the account knows, and whether a number is on WhatsApp."""

from __future__ import annotations

from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.paging import Page
from openwa_transport_http.call import Call
from openwa_transport_http.fields import PageQuery
from openwa_transport_http.path_types import ContactId, PhoneNumber
from openwa_transport_http.shapes.contacts import (
    NumberView,
    PersonView,
    PictureView,
    contact_view,
    number_view,
)
from openwa_transport_http.shapes.pages import shown_page
from openwa_transport_http.shapes.sessions import DoneView

__all__ = [
    "block_contact",
    "check_number",
    "get_contact",
    "get_profile_picture",
    "list_contacts",
    "unblock_contact",
]


async def list_contacts(call: Call, session_id: SessionId, query: PageQuery) -> Page[PersonView]:
    """Whom the account knows, by name."""
    page = await call.gateway.contacts.page(call.caller, session_id, number=query.page, limit=query.limit)
    return shown_page(page, contact_view)


async def get_contact(call: Call, session_id: SessionId, contact_id: ContactId) -> PersonView:
    """One contact."""
    return contact_view(await call.gateway.contacts.get(call.caller, session_id, contact_id))


async def check_number(call: Call, session_id: SessionId, phone: PhoneNumber) -> NumberView:
    """Whether a number is on WhatsApp, and under which ids."""
    return number_view(
        await call.gateway.contacts.check_number(call.caller, session_id, phone.removeprefix("+"))
    )


async def get_profile_picture(call: Call, session_id: SessionId, contact_id: ContactId) -> PictureView:
    """Where the picture of a person or a group is."""
    return PictureView(url=await call.gateway.contacts.profile_picture(call.caller, session_id, contact_id))


async def block_contact(call: Call, session_id: SessionId, contact_id: ContactId) -> DoneView:
    """Let a person not write to the account any more."""
    await call.gateway.contacts.block(call.caller, session_id, contact_id)
    return DoneView(message="Contact blocked")


async def unblock_contact(call: Call, session_id: SessionId, contact_id: ContactId) -> DoneView:
    """Let a blocked person write again."""
    await call.gateway.contacts.unblock(call.caller, session_id, contact_id)
    return DoneView(message="Contact unblocked")
