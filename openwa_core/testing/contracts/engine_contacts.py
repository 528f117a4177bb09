"""Whom an account knows, and whom it does not want to hear."""

from __future__ import annotations

import asyncio
import hashlib
from urllib.request import urlopen

import pytest

from openwa_core.testing.contracts.engine_rig import fresh_number
from openwa_core.testing.contracts.engine_samples import stored_sample
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import ContactNotFoundError, ErrorCode, GatewayError
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.content import MediaKind, StoredFile, Text
from openwa_hookspecs.models.ids import ChatId

__all__ = ["EngineContacts"]


class EngineContacts:
    async def test_person_in_the_address_book_has_all_members(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.world.names(talk.phone, talk.peer, "Ben from work")
        await talk.says()
        lid = ChatId(await talk.world.lid_of(talk.peer))
        expected = Contact(id=talk.chat, name="Ben from work", push_name="Ben", is_my_contact=True, lid=lid)
        assert await talk.engine.contact(talk.chat) == expected
        assert await _listed(talk) == [expected]

    async def test_person_who_wrote_is_known_without_a_name_of_ours(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.says()
        lid = ChatId(await talk.world.lid_of(talk.peer))
        expected = Contact(id=talk.chat, push_name="Ben", lid=lid)
        assert await talk.engine.contact(talk.chat) == expected
        assert await _listed(talk) == [expected]

    async def test_person_is_found_by_the_lid_too(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.says()
        lid = ChatId(await talk.world.lid_of(talk.peer))
        found = await talk.engine.contact(lid)
        assert found is not None
        assert (found.id, found.lid) == (talk.chat, lid)

    async def test_business_is_known_as_one(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.world.has_phone(talk.peer, push_name="Ben", platform="iphone", business=True)
        await talk.says()
        found = await talk.engine.contact(talk.chat)
        assert found is not None
        assert found.is_business

    async def test_name_taken_out_of_the_address_book_is_gone(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.world.names(talk.phone, talk.peer, "Ben from work")
        await talk.says()
        await talk.world.names(talk.phone, talk.peer, None)
        await talk.catch_up()
        found = await talk.engine.contact(talk.chat)
        assert found is not None
        assert (found.name, found.is_my_contact) == (None, False)

    async def test_nobody_is_known_under_a_number_without_whatsapp(self, talk: Talk) -> None:
        assert await talk.engine.contact(ChatId(f"{fresh_number()}@c.us")) is None

    async def test_stranger_on_whatsapp_is_known_by_his_ids_alone(self, talk: Talk) -> None:
        lid = ChatId(await talk.world.lid_of(talk.peer))
        assert await talk.engine.contact(talk.chat) == Contact(id=talk.chat, lid=lid)
        assert await _listed(talk) == []

    async def test_account_itself_is_not_among_its_contacts(self, talk: Talk) -> None:
        assert talk.me not in {contact.id for contact in await talk.engine.contacts()}

    async def test_number_on_whatsapp_exists_under_both_ids(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        lid = ChatId(await talk.world.lid_of(talk.peer))
        assert await talk.engine.check_number(talk.peer) == NumberCheck(
            exists=True, chat_id=talk.chat, lid=lid
        )

    async def test_number_that_is_not_on_whatsapp_does_not_exist(self, talk: Talk) -> None:
        assert await talk.engine.check_number(fresh_number()) == NumberCheck(exists=False)

    async def test_number_that_comes_to_whatsapp_exists_from_then_on(self, talk: Talk) -> None:
        number = fresh_number()
        assert not (await talk.engine.check_number(number)).exists
        await talk.world.has_phone(number, push_name="New", platform="android")
        assert (await talk.engine.check_number(number)).exists

    async def test_picture_can_be_had_from_its_url(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        picture = await _shown(talk)
        await talk.says()
        url = await talk.engine.profile_picture(talk.chat)
        assert url is not None
        assert await asyncio.to_thread(_digest_of, url) == picture.digest

    async def test_picture_of_a_stranger_is_shown(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        picture = await _shown(talk)
        url = await talk.engine.profile_picture(talk.chat)
        assert url is not None
        assert await asyncio.to_thread(_digest_of, url) == picture.digest

    async def test_picture_of_a_group_can_be_had(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS, Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "With a face", [talk.phone]))
        picture = stored_sample(MediaKind.IMAGE, talk.folder)
        await talk.world.shows_picture(talk.peer, picture.path, group=group)
        await talk.catch_up()
        url = await talk.engine.profile_picture(group)
        assert url is not None
        assert await asyncio.to_thread(_digest_of, url) == picture.digest

    async def test_who_has_no_picture_has_no_url(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.says()
        assert await talk.engine.profile_picture(talk.chat) is None

    async def test_who_has_blocked_us_shows_no_picture(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await _shown(talk)
        await talk.world.blocks(talk.peer, talk.phone)
        assert await talk.engine.profile_picture(talk.chat) is None

    async def test_nobody_has_no_picture(self, talk: Talk) -> None:
        with pytest.raises(ContactNotFoundError):
            await talk.engine.profile_picture(ChatId(f"{fresh_number()}@c.us"))

    async def test_blocked_person_is_blocked_on_the_phone(self, talk: Talk) -> None:
        await talk.says()
        for _ in range(2):
            await talk.engine.set_blocked(talk.chat)
        assert await _is_blocked_on_the_phone(talk)
        found = await talk.engine.contact(talk.chat)
        assert found is not None
        assert found.is_blocked
        with pytest.raises(GatewayError) as refused:
            await talk.send(Text(text="still there?"))
        assert refused.value.code is ErrorCode.MESSAGE_BLOCKED_CONTACT

    async def test_unblocked_person_can_be_written_to(self, talk: Talk) -> None:
        await talk.says()
        await talk.engine.set_blocked(talk.chat)
        for _ in range(2):
            await talk.engine.set_blocked(talk.chat, blocked=False)
        assert not await _is_blocked_on_the_phone(talk)
        await talk.send(Text(text="still there?"))
        assert (await talk.on_peers_phone()).text == "still there?"

    async def test_stranger_can_be_blocked_and_is_known_then(self, talk: Talk) -> None:
        talk.engine.needs(Capability.BLOCK, Capability.CONTACTS)
        await talk.engine.set_blocked(talk.chat)
        assert await _is_blocked_on_the_phone(talk)
        assert [contact.is_blocked for contact in await _listed(talk)] == [True]

    async def test_block_on_the_phone_is_known(self, talk: Talk) -> None:
        talk.engine.needs(Capability.CONTACTS)
        await talk.says()
        await talk.world.blocks(talk.phone, talk.peer)
        await talk.reported(await talk.world.sends(talk.phone, await talk.another(), "a barrier"))
        found = await talk.engine.contact(talk.chat)
        assert found is not None
        assert found.is_blocked

    async def test_nobody_cannot_be_blocked(self, talk: Talk) -> None:
        with pytest.raises(ContactNotFoundError):
            await talk.engine.set_blocked(ChatId(f"{fresh_number()}@c.us"))


async def _listed(talk: Talk) -> list[Contact]:
    return [contact for contact in await talk.engine.contacts() if contact.id == talk.chat]


async def _is_blocked_on_the_phone(talk: Talk) -> bool:
    contacts = await talk.world.contacts(talk.phone)
    return any(contact.id == talk.chat and contact.is_blocked for contact in contacts)


async def _shown(talk: Talk) -> StoredFile:
    picture = stored_sample(MediaKind.IMAGE, talk.folder)
    await talk.world.shows_picture(talk.peer, picture.path)
    return picture


def _digest_of(url: str) -> str:
    assert url.startswith(("http://", "https://"))
    with urlopen(url, timeout=10) as answer:
        return hashlib.sha256(answer.read()).hexdigest()
