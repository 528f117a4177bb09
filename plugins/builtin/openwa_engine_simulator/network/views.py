"""What one account sees of the network: its messages and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import dropwhile, islice

from openwa_engine_simulator.network.accounts import Link
from openwa_engine_simulator.network.frames import (
    Enclosure,
    Me,
    Notice,
    QuotedRef,
    Reacted,
    Reaction,
    WireMessage,
)
from openwa_engine_simulator.network.ids import Number, Peer, is_group, parse_serialised, serialised
from openwa_engine_simulator.network.messages import Message, MessageRef, ReactionOf
from openwa_engine_simulator.network.refusals import not_found
from openwa_engine_simulator.network.state import State

__all__ = ["Views"]


class Views:
    def __init__(self, state: State) -> None:
        self._state = state

    def me(self, link: Link) -> Me:
        account = self._state.accounts[link.number]
        return Me(
            user=account.number,
            device=link.device,
            lid=account.lid,
            push_name=account.push_name,
            platform=account.platform,
        )

    def person(self, number: Number, owner: Number) -> str:
        """The id by which this owner knows somebody, himself included."""
        account = self._state.accounts[number]
        return account.own_chat if number == owner else account.chat

    def chat(self, peer: Peer, owner: Number) -> str:
        """The id of a chat of this owner."""
        return peer if is_group(peer) else self.person(Number(peer), owner)

    def author(self, message: Message, owner: Number) -> str | None:
        """The last part of a message's id, in groups."""
        return self.person(message.sender, owner) if is_group(message.recipient) else None

    def message(self, message: Message, owner: Number) -> WireMessage:
        from_me = message.sender == owner
        group = is_group(message.recipient)
        chat = self.chat(message.peer_of(owner), owner)
        account = self._state.accounts[owner]
        me = account.own_chat
        return WireMessage(
            id=message.id,
            chat=chat,
            sender=me if from_me else chat,
            to=chat if from_me else me,
            author=self.person(message.sender, owner) if group else None,
            from_me=from_me,
            type=message.type,
            body=message.body,
            at=message.at,
            ack=message.ack_for(owner),
            push_name=self._state.accounts[message.sender].push_name,
            contact_name=None if from_me else account.contacts.get(message.sender),
            quoted=None if message.quoted is None else self._quoted(message, message.quoted, owner),
            mentioned=message.mentioned,
            enclosed=self._enclosed(message.enclosed, owner),
            forwarded=message.forwarded,
            edited_at=message.edited_at,
            starred=owner in message.starred_by,
            reactions=tuple(self._reactions(message, owner)) if message.reactions else (),
        )

    def ref(self, serialised_id: str, owner: Number) -> tuple[Peer, MessageRef] | None:
        """The peer and the message that a serialised id of this owner names, known or not."""
        name = parse_serialised(serialised_id)
        peer = None if name is None else self._state.peer_of(name.chat)
        if name is None or peer is None:
            return None
        if name.from_me:
            sender: Number | None = owner
        elif is_group(peer):
            sender = None if name.author is None else self._state.number_of(name.author)
        else:
            sender = Number(peer)
        return None if sender is None else (peer, MessageRef(sender=sender, id=name.id))

    def named(self, serialised_id: str, owner: Number) -> Message:
        """The message of that id, if this owner has it. Raises `RefusedError`."""
        peer, ref = self.ref(serialised_id, owner) or (owner, MessageRef(sender=owner, id=""))
        conversation = self._state.conversation(owner, peer)
        message = None if conversation is None else conversation.get(ref.sender, ref.id)
        if message is None or not message.is_for(owner):
            raise not_found(f"the message {serialised_id}")
        return message

    def called(self, name: str, chat: str, owner: Number) -> Message:
        """A message of a chat by its bare or whole id, if this owner has it. Raises `RefusedError`."""
        if parse_serialised(name) is not None:
            return self.named(name, owner)
        peer = self._state.peer_of(chat)
        conversation = None if peer is None else self._state.conversation(owner, peer)
        message = None if conversation is None else conversation.find(name)
        if message is None or not message.is_for(owner):
            raise not_found(f"the message {name}")
        return message

    def history(
        self,
        owner: Number,
        chat: str,
        *,
        limit: int,
        before: str | None = None,
        inclusive: bool = False,
        notices: bool = True,
    ) -> Iterator[WireMessage]:
        """Newest first, from before the message `before`, or from it on."""
        peer = self._state.peer_of(chat)
        conversation = None if peer is None else self._state.conversation(owner, peer)
        if conversation is None:
            return iter(())
        wanted: Iterable[Message] = conversation.newest_first()
        if before is not None:
            wanted = _from(wanted, self.ref(before, owner))
            wanted = islice(wanted, 0 if inclusive else 1, None)
        seen = (message for message in wanted if message.is_for(owner) and (notices or message.type != "gp2"))
        return (self.message(message, owner) for message in islice(seen, limit))

    def reactions_since(self, message: Message, owner: Number, seen: int) -> Iterator[Reaction]:
        """Those that came after this change."""
        for reaction in message.reactions:
            if reaction.change > seen:
                yield self.reaction(message, reaction, owner)

    def reaction(self, message: Message, reaction: ReactionOf, owner: Number) -> Reaction:
        return Reaction(
            chat=self.chat(message.peer_of(owner), owner),
            id=message.id,
            from_me=message.sender == owner,
            author=self.author(message, owner),
            sender=self.person(reaction.by, owner),
            emoji=reaction.emoji,
            ts=reaction.at,
            seq=reaction.change,
        )

    def _quoted(self, message: Message, quoted: MessageRef, owner: Number) -> QuotedRef:
        whole = serialised(
            from_me=quoted.sender == owner,
            chat=self.chat(message.peer_of(owner), owner),
            message_id=quoted.id,
            author=self.person(quoted.sender, owner) if is_group(message.recipient) else None,
        )
        return QuotedRef(id=whole)

    def _enclosed(self, enclosed: Enclosure | None, owner: Number) -> Enclosure | None:
        """The owner knows himself by his number, whatever the others call him."""
        if not isinstance(enclosed, Notice):
            return enclosed
        account = self._state.accounts[owner]
        named = (account.own_chat if one == account.chat else one for one in enclosed.recipients)
        return replace(enclosed, recipients=tuple(named))

    def _reactions(self, message: Message, owner: Number) -> Iterator[Reacted]:
        for reaction in message.reactions:
            if reaction.emoji:
                who = self.person(reaction.by, owner)
                yield Reacted(sender=who, emoji=reaction.emoji, at=reaction.at)


def _from(messages: Iterable[Message], found: tuple[Peer, MessageRef] | None) -> Iterator[Message]:
    """The named message and what comes after it; nothing when it is not among them."""
    return dropwhile(lambda message: found is None or message.ref != found[1], messages)
