"""Messages and acks on their way from the page to core, each once."""

from __future__ import annotations

from openwa_engine_playwright.messages import ack_of, as_message, chat_of
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.reporter import Reporter
from openwa_engine_playwright.seen import Seen
from openwa_engine_playwright.wire import PageMessage
from openwa_hookspecs.models.events import AckChanged, MessageSeen
from openwa_hookspecs.models.ids import MessageId
from openwa_hookspecs.models.messages import Ack

__all__ = ["Intake"]


class Intake:
    """Outlives the browsers of a session, so that what two of them tell is passed on once."""

    def __init__(self, reporter: Reporter, progress: Progress) -> None:
        self._reporter = reporter
        self._progress = progress
        self._seen = Seen()

    async def take(self, page_message: PageMessage) -> bool:
        """Pass a message on, unless it is known or none that a caller knows. False when the session is over
        and core did not get it: then it does not count as read."""
        message = as_message(page_message)
        if message is None:
            return True
        if message.id not in self._seen:
            if not await self._reporter.tell(MessageSeen(message=message)):
                return False
            self._seen.add(message.id)
        self._progress.note(message.wa_timestamp)
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
        chat_id = chat_of(message_id, chat)
        mark = f"{ack} {message_id}"
        if chat_id is None or ack is Ack.PENDING or mark in self._seen:
            return
        await self._reporter.tell(AckChanged(message_id=message_id, chat_id=chat_id, ack=ack))
        self._seen.add(mark)
