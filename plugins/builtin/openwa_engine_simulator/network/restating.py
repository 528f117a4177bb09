"""The shortest history that leads to a state: what the file is shortened to."""

from __future__ import annotations

from collections.abc import Iterator

from openwa_engine_simulator.network import facts
from openwa_engine_simulator.network.accounts import Account
from openwa_engine_simulator.network.groups import Group
from openwa_engine_simulator.network.ids import Number, Peer, is_group
from openwa_engine_simulator.network.messages import Conversation, Message
from openwa_engine_simulator.network.state import State

__all__ = ["account_fact", "facts_of", "group_fact"]


def facts_of(state: State) -> Iterator[facts.Fact]:
    for account in state.accounts.values():
        yield account_fact(account)
    for account in state.accounts.values():
        yield from _people_facts(account)
    for link in state.links.values():
        yield facts.LinkMade(number=link.number, device=link.device, token=link.token, seen=link.seen)
    yield from (facts.HandedOver(entry=entry) for entry in state.log.entries())
    for group in state.groups.values():
        yield group_fact(group)
    for group in state.groups.values():
        yield from _written(group.conversation)
        for owner in sorted(group.members.keys() | group.former):
            yield from _marks(owner, group.id, group.conversation)
    yield from _pairs(state)


def account_fact(account: Account) -> facts.PhoneSaved:
    return facts.PhoneSaved(
        number=account.number,
        push_name=account.push_name,
        platform=account.platform,
        lid=account.lid,
        receipts=account.receipts,
        addressing=account.addressing,
        is_business=account.is_business,
        picture=account.picture,
    )


def group_fact(group: Group) -> facts.GroupSaved:
    return facts.GroupSaved(
        id=group.id,
        subject=group.subject,
        created_at=group.created_at,
        creator=group.creator,
        invite=group.invite,
        description=group.description,
        members=dict(group.members),
        former=frozenset(group.former),
        restrict=group.restrict,
        announce=group.announce,
        picture=group.picture,
    )


def _people_facts(account: Account) -> Iterator[facts.Fact]:
    owner = account.number
    if account.ban is not None:
        yield facts.BanSet(number=owner, ban=account.ban)
    for number, name in account.contacts.items():
        yield facts.ContactNamed(owner=owner, number=number, name=name)
    for number in sorted(account.blocked):
        yield facts.BlockSet(owner=owner, number=number, blocked=True)


def _pairs(state: State) -> Iterator[facts.Fact]:
    """Each chat of two once, in the order in which it came into being for its first side."""
    told: set[frozenset[Number]] = set()
    for account in state.accounts.values():
        for peer, conversation in account.conversations.items():
            if is_group(peer):
                continue
            members = frozenset({account.number, Number(peer)})
            if members not in told:
                told.add(members)
                yield from _written(conversation)
                for owner in sorted(members):
                    other = Number(peer) if owner == account.number else account.number
                    yield from _marks(owner, other, conversation)


def _written(conversation: Conversation) -> Iterator[facts.Fact]:
    return (_stored(message) for message in conversation.oldest_first())


def _marks(owner: Number, peer: Peer, conversation: Conversation) -> Iterator[facts.Fact]:
    if owner in conversation.unread:
        yield facts.ChatRead(owner=owner, peer=peer, unread=conversation.unread[owner])
    if owner in conversation.marked:
        yield facts.ChatMarked(owner=owner, peer=peer)
    if owner in conversation.archived:
        yield facts.ChatArchived(owner=owner, peer=peer, archived=True)


def _stored(message: Message) -> facts.MessageStored:
    return facts.MessageStored(
        change=message.changed,
        id=message.id,
        sender=message.sender,
        recipient=message.recipient,
        type=message.type,
        body=message.body,
        at=message.at,
        origin=message.origin,
        quoted=message.quoted,
        mentioned=message.mentioned,
        ack=message.ack,
        revoked_by=message.revoked_by,
        acked=message.acked,
        enclosed=message.enclosed,
        forwarded=message.forwarded,
        readers=message.readers,
        edited_at=message.edited_at,
        reactions=message.reactions,
        hidden_for=message.hidden_for,
        starred_by=message.starred_by,
        reacted=message.reacted,
    )
