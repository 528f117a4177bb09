"""A session to send files from, and what tests ask of its gateway."""

# ruff: noqa: ANN401 - `members` are any members of an attachment

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
)
from openwa_hookspecs.models.content import (
    Attachment,
    MediaBase64,
    MediaKind,
    MediaPath,
    MediaSource,
    MediaUrl,
)
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import (
    OutboundMessage,
)
from tests.support.canary import Canary
from tests.support.core_world import ADMIN, CHAT, CoreWorld
from tests.support.media_engine import MediaEngine
from tests.support.media_samples import png_of, webp_of

__all__ = [
    "ALLOW",
    "MIB",
    "NOT_LOADED",
    "NO_FORMAT",
    "PNG",
    "TOO_LARGE",
    "WEBP",
    "Desk",
    "in_base64",
    "url",
]

ALLOW = 'outgoing: {allow: ["files.internal"]}\n'
PNG = png_of(20, 10)
TOO_LARGE = ErrorCode.MESSAGE_MEDIA_TOO_LARGE
NO_FORMAT = ErrorCode.MESSAGE_MEDIA_INVALID_FORMAT
NOT_LOADED = ErrorCode.MESSAGE_MEDIA_DOWNLOAD_FAILED
WEBP = webp_of(512, 512)
MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A session to send from, and the folders of its gateway."""

    world: CoreWorld
    engine: MediaEngine
    session: SessionId
    directory: Path

    @property
    def uploads(self) -> Path:
        """What callers may name by `path`."""
        return self.directory / "uploads"

    def upload(self, content: bytes, name: str = "file") -> MediaPath:
        """Lay a file there."""
        (self.uploads / name).write_bytes(content)
        return MediaPath(path=f"/uploads/{name}")

    async def send(
        self, source: MediaSource, kind: MediaKind = MediaKind.IMAGE, **members: Any
    ) -> Attachment:
        """What the engine got."""
        content = Attachment(kind=kind, source=source, **members)
        message = OutboundMessage(chat_id=CHAT, content=content)
        await self.world.core.facade.messages.send(ADMIN, self.session, message)
        return self.engine.attachments[-1][0]

    async def refused(
        self, source: MediaSource, kind: MediaKind = MediaKind.IMAGE, **members: Any
    ) -> GatewayError:
        """The error; nothing was sent and nothing stays."""
        with pytest.raises(GatewayError) as caught:
            await self.send(source, kind, **members)
        assert self.engine.attachments == []
        assert self.kept() == []
        assert self.scratch() == []
        return caught.value

    def kept(self) -> list[Path]:
        """The files of the media store."""
        return [path for path in (self.directory / "media" / "files").rglob("*") if path.is_file()]

    def scratch(self) -> list[Path]:
        """What is on its way there."""
        return list((self.directory / "media" / "scratch").iterdir())


def url(canary: Canary, path: str = "/file") -> MediaUrl:
    """A page of the canary, under the one name that is allowed."""
    return MediaUrl(url=f"http://files.internal:{canary.port}{path}")


def in_base64(content: bytes) -> MediaBase64:
    """Bare."""
    return MediaBase64(text=base64.b64encode(content).decode())
