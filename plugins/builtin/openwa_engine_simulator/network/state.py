"""The network's memory: accounts, links, groups, conversations, the send log. Changed by facts only."""

from __future__ import annotations

from typing import assert_never

from openwa_engine_simulator.network import facts
from openwa_engine_simulator.network.accounts import Account, Link
from openwa_engine_simulator.network.groups import Group
from openwa_engine_simulator.network.ids import GroupId, Number, Peer, is_group
from openwa_engine_simulator.network.messages import Conversation, Message, ReactionOf
from openwa_engine_simulator.network.send_log import SendLog

__all__ = ["State"]


class State:
    def __init__(self) -> None:
        self.accounts: dict[Number, Account] = {}
        self.links: dict[str, Link] = {}
        self.groups: dict[GroupId, Group] = {}
        self.log = SendLog()
        self.change = 0
        self._by_lid: dict[str, Number] = {}

    def number_of(self, chat: str) -> Number | None:
        """The account that a chat id or a bare number names, if it is on WhatsApp."""
        if chat.endswith("@lid"):
            return self._by_lid.get(chat)
        number = Number(chat.removesuffix("@c.us"))
        return number if number in self.accounts else None

    def peer_of(self, chat: str) -> Peer | None:
        """The account or the group that a chat id names, if there is one."""
        if is_group(chat):
            return chat if chat in self.groups else None
        return self.number_of(chat)

    def conversation(self, owner: Number, peer: Peer) -> Conversation | None:
        account = self.accounts.get(owner)
        return None if account is None else account.conversations.get(peer)

    def message(self, sender: Number, recipient: Peer, message_id: str) -> Message | None:
        conversation = self.conversation(sender, recipient)
        return None if conversation is None else conversation.get(sender, message_id)

    def apply(self, fact: facts.Fact) -> None:
        match fact:
            case facts.MessageStored():
                self._store(fact)
            case facts.HandedOver(entry=entry):
                self.log.append(entry)
            case facts.AckRaised():
                self._raise_acks(fact)
            case facts.LinkSaw(token=token, seen=seen):
                if token in self.links:
                    self.links[token].seen = seen
            case facts.MessageRevoked() | facts.MessageEdited() | facts.MessageReacted():
                self._change(fact)
            case facts.MessageHidden() | facts.MessageStarred():
                self._set_apart(fact)
            case facts.ChatRead() | facts.ChatMarked() | facts.ChatArchived():
                self._mark(fact)
            case facts.GroupSaved():
                self._save_group(fact)
            case facts.LinkMade() | facts.LinkGone():
                self._link(fact)
            case facts.PhoneSaved() | facts.BanSet() | facts.ContactNamed() | facts.BlockSet():
                self._save_account(fact)
            case _:
                assert_never(fact)

    def _save_account(
        self, fact: facts.PhoneSaved | facts.BanSet | facts.ContactNamed | facts.BlockSet
    ) -> None:
        match fact:
            case facts.PhoneSaved():
                self._save_phone(fact)
            case facts.BanSet(number=number, ban=ban):
                self.accounts[number].ban = ban
            case facts.ContactNamed(owner=owner, number=number, name=None):
                self.accounts[owner].contacts.pop(number, None)
            case facts.ContactNamed(owner=owner, number=number, name=str(name)):
                self.accounts[owner].contacts[number] = name
            case facts.BlockSet(owner=owner, number=number, blocked=blocked):
                change = set.add if blocked else set.discard
                change(self.accounts[owner].blocked, number)

    def _save_phone(self, fact: facts.PhoneSaved) -> None:
        account = self.accounts.setdefault(
            fact.number,
            Account(number=fact.number, push_name=fact.push_name, platform=fact.platform, lid=fact.lid),
        )
        account.push_name, account.platform = fact.push_name, fact.platform
        account.receipts, account.addressing = fact.receipts, fact.addressing
        account.is_business, account.picture = fact.is_business, fact.picture
        self._by_lid[account.lid] = account.number

    def _link(self, fact: facts.LinkMade | facts.LinkGone) -> None:
        if isinstance(fact, facts.LinkGone):
            gone = self.links.pop(fact.token)
            del self.accounts[gone.number].links[gone.device]
            return
        account = self.accounts[fact.number]
        link = Link(number=fact.number, device=fact.device, token=fact.token, seen=fact.seen)
        account.links[fact.device] = self.links[fact.token] = link
        account.last_device = max(account.last_device, fact.device)

    def _save_group(self, fact: facts.GroupSaved) -> None:
        group = self.groups.setdefault(
            fact.id,
            Group(
                id=fact.id,
                subject=fact.subject,
                created_at=fact.created_at,
                creator=fact.creator,
                invite=fact.invite,
            ),
        )
        group.subject, group.description, group.invite = fact.subject, fact.description, fact.invite
        group.restrict, group.announce, group.picture = fact.restrict, fact.announce, fact.picture
        group.members, group.former = dict(fact.members), set(fact.former)
        for number in group.members.keys() | group.former:
            self.accounts[number].conversations[group.id] = group.conversation

    def _between(self, one: Number, other: Peer) -> Conversation:
        known = self.accounts[one].conversations.get(other)
        if known is not None:
            return known
        if is_group(other):
            return self.groups[other].conversation
        made = Conversation()
        self.accounts[one].conversations[other] = made
        self.accounts[Number(other)].conversations[one] = made
        return made

    def _store(self, fact: facts.MessageStored) -> None:
        message = Message(
            id=fact.id,
            sender=fact.sender,
            recipient=fact.recipient,
            type=fact.type,
            body=fact.body,
            at=fact.at,
            origin=fact.origin,
            quoted=fact.quoted,
            mentioned=fact.mentioned,
            enclosed=fact.enclosed,
            forwarded=fact.forwarded,
            ack=fact.ack,
            readers=None if fact.readers is None else dict(fact.readers),
            edited_at=fact.edited_at,
            revoked_by=fact.revoked_by,
            reactions=fact.reactions,
            hidden_for=fact.hidden_for,
            starred_by=fact.starred_by,
            changed=fact.change,
            acked=fact.acked,
            reacted=fact.reacted,
        )
        self._between(fact.sender, fact.recipient).add(message)
        self.change = max(self.change, fact.change, fact.acked, fact.reacted)

    def _raise_acks(self, fact: facts.AckRaised) -> None:
        readers: tuple[Number | None, ...] = fact.readers or (None,)
        for message_id in fact.ids:
            message = self.message(fact.sender, fact.recipient, message_id)
            if message is not None and message.raise_acks(readers, fact.ack):
                message.acked = fact.change
        self.change = max(self.change, fact.change)

    def _change(self, fact: facts.MessageRevoked | facts.MessageEdited | facts.MessageReacted) -> None:
        self.change = max(self.change, fact.change)
        message = self.message(fact.sender, fact.recipient, fact.id)
        if message is None:
            return
        match fact:
            case facts.MessageRevoked():
                message.type, message.body, message.revoked_by = "revoked", "", fact.by
                message.enclosed, message.reactions = None, ()
                message.changed, message.edited_at = fact.change, fact.at
            case facts.MessageEdited():
                message.body, message.edited_at, message.changed = fact.body, fact.at, fact.change
            case facts.MessageReacted(by=by):
                reaction = ReactionOf(by=by, emoji=fact.emoji, at=fact.at, change=fact.change)
                others = (known for known in message.reactions if known.by != by)
                message.reactions = (*others, reaction)
                message.reacted = fact.change

    def _set_apart(self, fact: facts.MessageHidden | facts.MessageStarred) -> None:
        message = self.message(fact.sender, fact.recipient, fact.id)
        if message is None:
            return
        if isinstance(fact, facts.MessageHidden):
            message.hidden_for |= {fact.by}
        else:
            message.starred_by = message.starred_by - {fact.by} | ({fact.by} if fact.starred else set())

    def _mark(self, fact: facts.ChatRead | facts.ChatMarked | facts.ChatArchived) -> None:
        conversation = self._between(fact.owner, fact.peer)
        match fact:
            case facts.ChatRead(owner=owner):
                conversation.unread[owner] = fact.unread
                conversation.marked.discard(owner)
            case facts.ChatMarked(owner=owner):
                conversation.marked.add(owner)
            case facts.ChatArchived(owner=owner, archived=archived):
                change = set.add if archived else set.discard
                change(conversation.archived, owner)
