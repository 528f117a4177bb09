"""Messages, acks and what happens to groups, on their way from the page to core, each once."""

from __future__ import annotations

from typing import assert_never

from openwa_engine_playwright.messages import ack_of, as_message, chat_id, chat_of, identities_in
from openwa_engine_playwright.notices import as_notice
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.reporter import Reporter
from openwa_engine_playwright.seen import Seen
from openwa_engine_playwright.wire import EditFact, PageMessage, ReactionFact, RevokeFact
from openwa_hookspecs.models.events import (
    AckChanged,
    EngineEvent,
    GroupChanged,
    IdentitiesSeen,
    MessageEdited,
    MessageRevoked,
    MessageSeen,
    ReactionSeen,
)
from openwa_hookspecs.models.ids import ChatId, MessageId
from openwa_hookspecs.models.messages import Ack

__all__ = ["Intake"]


class Intake:
    """Outlives the browsers of a session, so that what two of them tell is passed on once."""

    def __init__(self, reporter: Reporter, progress: Progress) -> None:
        self._reporter = reporter
        self._progress = progress
        self._seen = Seen()

    async def take(self, page_message: PageMessage) -> bool:
        """Pass a message on, or what it says of a group, unless it is known or none that a caller knows.
        False when the session is over and core did not get it: then it does not count as read."""
        event = _seen_in(page_message)
        if event is None:
            return True
        if not await self._take_identities(page_message):
            return False
        if not await self._tell_once(page_message.id, event):
            return False
        self._progress.note(int(page_message.t or 0))
        return True

    async def take_missed(self, page_message: PageMessage) -> bool:
        """As `take`, for a message of which the receipts may have been missed as well."""
        if not await self.take(page_message):
            return False
        if page_message.from_me and page_message.ack is not None:
            await self.take_ack(MessageId(page_message.id), page_message.ack, page_message.chat)
        return True

    async def take_ack(self, message_id: MessageId, native: int, chat: str | None) -> None:
        """Pass the ack of an own message on, unless it is known."""
        ack = ack_of(native)
        known = chat_of(message_id, chat)
        mark = f"{ack} {message_id}"
        if known is None or ack is Ack.PENDING or mark in self._seen:
            return
        await self._reporter.tell(AckChanged(message_id=message_id, chat_id=known, ack=ack))
        self._seen.add(mark)

    async def take_change(self, fact: EditFact | RevokeFact | ReactionFact) -> bool:
        """Pass on what became of a message, unless it is known. False as in `take`."""
        message_id = MessageId(fact.id)
        chat = chat_of(message_id, fact.chat)
        if chat is None:
            return True
        mark, event = _change(fact, message_id, chat)
        return await self._tell_once(mark, event)

    async def _take_identities(self, page: PageMessage) -> bool:
        pairs = tuple(pair for pair in identities_in(page) if _same_person(pair) not in self._seen)
        if not pairs:
            return True
        if not await self._reporter.tell(IdentitiesSeen(pairs=pairs)):
            return False
        for pair in pairs:
            self._seen.add(_same_person(pair))
        return True

    async def _tell_once(self, mark: str, event: EngineEvent) -> bool:
        if mark in self._seen:
            return True
        if not await self._reporter.tell(event):
            return False
        self._seen.add(mark)
        return True


def _seen_in(page: PageMessage) -> MessageSeen | GroupChanged | None:
    if (message := as_message(page)) is not None:
        return MessageSeen(message=message)
    notice = as_notice(page)
    return None if notice is None else GroupChanged(notice=notice)


def _same_person(pair: tuple[ChatId, ChatId]) -> str:
    return f"{pair[0]} {pair[1]}"


def _change(
    fact: EditFact | RevokeFact | ReactionFact, message_id: MessageId, chat: ChatId
) -> tuple[str, EngineEvent]:
    """What tells it from others, and what core is told."""
    t = int(fact.t)
    match fact:
        case EditFact(body=body):
            edited = MessageEdited(message_id=message_id, chat_id=chat, body=body, wa_timestamp=t)
            return f"edited {message_id} {t} {hash(body)}", edited
        case RevokeFact():
            return f"revoked {message_id}", MessageRevoked(
                message_id=message_id, chat_id=chat, wa_timestamp=t
            )
        case ReactionFact(emoji=emoji):
            sender = chat_id(fact.sender)
            seen = ReactionSeen(
                message_id=message_id, chat_id=chat, sender=sender, emoji=emoji, wa_timestamp=t
            )
            return f"reaction {message_id} {sender} {t} {emoji}", seen
        case _:
            assert_never(fact)
