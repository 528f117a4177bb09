"""The file of many messages of a batch is fetched once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from openwa_core.services.batches.checking import in_place
from openwa_core.services.media.intake import MediaIntake
from openwa_hookspecs.errors import GatewayError
from openwa_hookspecs.models.content import Attachment, MediaUrl, StoredFile
from openwa_hookspecs.models.messages import OutboundMessage

__all__ = ["BatchFiles"]


class BatchFiles:
    """Files of batches that are under way in this process, by what was asked for."""

    def __init__(self, intake: MediaIntake) -> None:
        self._intake = intake
        self._taken: dict[str, dict[Attachment, Attachment]] = {}

    @asynccontextmanager
    async def taken_in(self, messages: list[OutboundMessage]) -> AsyncIterator[list[OutboundMessage]]:
        """The messages of a request, those files in the store that came with it or lie in a folder here; what
        the web has is fetched when it is sent. Equal ones are taken in once."""
        taken: dict[Attachment, Attachment] = {}
        async with AsyncExitStack() as stack:
            whole: list[OutboundMessage] = []
            for index, message in enumerate(messages):
                content = message.content
                if not isinstance(content, Attachment) or isinstance(content.source, MediaUrl | StoredFile):
                    whole.append(message)
                    continue
                bare = _bare(content)
                if bare not in taken:
                    entering = self._intake.taken_in(replace(message, content=bare))
                    try:
                        taken[bare] = _attachment(await stack.enter_async_context(entering))
                    except GatewayError as error:
                        raise in_place(error, index) from error
                whole.append(replace(message, content=_dressed(taken[bare], content)))
            yield whole

    @asynccontextmanager
    async def of(self, job: str, message: OutboundMessage) -> AsyncIterator[OutboundMessage]:
        """A message of a batch with its file in the store."""
        content = message.content
        if not isinstance(content, Attachment) or not isinstance(content.source, MediaUrl):
            yield message
            return
        known, bare = self._taken.setdefault(job, {}), _bare(content)
        if bare in known:
            yield replace(message, content=_dressed(known[bare], content))
            return
        async with self._intake.taken_in(replace(message, content=bare)) as stored:
            taken = _attachment(stored)
            yield replace(message, content=_dressed(taken, content))
        known[bare] = taken  # after an error it may be gone
        self._intake.hold(taken.file.name)

    def forget(self, job: str) -> None:
        """The batch has ended, or waits for long."""
        for taken in self._taken.pop(job, {}).values():
            self._intake.let_go(taken.file.name)


def _bare(content: Attachment) -> Attachment:
    """What decides about the file: what stands around it may differ from message to message."""
    return replace(content, caption="")


def _dressed(taken: Attachment, content: Attachment) -> Attachment:
    return replace(taken, caption=content.caption)


def _attachment(message: OutboundMessage) -> Attachment:
    if not isinstance(message.content, Attachment):
        raise TypeError("a file was taken in for a message that has none")
    return message.content
