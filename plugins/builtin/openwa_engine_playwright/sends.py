"""Sending, one message at a time, and finding out what became of one."""

from __future__ import annotations

import asyncio
from typing import Final

from openwa_engine_playwright.desk import Desk
from openwa_engine_playwright.faults import FileGoneError, PageAnswerError, PageFault
from openwa_engine_playwright.messages import ack_of
from openwa_engine_playwright.orders import Order, order_of
from openwa_engine_playwright.page import WhatsAppPage
from openwa_engine_playwright.refusals import send_refusal
from openwa_engine_playwright.wire import SendAnswer
from openwa_hookspecs.engine import LookupResult
from openwa_hookspecs.errors import OutcomeUnknownError, SendFailedError, SessionNotReadyError
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import SessionStatus

__all__ = ["Sends"]

_UNKNOWN: Final = LookupResult(outcome=SendOutcome.UNKNOWN)


class Sends:
    """Those of one session, in order."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._one_at_a_time = asyncio.Lock()

    async def send(self, message: OutboundMessage, key: MessageKey) -> SentMessage:
        """See `Engine.send`."""
        order = order_of(message.content)
        async with self._one_at_a_time:
            page = self._desk.page(order.needs)
            try:
                answer = await self._hand_over(page, message, key, order)
            except FileGoneError as error:
                raise SendFailedError("The file of the message is gone", reason="file_gone") from error
            except PageFault as error:
                raise OutcomeUnknownError(str(error)) from error
            except PageAnswerError as error:
                raise send_refusal(error, self._desk.session_id, message) from error
        if answer.outcome == "refused":
            refused = PageAnswerError(answer.reason or "refused", "after the hand-over")
            raise send_refusal(refused, self._desk.session_id, message)
        return _sent(answer)

    async def lookup(self, key: MessageKey, chat_id: ChatId) -> LookupResult:
        """See `Engine.lookup`."""
        try:
            page = self._desk.visit(SessionStatus.READY).page
            limit_s = self._desk.timeouts.evaluate_s
            answer = await page.ask(SendAnswer.model_validate, "lookup", limit_s=limit_s, to=chat_id, key=key)
            if answer.outcome == "absent":
                return LookupResult(outcome=SendOutcome.ABSENT)
            return LookupResult(outcome=SendOutcome.SENT, sent=_sent(answer))
        except (SessionNotReadyError, PageFault, PageAnswerError, OutcomeUnknownError):
            return _UNKNOWN

    async def _hand_over(
        self, page: WhatsAppPage, message: OutboundMessage, key: MessageKey, order: Order
    ) -> SendAnswer:
        if order.path is not None:
            await page.put_file(order.path, limit_s=self._desk.timeouts.evaluate_s)
        return await page.ask(
            SendAnswer.model_validate,
            "send",
            limit_s=self._desk.timeouts.send_s + self._desk.timeouts.transfer_s(order.size),
            to=message.chat_id,
            key=key,
            content=order.content,
            quoted=message.quoted_message_id,
            mentioned=message.mentioned_ids,
        )


def _sent(answer: SendAnswer) -> SentMessage:
    """Raises `OutcomeUnknownError` when it cannot be told."""
    if answer.outcome != "sent" or answer.id is None or answer.t is None:
        raise OutcomeUnknownError(answer.reason or "the page does not know")
    return SentMessage(
        message_id=MessageId(answer.id), wa_timestamp=int(answer.t), ack=ack_of(answer.ack or 1)
    )
