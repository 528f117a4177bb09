"""`SupportsContacts`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from openwa_engine_simulator.engine.abilities.sessions import OpenSessions
from openwa_engine_simulator.engine.asking import ask, malformed
from openwa_engine_simulator.engine.errors import contact_error
from openwa_engine_simulator.network import frames
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.ids import ChatId, SessionId

__all__ = ["ContactAbilities"]


class ContactAbilities(OpenSessions):
    async def contacts(self, session_id: SessionId) -> Sequence[Contact]:
        linked = self.session(session_id).linked()
        found = await ask(linked, lambda n: frames.People(n=n), frames.PeopleList, malformed)
        return [_as_contact(contact) for contact in found.contacts]

    async def contact(self, session_id: SessionId, contact_id: ChatId) -> Contact | None:
        """Of those whom the account knows; a stranger is one if WhatsApp knows him."""
        for known in await self.contacts(session_id):
            if contact_id in {known.id, known.lid}:
                return known
        found = await ask(
            self.session(session_id).linked(),
            lambda n: frames.Exists(n=n, id=contact_id),
            frames.Existence,
            malformed,
        )
        if not found.exists:
            return None
        lid = None if found.lid is None else ChatId(found.lid)
        return Contact(id=contact_id, is_business=found.is_business, lid=lid)

    async def check_number(self, session_id: SessionId, phone: str) -> NumberCheck:
        found = await ask(
            self.session(session_id).linked(),
            lambda n: frames.Exists(n=n, phone=phone),
            frames.Existence,
            malformed,
        )
        if not found.exists:
            return NumberCheck(exists=False)
        lid = None if found.lid is None else ChatId(found.lid)
        return NumberCheck(exists=True, chat_id=ChatId(f"{phone}@c.us"), lid=lid)

    async def profile_picture(self, session_id: SessionId, contact_id: ChatId) -> str | None:
        found = await ask(
            self.session(session_id).linked(),
            lambda n: frames.Picture(n=n, id=contact_id),
            frames.PictureFound,
            partial(contact_error, session_id=session_id, contact_id=contact_id),
        )
        return None if found.picture is None else self.media_url(found.picture)

    async def set_blocked(self, session_id: SessionId, contact_id: ChatId, *, blocked: bool) -> None:
        await ask(
            self.session(session_id).linked(),
            lambda n: frames.Block(n=n, id=contact_id, blocked=blocked),
            type(None),
            partial(contact_error, session_id=session_id, contact_id=contact_id),
        )


def _as_contact(contact: frames.Contact) -> Contact:
    return Contact(
        id=ChatId(contact.id),
        name=contact.name if contact.is_my_contact else None,
        push_name=contact.push_name,
        is_my_contact=contact.is_my_contact,
        is_blocked=contact.is_blocked,
        is_business=contact.is_business,
        lid=None if contact.lid is None else ChatId(contact.lid),
    )
