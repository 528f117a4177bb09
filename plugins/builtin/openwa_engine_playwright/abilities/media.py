"""`SupportsMedia` and `SupportsScreenshot`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from openwa_engine_playwright.answers import PageFetched
from openwa_engine_playwright.desk import AtDesks
from openwa_engine_playwright.faults import PageAnswerError, PageFault
from openwa_engine_playwright.refusals import About, refusal
from openwa_hookspecs.engine import Capability, FetchedMedia
from openwa_hookspecs.errors import MediaNotFoundError, MessageNotFoundError, ServiceUnavailableError
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId

__all__ = ["MediaAbilities"]


class MediaAbilities(AtDesks):
    async def fetch_media(
        self, session_id: SessionId, message_id: MessageId, chat_id: ChatId, target: Path
    ) -> FetchedMedia:
        desk = self.desk(session_id)
        page = desk.page(Capability.MEDIA)
        try:
            fetched = await page.fetch_file(
                PageFetched.model_validate,
                "download",
                target,
                limit_s=desk.timeouts.longest_transfer_s,
                id=message_id,
            )
        except PageAnswerError as error:
            raise _gone(refusal(error, session_id, About(message=message_id))) from error
        except PageFault as error:
            await asyncio.to_thread(target.unlink, missing_ok=True)
            raise ServiceUnavailableError(f"WhatsApp Web gave no file: {error}") from error
        return FetchedMedia(mimetype=fetched.mimetype, filename=fetched.filename or None)

    async def screenshot(self, session_id: SessionId) -> bytes:
        desk = self.desk(session_id)
        try:
            return await desk.window().screenshot(limit_s=desk.timeouts.evaluate_s)
        except PageFault as error:
            raise ServiceUnavailableError(f"The window cannot be drawn: {error}") from error


def _gone(error: Exception) -> Exception:
    """For who wants its file, a message that WhatsApp does not know has none."""
    if isinstance(error, MessageNotFoundError):
        return MediaNotFoundError(str(error.details["messageId"]))
    return error
