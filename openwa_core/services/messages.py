"""`MessageApi`: sending and reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from openwa_core.services.content_capability import capability_of
from openwa_core.services.engine_call import EngineBrokeOffError, ask
from openwa_core.services.engine_desk import EngineDesk
from openwa_core.services.idempotency import current_attempt
from openwa_core.services.live_session import LiveSession
from openwa_core.services.media.files import MessageFiles
from openwa_core.services.message_actions import MessageActions
from openwa_core.services.message_rules import check_message
from openwa_core.services.parts import ServiceParts
from openwa_core.services.preparation import Preparation
from openwa_core.services.roles import require
from openwa_core.services.send_outcome import outcome_of
from openwa_core.services.session_control import SessionControl
from openwa_core.services.session_table import SessionTable
from openwa_core.services.storable_message import storable_message
from openwa_hookspecs.engine import SupportsHistory, SupportsSingleMessage
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    GatewayError,
    InvalidChatIdError,
    MessageNotFoundError,
    ServiceUnavailableError,
)
from openwa_hookspecs.gateway import MediaFile
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId, chat_of, is_chat_id
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage

__all__ = ["MessageService", "merge_history"]


class MessageService(MessageActions):
    """See `openwa_hookspecs.gateway.MessageApi`."""

    def __init__(
        self,
        table: SessionTable,
        parts: ServiceParts,
        desk: EngineDesk,
        preparation: Preparation,
        files: MessageFiles,
    ) -> None:
        super().__init__(desk)
        self._files = files
        self._preparation = preparation
        self._table = table
        self._parts = parts

    async def send(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage
    ) -> SentMessage:
        require(principal, Role.OPERATOR)
        check_message(message)
        control = self._table.find(principal, session_id)
        if (attempt := current_attempt()) is not None and attempt.target is not None:
            return await outcome_of(session_id, MessageKey(attempt.target), self._parts)
        self._table.require_open()
        control.require_owned()
        control.live.require_ready()
        return await self._prepared(control, message)

    async def send_item(
        self, principal: Principal, session_id: SessionId, message: OutboundMessage, key: MessageKey
    ) -> SentMessage:
        """The same for a message of a batch, under the key that the batch has on record for it."""
        control = self._table.find(principal, session_id)
        self._table.require_open()
        control.require_owned()
        control.live.require_ready()
        return await self._prepared(control, message, key)

    async def _prepared(
        self, control: SessionControl, message: OutboundMessage, key: MessageKey | None = None
    ) -> SentMessage:
        _require_capability(control.live, message)
        await self._parts.rates.pace(control.live.id)
        message = replace(message, chat_id=control.live.identities.known(message.chat_id))
        message = await self._preparation.complete(control.live.id, message)
        async with self._preparation.files.taken_in(message) as whole:
            return await self._send(control, whole, key)

    async def _send(
        self, control: SessionControl, message: OutboundMessage, key: MessageKey | None
    ) -> SentMessage:
        """By the plugins, which may change what callers want sent, and into the queue."""
        message = await self._parts.hooks.pipe(
            "before_send", "message", message, stops=GatewayError, session_id=control.live.id
        )
        check_message(message)
        _require_capability(control.live, message)
        async with self._preparation.files.taken_in(message) as whole:
            return await control.lane.send(whole, key)

    async def get(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> Message:
        require(principal, Role.VIEWER)
        live = self._table.find(principal, session_id).live
        stored = await self._parts.storage.messages.get(session_id, message_id)
        if stored is not None:
            return stored
        if (seen := await self._seen_by_engine(live, message_id)) is None:
            raise MessageNotFoundError(message_id)
        (found,) = await self._with_reactions(live, [seen])
        return found

    async def media(self, principal: Principal, session_id: SessionId, message_id: MessageId) -> MediaFile:
        return await self._files.media(principal, session_id, message_id)

    async def _seen_by_engine(self, live: LiveSession, message_id: MessageId) -> Message | None:
        """A message from before the link: in the engine's history, and not in the store."""
        engine = live.engine
        if not live.is_ready or not isinstance(engine, SupportsSingleMessage):
            return None
        await live.identities.load()
        try:
            answer = engine.message(live.id, message_id, chat_of(message_id))
            found = await ask(answer, timeout_s=self._parts.settings.query_timeout_s)
        except (TimeoutError, EngineBrokeOffError) as error:
            raise ServiceUnavailableError("The engine does not answer") from error
        return None if found is None else live.identities.shown(storable_message(found))

    async def history(
        self,
        principal: Principal,
        session_id: SessionId,
        chat_id: ChatId,
        *,
        limit: int,
        before: MessageId | None,
    ) -> Sequence[Message]:
        require(principal, Role.VIEWER)
        if not is_chat_id(chat_id):
            raise InvalidChatIdError("chatId")
        live = self._table.find(principal, session_id).live
        await live.identities.load()
        names = live.identities.names_of(chat_id)
        stored = await self._parts.storage.messages.history(session_id, names, limit=limit, before=before)
        seen = await self._engine_history(live, names[0], limit=limit, before=before)
        return list(islice(merge_history(stored, await self._with_reactions(live, seen)), limit))

    async def _with_reactions(self, live: LiveSession, seen: Sequence[Message]) -> Sequence[Message]:
        """Messages that the engine has, with the reactions that the store has, and that the engine does not
        tell with them."""
        bare = [message.id for message in seen if not message.reactions]
        known = await self._parts.storage.messages.reactions(live.id, bare)
        return [
            replace(message, reactions=tuple(known[message.id])) if message.id in known else message
            for message in seen
        ]

    async def _engine_history(
        self, live: LiveSession, chat_id: ChatId, *, limit: int, before: MessageId | None
    ) -> Sequence[Message]:
        """Nothing when the engine cannot tell now: the store's part is worth more than an error."""
        if not live.is_ready or not isinstance(live.engine, SupportsHistory):
            return ()
        try:
            answer = live.engine.history(live.id, chat_id, limit=limit, before=before)
            found = await ask(answer, timeout_s=self._parts.settings.query_timeout_s)
            return [live.identities.shown(storable_message(message)) for message in found]
        except (TimeoutError, EngineBrokeOffError, GatewayError) as error:
            self._parts.log.warning("history from the store alone", session=live.id, error=str(error))
        except Exception:  # supervisor: an engine's fault is its own
            self._parts.log.exception("engine failed in history", session=live.id)
        return ()


def _require_capability(live: LiveSession, message: OutboundMessage) -> None:
    needed = capability_of(message.content)
    if needed not in live.engine.capabilities:
        raise CapabilityNotSupportedError(live.record.engine, needed.value)


def merge_history(stored: Sequence[Message], seen: Sequence[Message]) -> Iterator[Message]:
    """Two lists of one chat, each newest first, as one without doubles; of a double the stored one, of equal
    times stored first."""
    known = {_mark(message) for message in stored}
    left, right = list(reversed(stored)), [one for one in reversed(seen) if _mark(one) not in known]
    while left or right:
        newer_is_stored = not right or (left and left[-1].wa_timestamp >= right[-1].wa_timestamp)
        yield (left if newer_is_stored else right).pop()


def _mark(message: Message) -> tuple[object, ...]:
    """What tells it from others of its chat. The whole id changes when the chat goes by its LID."""
    return (message.from_me, message.author, message.key or message.id)
