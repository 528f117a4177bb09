"""The two ids of one person: WhatsApp names people by phone number or by LID, as it likes. Callers see the
number wherever it is known, and may use either."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.messages import Message
from openwa_hookspecs.storage import IdentityRepository

__all__ = ["IdentityBook"]

_LID = "@lid"


class IdentityBook:
    """What one session knows; read from the storage when it is needed first."""

    def __init__(self, session_id: SessionId, identities: IdentityRepository) -> None:
        self._session_id = session_id
        self._identities = identities
        self._numbers: dict[ChatId, ChatId] = {}
        self._lids: dict[ChatId, ChatId] = {}
        self._loading = asyncio.Lock()
        self._loaded = False

    async def load(self) -> None:
        """Read what is known; once."""
        async with self._loading:
            if not self._loaded:
                self._note(await self._identities.all(self._session_id))
                self._loaded = True

    def unknown(self, pairs: tuple[tuple[ChatId, ChatId], ...]) -> list[tuple[ChatId, ChatId]]:
        """Those of the pairs that are news, well formed."""
        return [
            (lid, number)
            for lid, number in pairs
            if lid.endswith(_LID) and number.endswith("@c.us") and self._numbers.get(lid) != number
        ]

    def learned(self, pairs: list[tuple[ChatId, ChatId]]) -> None:
        """The storage has them."""
        self._note(pairs)

    def known(self, chat_id: ChatId) -> ChatId:
        """The id made of the phone number, where that is known."""
        return self._numbers.get(chat_id, chat_id)

    def lid_of(self, chat_id: ChatId) -> ChatId | None:
        """The LID of a person who may be named by number."""
        return chat_id if chat_id.endswith(_LID) else self._lids.get(chat_id)

    def names_of(self, chat_id: ChatId) -> tuple[ChatId, ...]:
        """Every id under which the chat may be stored."""
        number = self.known(chat_id)
        lid = self.lid_of(number)
        return (number,) if lid is None or lid == number else (number, lid)

    def shown(self, message: Message) -> Message:
        """The message with numbers instead of LIDs, as far as they are known; `lid` keeps the chat's."""
        if not self._numbers and message.lid is None:
            return message
        chat_id = self.known(message.chat_id)
        return replace(
            message,
            chat_id=chat_id,
            sender=self.known(message.sender),
            recipient=self.known(message.recipient),
            author=message.author and self.known(message.author),
            mentioned_ids=tuple(map(self.known, message.mentioned_ids)),
            reactions=tuple(replace(one, sender=self.known(one.sender)) for one in message.reactions),
            lid=message.lid or self.lid_of(chat_id),
        )

    def _note(self, pairs: Sequence[tuple[ChatId, ChatId]]) -> None:
        for lid, number in pairs:
            self._numbers[lid] = number
            self._lids[number] = lid
