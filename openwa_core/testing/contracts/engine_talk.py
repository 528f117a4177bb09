"""A connected session and somebody whom only one test writes to: what most of the suite works with."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

from openwa_core.testing.contracts.engine_people_calls import PeopleCalls
from openwa_core.testing.contracts.engine_rig import LinkedSession, fresh_key, fresh_number
from openwa_core.testing.contracts.engine_samples import stored_sample
from openwa_core.testing.contracts.world import PhoneMessage, World
from openwa_hookspecs.models.content import Attachment, Content, MediaKind, StoredFile
from openwa_hookspecs.models.events import MessageEdited, MessageRevoked, ReactionSeen
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey
from openwa_hookspecs.models.messages import Message, OutboundMessage, SentMessage

__all__ = ["Talk"]

FactT = TypeVar("FactT", MessageEdited, MessageRevoked, ReactionSeen)


class Talk:
    """The session may be that of many tests; the peer, and so the chat, belong to this one."""

    def __init__(self, session: LinkedSession, folder: Path) -> None:
        self.session = session
        self.folder = folder
        """For files of this test."""
        self.peer = fresh_number()
        self.engine = PeopleCalls(session.rig, session.record.id)

    async def begin(self) -> None:
        await self.world.has_phone(self.peer, push_name="Ben", platform="iphone")

    async def end(self) -> None:
        await self.world.behaves(self.phone)

    @property
    def world(self) -> World:
        return self.session.rig.world

    @property
    def phone(self) -> str:
        """The account's number."""
        return self.session.phone

    @property
    def me(self) -> ChatId:
        return self.session.me

    @property
    def chat(self) -> ChatId:
        """The peer, and the chat with him."""
        return ChatId(f"{self.peer}@c.us")

    async def another(self) -> str:
        """Somebody else with a phone: his number."""
        number = fresh_number()
        await self.world.has_phone(number, push_name="Cleo", platform="android")
        return number

    async def send(
        self,
        content: Content,
        *,
        to: ChatId | None = None,
        key: MessageKey | None = None,
        quoted: MessageId | None = None,
        mentioned: tuple[ChatId, ...] = (),
    ) -> SentMessage:
        message = OutboundMessage(
            chat_id=to or self.chat, content=content, quoted_message_id=quoted, mentioned_ids=mentioned
        )
        return await self.engine.send(message, key or fresh_key())

    def file(
        self,
        kind: MediaKind,
        *,
        source: StoredFile | None = None,
        **facts: Any,  # noqa: ANN401  members of `Attachment`
    ) -> Attachment:
        """A new small file of that kind, unless one is given."""
        made = source or stored_sample(kind, self.folder, ptt=bool(facts.get("ptt")))
        return Attachment(kind=kind, source=made, **facts)

    async def on_peers_phone(self) -> PhoneMessage:
        """The newest message of the chat as the peer has it."""
        return (await self.world.messages(self.peer, self.phone))[-1]

    async def on_own_phone(self, key: str, chat: str | None = None) -> PhoneMessage:
        """A message as the account's phone has it."""
        messages = await self.world.messages(self.phone, chat or self.peer)
        return next(message for message in messages if message.key == key)

    async def says(self, text: str = "hello", *, quoted: str | None = None) -> Message:
        """The peer writes; gives what the engine reports of it."""
        return await self.reported(await self.world.sends(self.peer, self.phone, text, quoted=quoted))

    async def reported(self, key: str) -> Message:
        return await self.session.watcher.message(key)

    async def incoming(self, key: str, **facts: Any) -> Message:  # noqa: ANN401  members of `Message`
        """What is to be reported of a message of the peer: a text, but for these facts."""
        return _with(
            Message(
                id=MessageId(f"false_{self.chat}_{key}"),
                chat_id=self.chat,
                sender=self.chat,
                recipient=self.me,
                from_me=False,
                type="chat",
                body="",
                wa_timestamp=(await self.on_own_phone(key)).at,
                push_name="Ben",
            ),
            facts,
        )

    async def catch_up(self) -> None:
        """Returns when the engine has reported all that happened in the chat so far."""
        await self.says("that is all")

    async def told(self, kind: type[FactT], message_id: MessageId) -> FactT:
        """What was reported of this message; once, as all that happened is reported by now."""
        watcher = self.session.watcher
        await watcher.first(kind, lambda event: event.message_id == message_id)
        await self.catch_up()
        (event,) = watcher.all(kind, lambda event: event.message_id == message_id)
        return event


def _with(message: Message, facts: dict[str, Any]) -> Message:
    assert facts.keys() <= {field.name for field in fields(Message)}
    return replace(message, **facts)
