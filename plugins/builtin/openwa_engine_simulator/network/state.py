"""The network's memory: accounts, links, conversations, the send log. Changed by facts only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from openwa_engine_simulator.network.accounts import Account, Link
from openwa_engine_simulator.network.facts import (
    AckRaised,
    BanSet,
    ChatRead,
    Fact,
    HandedOver,
    LinkGone,
    LinkMade,
    LinkSaw,
    MessageRevoked,
    MessageStored,
    PhoneSaved,
)
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.messages import Conversation, Message, MessageRef
from openwa_engine_simulator.network.send_log import SendLog

__all__ = ["State"]


class State:
    def __init__(self) -> None:
        self.accounts: dict[Number, Account] = {}
        self.links: dict[str, Link] = {}
        self.log = SendLog()
        self.change = 0
        self._by_lid: dict[str, Number] = {}

    def number_of(self, chat: str) -> Number | None:
        """The account that a chat id or a bare number names, if it is on WhatsApp."""
        if chat.endswith("@lid"):
            return self._by_lid.get(chat)
        number = Number(chat.removesuffix("@c.us"))
        return number if number in self.accounts else None

    def conversation(self, one: Number, other: Number) -> Conversation | None:
        account = self.accounts.get(one)
        return None if account is None else account.conversations.get(other)

    def apply(self, fact: Fact) -> None:
        match fact:
            case MessageStored():
                self._store(fact)
            case HandedOver(entry=entry):
                self.log.append(entry)
            case AckRaised():
                self._raise_acks(fact)
            case LinkSaw(token=token, seen=seen):
                if token in self.links:
                    self.links[token].seen = seen
            case PhoneSaved():
                self._save_phone(fact)
            case BanSet(number=number, ban=ban):
                self.accounts[number].ban = ban
            case LinkMade():
                self._link(fact)
            case LinkGone(token=token):
                link = self.links.pop(token)
                del self.accounts[link.number].links[link.device]
            case MessageRevoked():
                self._revoke(fact)
            case ChatRead(owner=owner, peer=peer):
                self._between(owner, peer).unread[owner] = 0
            case _:
                assert_never(fact)

    def facts(self) -> Iterator[Fact]:
        """The shortest history that leads to this state."""
        for account in self.accounts.values():
            yield PhoneSaved(
                number=account.number,
                push_name=account.push_name,
                platform=account.platform,
                lid=account.lid,
                receipts=account.receipts,
            )
            if account.ban is not None:
                yield BanSet(number=account.number, ban=account.ban)
        for link in self.links.values():
            yield LinkMade(number=link.number, device=link.device, token=link.token, seen=link.seen)
        yield from (HandedOver(entry=entry) for entry in self.log.entries())
        for account in self.accounts.values():
            yield from _conversation_facts(account)

    def _save_phone(self, fact: PhoneSaved) -> None:
        account = self.accounts.setdefault(
            fact.number,
            Account(number=fact.number, push_name=fact.push_name, platform=fact.platform, lid=fact.lid),
        )
        account.push_name, account.platform = fact.push_name, fact.platform
        account.receipts = fact.receipts
        self._by_lid[account.lid] = account.number

    def _link(self, fact: LinkMade) -> None:
        account = self.accounts[fact.number]
        link = Link(number=fact.number, device=fact.device, token=fact.token, seen=fact.seen)
        account.links[fact.device] = self.links[fact.token] = link
        account.last_device = max(account.last_device, fact.device)

    def _between(self, one: Number, other: Number) -> Conversation:
        known = self.accounts[one].conversations.get(other)
        if known is None:
            known = Conversation(members=(one, other))
            self.accounts[one].conversations[other] = known
            self.accounts[other].conversations[one] = known
        return known

    def _store(self, fact: MessageStored) -> None:
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
            ack=fact.ack,
            revoked_by=fact.revoked_by,
            changed=fact.change,
            acked=fact.acked,
        )
        self._between(fact.sender, fact.recipient).add(message)
        self.change = max(self.change, fact.change, fact.acked)

    def _raise_acks(self, fact: AckRaised) -> None:
        for message_id in fact.ids:
            message = self._message(fact.sender, fact.recipient, message_id)
            if message is not None and message.ack < fact.ack:
                message.ack, message.acked = fact.ack, fact.change
        self.change = max(self.change, fact.change)

    def _revoke(self, fact: MessageRevoked) -> None:
        message = self._message(fact.sender, fact.recipient, fact.id)
        if message is not None:
            message.type, message.body, message.revoked_by = "revoked", "", fact.by
            message.changed = fact.change
        self.change = max(self.change, fact.change)

    def _message(self, sender: Number, recipient: Number, message_id: str) -> Message | None:
        return self._between(sender, recipient).get(MessageRef(sender=sender, id=message_id))


def _conversation_facts(account: Account) -> Iterator[Fact]:
    for peer, conversation in account.conversations.items():
        if conversation.members[0] == account.number:
            yield from (_stored(message) for message in conversation.oldest_first())
            yield from (
                ChatRead(owner=owner, peer=peer if owner == account.number else account.number)
                for owner, unread in conversation.unread.items()
                if not unread
            )


def _stored(message: Message) -> MessageStored:
    return MessageStored(
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
    )
