"""Messages of the device protocol in the gateway's words, and back."""

from __future__ import annotations

from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.ids import serialised
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    ErrorCode,
    GatewayError,
    QuotedMessageNotFoundError,
    SendFailedError,
    SessionNotReadyError,
)
from openwa_hookspecs.models.content import Text, type_of
from openwa_hookspecs.models.events import AckChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId
from openwa_hookspecs.models.messages import Ack, Message, OutboundMessage

__all__ = ["ack_of", "acks_in", "as_message", "as_outgoing", "send_error"]


def as_message(wire: frames.WireMessage) -> Message:
    return Message(
        id=MessageId(serialised(from_me=wire.from_me, chat=wire.chat, message_id=wire.id)),
        chat_id=ChatId(wire.chat),
        sender=ChatId(wire.sender),
        recipient=ChatId(wire.to),
        from_me=wire.from_me,
        type=wire.type,
        body=wire.body,
        wa_timestamp=wire.at,
        ack=ack_of(wire.ack) if wire.from_me else None,
        push_name=None if wire.from_me else wire.push_name,
        quoted_message_id=None if wire.quoted is None else MessageId(wire.quoted.id),
        mentioned_ids=tuple(ChatId(mentioned) for mentioned in wire.mentioned),
    )


def as_outgoing(message: OutboundMessage, key: MessageKey) -> frames.OutgoingMessage:
    """Raises `SendFailedError` for a kind of chat that the simulated network lacks."""
    if not message.chat_id.endswith(("@c.us", "@lid")):
        raise SendFailedError("The simulated network has no chats of this kind", chatId=message.chat_id)
    if not isinstance(message.content, Text):
        raise CapabilityNotSupportedError("simulator", type_of(message.content))
    quoted = message.quoted_message_id
    return frames.OutgoingMessage(
        id=key,
        to=message.chat_id,
        body=message.content.text,
        quoted=None if quoted is None else frames.QuotedRef(id=quoted),
        mentioned=message.mentioned_ids,
    )


def ack_of(native: int) -> Ack:
    """WhatsApp counts from -1, the gateway from 0."""
    return Ack(native + 1)


def acks_in(frame: frames.Ack) -> list[AckChanged]:
    chat = ChatId(frame.chat)
    ids = (
        MessageId(serialised(from_me=frame.from_me, chat=chat, message_id=message_id))
        for message_id in frame.ids
    )
    return [AckChanged(message_id=found, chat_id=chat, ack=ack_of(frame.ack)) for found in ids]


def send_error(refused: RefusedError, session_id: SessionId, message: OutboundMessage) -> GatewayError:
    """What the caller is told when the network says no to a send."""
    match refused.code:
        case "not_on_whatsapp":
            code, text = ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP, f"{message.chat_id} is not on WhatsApp"
            return GatewayError(code, text, details={"chatId": message.chat_id})
        case "blocked":
            code, text = ErrorCode.MESSAGE_BLOCKED_CONTACT, f"{message.chat_id} is blocked"
            return GatewayError(code, text, details={"chatId": message.chat_id})
        case "not_found" if message.quoted_message_id is not None:
            return QuotedMessageNotFoundError(message.quoted_message_id)
        case "banned":
            return SessionNotReadyError(session_id, status="banned", code=ErrorCode.SESSION_BANNED)
        case _:
            return SendFailedError(refused.message, reason=refused.code)
