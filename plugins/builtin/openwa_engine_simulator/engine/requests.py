"""What callers ask of one session, as questions to the network."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar

from openwa_engine_simulator.engine.connection import Connection, ConnectionLostError, Question
from openwa_engine_simulator.engine.messages import as_message, as_outgoing, send_error
from openwa_engine_simulator.engine.session import DeviceSession
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.engine import LookupResult
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    OutcomeUnknownError,
    ServiceUnavailableError,
)
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, own_message_id
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import PairingCode

__all__ = ["history", "look_up", "pairing_code", "send"]

AnswerT = TypeVar("AnswerT", bound=frames.Answer)

_ANSWER_S: Final = 10.0
_UNKNOWN: Final = LookupResult(outcome=SendOutcome.UNKNOWN)


async def send(session: DeviceSession, message: OutboundMessage, key: MessageKey) -> SentMessage:
    """Waits as long as the caller does; see `Engine.send` for what is raised."""
    question = partial(_send_frame, as_outgoing(message, key))
    try:
        accepted = await session.linked().ask(question, frames.Accepted)
    except RefusedError as refused:
        raise send_error(refused, session.id, message) from refused
    except ConnectionLostError as error:
        raise OutcomeUnknownError("the connection broke before the server's answer came") from error
    return SentMessage(message_id=own_message_id(message.chat_id, key), wa_timestamp=accepted.at)


async def look_up(session: DeviceSession, key: MessageKey, chat_id: ChatId) -> LookupResult:
    try:
        found = await _ask(session.linked(), lambda n: frames.Lookup(n=n, id=key), frames.Found)
    except GatewayError:
        return _UNKNOWN
    if found.at is None:
        return LookupResult(outcome=SendOutcome.ABSENT)
    sent = SentMessage(message_id=own_message_id(chat_id, key), wa_timestamp=found.at)
    return LookupResult(outcome=SendOutcome.SENT, sent=sent)


async def history(
    session: DeviceSession, chat_id: ChatId, *, limit: int, before: MessageId | None
) -> Sequence[Message]:
    """Raises `SessionNotReadyError`, `ServiceUnavailableError`."""
    page = await _ask(
        session.linked(),
        lambda n: frames.History(n=n, chat=chat_id, limit=limit, before=before),
        frames.HistoryPage,
    )
    return [as_message(message) for message in page.messages]


async def pairing_code(session: DeviceSession, phone: str) -> PairingCode:
    """Raises `SessionNotReadyError`, `ServiceUnavailableError`, or `GatewayError` for a malformed number."""
    made = await _ask(session.showing(), lambda n: frames.LinkCode(n=n, phone=phone), frames.LinkCodeMade)
    return PairingCode(code=made.code, expires_at=datetime.fromtimestamp(made.expires_at, UTC))


async def _ask(connection: Connection, question: Question, answer: type[AnswerT]) -> AnswerT:
    try:
        async with asyncio.timeout(_ANSWER_S):
            return await connection.ask(question, answer)
    except (ConnectionLostError, TimeoutError) as error:
        raise ServiceUnavailableError("the simulated network does not answer") from error
    except RefusedError as refused:
        raise GatewayError(ErrorCode.VALIDATION_ERROR, refused.message) from refused


def _send_frame(message: frames.OutgoingMessage, n: int) -> frames.Send:
    return frames.Send(n=n, message=message)
