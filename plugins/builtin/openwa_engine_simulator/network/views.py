"""What one account sees of the network: its messages, chats and contacts in the words of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice

from openwa_engine_simulator.network.accounts import Account, Link
from openwa_engine_simulator.network.frames import Chat, Contact, Me, QuotedRef, Sync, WireMessage
from openwa_engine_simulator.network.ids import Number, chat_of, parse_serialised, serialised
from openwa_engine_simulator.network.messages import Message, MessageRef
from openwa_engine_simulator.network.state import State

__all__ = ["Views"]

_RECENT = 200
"""Messages of each chat that a device gets after linking."""
_BATCH = 100


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

    def message(self, message: Message, owner: Number) -> WireMessage:
        quoted = message.quoted
        return WireMessage(
            id=message.id,
            chat=chat_of(message.peer_of(owner)),
            sender=chat_of(message.sender),
            to=chat_of(message.recipient),
            from_me=message.sender == owner,
            type=message.type,
            body=message.body,
            at=message.at,
            ack=message.ack,
            push_name=self._state.accounts[message.sender].push_name,
            quoted=None if quoted is None else QuotedRef(id=self._quoted_id(message, quoted, owner)),
            mentioned=message.mentioned,
        )

    def ref(self, serialised_id: str, owner: Number) -> tuple[Number, MessageRef] | None:
        """The peer and the message that a serialised id of this owner names, known or not."""
        parts = parse_serialised(serialised_id)
        peer = None if parts is None else self._state.number_of(parts[1])
        if parts is None or peer is None:
            return None
        return peer, MessageRef(sender=owner if parts[0] else peer, id=parts[2])

    def history(
        self, owner: Number, chat: str, *, limit: int, before: str | None = None, inclusive: bool = False
    ) -> Iterator[WireMessage]:
        """Newest first, from before the message `before`, or from it on."""
        peer = self._state.number_of(chat)
        conversation = None if peer is None else self._state.conversation(owner, peer)
        if conversation is None:
            return iter(())
        wanted: Iterable[Message] = conversation.newest_first()
        if before is not None:
            wanted = _from(wanted, self.ref(before, owner))
            wanted = islice(wanted, 0 if inclusive else 1, None)
        return (self.message(message, owner) for message in islice(wanted, limit))

    def sync(self, link: Link, *, everything: bool) -> Iterator[Sync]:
        """What a device must know when it comes on the line, in frames of a bearable size."""
        account = self._state.accounts[link.number]
        news = sorted(_news(account, link, recent=_RECENT if everything else 0), key=_News.time)
        batches = [news[start : start + _BATCH] for start in range(0, len(news), _BATCH)] or [[]]
        for place, batch in enumerate(batches):
            yield Sync(
                chats=tuple(self._chats(account)) if not place else (),
                contacts=tuple(self._contacts(account)) if not place else (),
                messages=tuple(self.message(item.message, link.number) for item in batch),
                missed=tuple(item.message.id for item in batch if item.is_missed),
                apart=tuple(item.message.id for item in batch if item.is_apart),
                seq=self._state.change,
                last=place == len(batches) - 1,
            )

    def _quoted_id(self, message: Message, quoted: MessageRef, owner: Number) -> str:
        chat = chat_of(message.peer_of(owner))
        return serialised(from_me=quoted.sender == owner, chat=chat, message_id=quoted.id)

    def _chats(self, account: Account) -> Iterator[Chat]:
        for peer, conversation in account.conversations.items():
            name = self._state.accounts[peer].push_name
            yield Chat(id=chat_of(peer), name=name, unread=conversation.unread.get(account.number, 0))

    def _contacts(self, account: Account) -> Iterator[Contact]:
        for peer in account.conversations:
            name = self._state.accounts[peer].push_name
            yield Contact(id=chat_of(peer), name=name, push_name=name)


@dataclass(frozen=True, kw_only=True, slots=True)
class _News:
    """A message that goes into a device's sync, and why."""

    message: Message
    is_recent: bool
    is_missed: bool

    @property
    def is_apart(self) -> bool:
        return not self.is_recent and (not self.is_missed or self.message.revoked_by is not None)

    def time(self) -> int:
        return self.message.at


def _news(account: Account, link: Link, *, recent: int) -> Iterator[_News]:
    for conversation in account.conversations.values():
        first_recent = len(conversation) - recent
        for place, message in enumerate(conversation.oldest_first()):
            is_recent = place >= first_recent
            if is_recent or message.change_for(link.number) > link.seen:
                yield _News(message=message, is_recent=is_recent, is_missed=_is_missed(message, link))


def _is_missed(message: Message, link: Link) -> bool:
    """A receipt makes no message new, and what the device has sent itself it knows."""
    is_its_own = message.sender == link.number and message.origin == link.device
    return message.changed > link.seen and not (is_its_own and message.revoked_by is None)


def _from(messages: Iterable[Message], found: tuple[Number, MessageRef] | None) -> Iterator[Message]:
    """The named message and what comes after it; nothing when it is not among them."""
    return dropwhile(lambda message: found is None or message.ref != found[1], messages)
