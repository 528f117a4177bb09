"""The lists that one account has: its chats, its contacts, its groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from openwa_engine_simulator.network.accounts import Account
from openwa_engine_simulator.network.frames import Chat, Contact, Group, Identity, Member
from openwa_engine_simulator.network.groups import Group as NetworkGroup
from openwa_engine_simulator.network.ids import Number, Peer, is_group
from openwa_engine_simulator.network.messages import Conversation, Message
from openwa_engine_simulator.network.state import State

__all__ = ["Listings"]


class Listings:
    def __init__(self, state: State) -> None:
        self._state = state

    def chats(self, owner: Number) -> Sequence[Chat]:
        """The one with the newest message first."""
        conversations = self._state.accounts[owner].conversations
        newest = {peer: _newest(found, owner) for peer, found in conversations.items()}
        ordered = sorted(conversations, key=lambda peer: _age(newest[peer]), reverse=True)
        return [self._chat(owner, peer, newest[peer]) for peer in ordered]

    def chat(self, owner: Number, peer: Peer) -> Chat:
        return self._chat(owner, peer, _newest(self._state.accounts[owner].conversations[peer], owner))

    def _chat(self, owner: Number, peer: Peer, newest: Message | None) -> Chat:
        account = self._state.accounts[owner]
        conversation = account.conversations[peer]
        return Chat(
            id=peer if is_group(peer) else self.person_id(owner, Number(peer)),
            name=self._state.groups[peer].subject if is_group(peer) else self._name(account, Number(peer)),
            unread=-1 if owner in conversation.marked else conversation.unread.get(owner, 0),
            archived=owner in conversation.archived,
            at=None if newest is None else newest.at,
        )

    def contacts(self, owner: Number) -> Iterator[Contact]:
        """The address book, those with a chat, those who are blocked."""
        account = self._state.accounts[owner]
        talked = (Number(peer) for peer in account.conversations if not is_group(peer))
        for number in dict.fromkeys((*account.contacts, *talked, *sorted(account.blocked))):
            if number != owner:
                yield self.contact(owner, number)

    def contact(self, owner: Number, number: Number) -> Contact:
        account, person = self._state.accounts[owner], self._state.accounts[number]
        return Contact(
            id=self._known_id(owner, number),
            name=self._name(account, number),
            push_name=person.push_name,
            is_my_contact=number in account.contacts,
            is_blocked=number in account.blocked,
            is_business=person.is_business,
            lid=person.lid,
        )

    def identities(self, owner: Number) -> Iterator[Identity]:
        """Numbers behind the LIDs that this account meets."""
        known: dict[Number, None] = {}
        for peer in self._state.accounts[owner].conversations:
            known |= dict.fromkeys(self._people_of(peer))
        for number in known:
            yield from self.identity(number)

    def _people_of(self, peer: Peer) -> Iterable[Number]:
        """Those of a group who have left it are still named in it."""
        if not is_group(peer):
            return [Number(peer)]
        group = self._state.groups[peer]
        return [*group.members, *sorted(group.former)]

    def identity(self, number: Number) -> Iterator[Identity]:
        """The pair of somebody who goes by his LID and shows his number; else nothing."""
        person = self._state.accounts[number]
        if person.addressing == "lid":
            yield Identity(lid=person.lid, id=person.own_chat)

    def groups(self, owner: Number) -> Iterator[Group]:
        for group in self._state.groups.values():
            if owner in group.members:
                yield self.group(group, owner)

    def group(self, group: NetworkGroup, owner: Number) -> Group:
        return Group(
            id=group.id,
            subject=group.subject,
            description=group.description,
            owner=None if group.owner is None else self._known_id(owner, group.owner),
            created_at=group.created_at,
            restrict=group.restrict,
            announce=group.announce,
            participants=tuple(
                Member(
                    id=self._known_id(owner, number),
                    role=role,
                    lid=self._state.accounts[number].lid,
                )
                for number, role in group.members.items()
            ),
        )

    def person_id(self, owner: Number, number: Number) -> str:
        person = self._state.accounts[number]
        return person.own_chat if number == owner else person.chat

    def _known_id(self, owner: Number, number: Number) -> str:
        """By number where that is not hidden."""
        person = self._state.accounts[number]
        return person.lid if person.addressing == "hidden" and number != owner else person.own_chat

    def _name(self, account: Account, number: Number) -> str:
        return account.contacts.get(number) or self._state.accounts[number].push_name


def _newest(conversation: Conversation, owner: Number) -> Message | None:
    return next((found for found in conversation.newest_first() if found.is_for(owner)), None)


def _age(newest: Message | None) -> tuple[int, int]:
    return (0, 0) if newest is None else (newest.at, newest.changed)
