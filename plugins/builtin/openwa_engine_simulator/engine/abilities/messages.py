"""`SupportsMessageActions` and `SupportsMedia`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from openwa_engine_simulator.engine.abilities.sessions import OpenSessions
from openwa_engine_simulator.engine.asking import ask
from openwa_engine_simulator.engine.connection import Question
from openwa_engine_simulator.engine.errors import message_error
from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.engine import FetchedMedia
from openwa_hookspecs.errors import MediaNotFoundError, ServiceUnavailableError
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId

__all__ = ["MessageAbilities"]

_DONE = type(None)


class MessageAbilities(OpenSessions):
    async def react(self, session_id: SessionId, message_id: MessageId, emoji: str) -> None:
        await self._change(session_id, message_id, lambda n: frames.React(n=n, id=message_id, emoji=emoji))

    async def edit(self, session_id: SessionId, message_id: MessageId, text: str) -> None:
        await self._change(session_id, message_id, lambda n: frames.Edit(n=n, id=message_id, body=text))

    async def delete(self, session_id: SessionId, message_id: MessageId, *, for_everyone: bool) -> None:
        kind = frames.Withdraw if for_everyone else frames.Hide
        await self._change(session_id, message_id, lambda n: kind(n=n, id=message_id))

    async def star(self, session_id: SessionId, message_id: MessageId, *, starred: bool) -> None:
        await self._change(session_id, message_id, lambda n: frames.Star(n=n, id=message_id, starred=starred))

    async def fetch_media(
        self, session_id: SessionId, message_id: MessageId, chat_id: ChatId, target: Path
    ) -> FetchedMedia:
        page = await ask(
            self.session(session_id).linked(),
            lambda n: frames.History(n=n, chat=chat_id, limit=1, before=message_id, inclusive=True),
            frames.HistoryPage,
            partial(message_error, session_id=session_id, message_id=message_id),
        )
        file = page.messages[0].enclosed if page.messages else None
        if not isinstance(file, frames.File):
            raise MediaNotFoundError(message_id)
        try:
            await self.road().fetch(file.id, target)
        except RefusedError as gone:
            raise MediaNotFoundError(message_id) from gone
        except ConnectionError as error:
            raise ServiceUnavailableError("the simulated network does not answer") from error
        return FetchedMedia(mimetype=file.mimetype, filename=file.filename)

    async def _change(self, session_id: SessionId, message_id: MessageId, question: Question) -> None:
        explain = partial(message_error, session_id=session_id, message_id=message_id)
        await ask(self.session(session_id).linked(), question, _DONE, explain)
