"""The engine of one session about people and groups, as `EngineCalls` has the rest."""

from __future__ import annotations

from collections.abc import Sequence

from openwa_core.testing.contracts.engine_calls import EngineCalls
from openwa_hookspecs.engine import Capability, SupportsContacts, SupportsGroups
from openwa_hookspecs.models.contacts import Contact, NumberCheck
from openwa_hookspecs.models.groups import CreatedGroup, Group, ParticipantChange, ParticipantResult
from openwa_hookspecs.models.ids import ChatId

__all__ = ["PeopleCalls"]


class PeopleCalls(EngineCalls):
    async def contacts(self) -> Sequence[Contact]:
        return await self.in_time(self._people(Capability.CONTACTS).contacts(self._id))

    async def contact(self, contact_id: ChatId) -> Contact | None:
        return await self.in_time(self._people(Capability.CONTACTS).contact(self._id, contact_id))

    async def check_number(self, phone: str) -> NumberCheck:
        return await self.in_time(self._people(Capability.CONTACTS).check_number(self._id, phone))

    async def profile_picture(self, contact_id: ChatId) -> str | None:
        return await self.in_time(self._people(Capability.CONTACTS).profile_picture(self._id, contact_id))

    async def set_blocked(self, contact_id: ChatId, *, blocked: bool = True) -> None:
        people = self._people(Capability.BLOCK)
        await self.in_time(people.set_blocked(self._id, contact_id, blocked=blocked))

    async def groups(self) -> Sequence[Group]:
        return await self.in_time(self._groups().groups(self._id))

    async def group(self, group_id: ChatId) -> Group:
        return await self.in_time(self._groups().group(self._id, group_id))

    async def create_group(self, name: str, *participants: ChatId) -> CreatedGroup:
        return await self.in_time(self._groups().create_group(self._id, name, participants))

    async def change_participants(
        self, group_id: ChatId, change: ParticipantChange, *ids: ChatId
    ) -> Sequence[ParticipantResult]:
        return await self.in_time(self._groups().change_participants(self._id, group_id, change, ids))

    async def set_group_subject(self, group_id: ChatId, subject: str) -> None:
        await self.in_time(self._groups().set_group_subject(self._id, group_id, subject))

    async def set_group_description(self, group_id: ChatId, text: str) -> None:
        await self.in_time(self._groups().set_group_description(self._id, group_id, text))

    async def leave_group(self, group_id: ChatId) -> None:
        await self.in_time(self._groups().leave_group(self._id, group_id))

    async def invite_code(self, group_id: ChatId) -> str:
        return await self.in_time(self._groups().invite_code(self._id, group_id))

    async def revoke_invite(self, group_id: ChatId) -> str:
        return await self.in_time(self._groups().revoke_invite(self._id, group_id))

    async def join_group(self, code: str) -> ChatId:
        return await self.in_time(self._groups().join_group(self._id, code))

    def _people(self, capability: Capability) -> SupportsContacts:
        self.needs(capability)
        assert isinstance(self._rig.engine, SupportsContacts)
        return self._rig.engine

    def _groups(self) -> SupportsGroups:
        self.needs(Capability.GROUPS)
        assert isinstance(self._rig.engine, SupportsGroups)
        return self._rig.engine
