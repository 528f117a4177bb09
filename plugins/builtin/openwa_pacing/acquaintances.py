"""Whom a session has had a message with."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from openwa_hookspecs.gateway import MessageApi
from openwa_hookspecs.models.ids import ChatId, SessionId, is_group
from openwa_hookspecs.models.keys import Principal

__all__ = ["Acquaintances"]

_KEPT: Final = 10_000
"""A megabyte or two. Who is forgotten is asked for again."""


class Acquaintances:
    """Asks the gateway once for each chat that there is something of."""

    def __init__(self, messages: MessageApi, principal: Principal) -> None:
        self._messages = messages
        self._principal = principal
        self._known: OrderedDict[tuple[SessionId, ChatId], None] = OrderedDict()

    async def is_first_contact(self, session_id: SessionId, chat_id: ChatId) -> bool:
        """Whether neither WhatsApp nor the store has a message of this person's chat. A group is none."""
        place = (session_id, chat_id)
        if is_group(chat_id) or place in self._known:
            return False
        history = self._messages.history(self._principal, session_id, chat_id, limit=1, before=None)
        if not await history:
            return True
        self._known[place] = None
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return False
