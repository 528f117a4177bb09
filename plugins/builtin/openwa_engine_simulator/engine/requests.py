"""What callers send and look up, as questions to the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from openwa_engine_simulator.engine.asking import ask, malformed
from openwa_engine_simulator.engine.connection import ConnectionLostError
from openwa_engine_simulator.engine.contents import Outgoing, outgoing
from openwa_engine_simulator.engine.errors import send_error
from openwa_engine_simulator.engine.media_road import MediaRoad
from openwa_engine_simulator.engine.messages import as_message, is_message
from openwa_engine_simulator.engine.session import DeviceSession
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.engine import LookupResult
from openwa_hookspecs.errors import (
    GatewayError,
    OutcomeUnknownError,
    SendFailedError,
)
from openwa_hookspecs.models.content import Content, Text
from openwa_hookspecs.models.ids import (
    ChatId,
    MessageId,
    MessageKey,
    is_group,
    key_of,
    own_message_id,
)
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import PairingCode

__all__ = ["history", "look_up", "message", "pairing_code", "send"]

_UNKNOWN: Final = LookupResult(outcome=SendOutcome.UNKNOWN)
_CHATS: Final = ("@c.us", "@lid", "@g.us")


async def send(
    session: DeviceSession, message: OutboundMessage, key: MessageKey, road: MediaRoad
) -> SentMessage:
    """Waits as long as the caller does; see `Engine.send` for what is raised."""
    connection = session.linked()
    if not message.chat_id.endswith(_CHATS):
        raise SendFailedError("The simulated network has no chats of this kind", chatId=message.chat_id)
    try:
        if isinstance(message.content, Text) and message.content.preview is None:
            content = Outgoing(type="chat", body=message.content.text)
        else:
            content = await _content(message.content, road)
        question = partial(_send_frame, _outgoing(message, content, key))
        accepted = await connection.ask(question, frames.Accepted)
    except RefusedError as refused:
        raise send_error(refused, session.id, message) from refused
    except ConnectionLostError as error:
        raise OutcomeUnknownError("the connection broke before the server's answer came") from error
    return SentMessage(message_id=_own_id(session, message.chat_id, key), wa_timestamp=accepted.at)


async def look_up(session: DeviceSession, key: MessageKey, chat_id: ChatId) -> LookupResult:
    try:
        question = partial(_lookup_frame, key)
        found = await ask(session.linked(), question, frames.Found, malformed)
    except GatewayError:
        return _UNKNOWN
    if found.at is None:
        return LookupResult(outcome=SendOutcome.ABSENT)
    sent = SentMessage(message_id=_own_id(session, chat_id, key), wa_timestamp=found.at)
    return LookupResult(outcome=SendOutcome.SENT, sent=sent)


async def history(
    session: DeviceSession, chat_id: ChatId, *, limit: int, before: MessageId | None
) -> Sequence[Message]:
    """Raises `SessionNotReadyError`, `ServiceUnavailableError`."""
    page = await ask(
        session.linked(),
        lambda n: frames.History(n=n, chat=chat_id, limit=limit, before=before, notices=False),
        frames.HistoryPage,
        malformed,
    )
    return [as_message(message) for message in page.messages if is_message(message)]


async def message(session: DeviceSession, message_id: MessageId, chat_id: ChatId) -> Message | None:
    """Raises `SessionNotReadyError`, `ServiceUnavailableError`."""
    page = await ask(
        session.linked(),
        lambda n: frames.History(n=n, chat=chat_id, limit=1, before=message_id, inclusive=True),
        frames.HistoryPage,
        malformed,
    )
    shown = (as_message(found) for found in page.messages if is_message(found))
    return next((found for found in shown if found.key == key_of(message_id)), None)


async def pairing_code(session: DeviceSession, phone: str) -> PairingCode:
    """Raises `SessionNotReadyError`, `ServiceUnavailableError`, or `GatewayError` for a malformed number."""
    made = await ask(
        session.showing(),
        lambda n: frames.LinkCode(n=n, phone=phone),
        frames.LinkCodeMade,
        malformed,
    )
    return PairingCode(code=made.code, expires_at=datetime.fromtimestamp(made.expires_at, UTC))


async def _content(content: Content, road: MediaRoad) -> Outgoing:
    """Until it is complete, nothing has been sent."""
    try:
        return await outgoing(content, road)
    except OSError as error:
        raise SendFailedError(f"The file could not be uploaded: {error.strerror or error}") from error


def _outgoing(message: OutboundMessage, content: Outgoing, key: MessageKey) -> frames.OutgoingMessage:
    quoted = message.quoted_message_id
    return frames.OutgoingMessage(
        id=key,
        to=message.chat_id,
        type=content.type,
        body=content.body,
        enclosed=content.enclosed,
        copy_of=content.copy_of,
        quoted=None if quoted is None else frames.QuotedRef(id=quoted),
        mentioned=message.mentioned_ids,
    )


def _own_id(session: DeviceSession, chat_id: ChatId, key: MessageKey) -> MessageId:
    """In groups the id ends with the author."""
    whole = own_message_id(chat_id, key)
    return MessageId(f"{whole}_{session.me}") if is_group(chat_id) else whole


def _send_frame(message: frames.OutgoingMessage, n: int) -> frames.Send:
    return frames.Send(n=n, message=message)


def _lookup_frame(key: MessageKey, n: int) -> frames.Lookup:
    return frames.Lookup(n=n, id=key)
