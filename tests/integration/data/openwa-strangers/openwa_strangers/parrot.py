"""An engine that is always connected and says everything back."""

import time

from pydantic import BaseModel, ConfigDict

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import Context
from openwa_hookspecs.engine import Capability, Emit, LookupResult
from openwa_hookspecs.models.content import text_of
from openwa_hookspecs.models.events import MessageSeen, StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey, SessionId, own_message_id
from openwa_hookspecs.models.messages import Message, OutboundMessage, SendOutcome, SentMessage
from openwa_hookspecs.models.sessions import Account, SessionRecord, SessionStatus
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health

OPENWA_API_VERSION = 1


class ParrotConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = "628777777777"


class Parrot:
    capabilities = frozenset({Capability.SEND_TEXT, Capability.LOOKUP})

    def __init__(self, config: ParrotConfig, context: Context) -> None:
        self._me = ChatId(f"{config.number}@c.us")
        self._account = Account(phone_number=config.number, push_name="Parrot", platform="cage")
        self._tasks = context.tasks
        self._emits: dict[SessionId, Emit] = {}
        self._sent: dict[MessageKey, SentMessage] = {}

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health(details={"sessions": len(self._emits)})

    async def open_session(self, session: SessionRecord, emit: Emit) -> None:
        self._emits[session.id] = emit
        await emit(StatusChanged(status=SessionStatus.READY, account=self._account))

    async def close_session(self, session_id: SessionId, *, logout: bool) -> None:
        self._emits.pop(session_id, None)

    async def send(
        self, session_id: SessionId, message: OutboundMessage, client_id: MessageKey
    ) -> SentMessage:
        if client_id not in self._sent:
            message_id = own_message_id(message.chat_id, client_id)
            self._sent[client_id] = SentMessage(message_id=message_id, wa_timestamp=int(time.time()))
            self._tasks.spawn("echo", self._echo(session_id, message, client_id))
        return self._sent[client_id]

    async def lookup(self, session_id: SessionId, client_id: MessageKey, chat_id: ChatId) -> LookupResult:
        sent = self._sent.get(client_id)
        return LookupResult(outcome=SendOutcome.SENT if sent else SendOutcome.ABSENT, sent=sent)

    async def _echo(self, session_id: SessionId, message: OutboundMessage, key: MessageKey) -> None:
        echo = Message(
            id=MessageId(f"false_{message.chat_id}_{key}"),
            chat_id=message.chat_id,
            sender=message.chat_id,
            recipient=self._me,
            from_me=False,
            type="chat",
            body=text_of(message.content),
            wa_timestamp=int(time.time()),
        )
        if emit := self._emits.get(session_id):
            await emit(MessageSeen(message=echo))


@hookimpl
def register_engine() -> Provider[ParrotConfig, Context, Parrot]:
    return Provider(name="parrot", config=ParrotConfig, create=Parrot)
