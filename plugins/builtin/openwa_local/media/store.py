"""The store as core sees it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from openwa_hookspecs.context import Context
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.media import StoredMedia
from openwa_hookspecs.service import Health, HealthStatus
from openwa_local.media.config import MediaConfig
from openwa_local.media.keeping import Keeping
from openwa_local.media.uploads import Uploads

__all__ = ["FolderMediaStore"]

_SCRATCH: Final = "scratch"
_FILES: Final = "files"


class FolderMediaStore:
    """`MediaStore` in a folder: `files` has what is kept, `scratch` what is on its way. All that touches the
    disk runs in threads."""

    def __init__(self, config: MediaConfig, context: Context) -> None:
        self._context = context
        self._directory = config.directory.absolute()
        self._scratch = self._directory / _SCRATCH
        self._uploads_dir = config.uploads_dir.absolute()
        self._keeping = Keeping(self._directory / _FILES, self._scratch)
        self._uploads = Uploads(self._uploads_dir)

    async def start(self) -> None:
        try:
            await asyncio.to_thread(self._prepare)
        except OSError as error:
            raise ServiceUnavailableError(f"{error.filename} cannot be used: {error.strerror}") from error
        self._context.log.info(
            "media store opened", directory=str(self._directory), uploads=str(self._uploads_dir)
        )

    async def stop(self) -> None:
        """Nothing is open."""

    async def health(self) -> Health:
        try:
            free = (await asyncio.to_thread(shutil.disk_usage, self._directory)).free
        except OSError as error:
            reason = error.strerror or str(error)
            return Health(status=HealthStatus.FAILED, details={"error": reason})
        return Health(details={"freeMb": free // (1024 * 1024)})

    async def scratch(self) -> Path:
        return self._new_scratch()

    async def put(self, source: Path, *, mimetype: str) -> str:
        token = self._context.clock.token(16)
        now = self._context.clock.now().timestamp()
        return await asyncio.to_thread(self._keeping.take, source, token, mimetype, now)

    async def open(self, name: str) -> Path:
        return await asyncio.to_thread(self._keeping.find, name)

    async def remove(self, name: str) -> None:
        await asyncio.to_thread(self._keeping.drop, name)

    async def list(self) -> AsyncIterator[StoredMedia]:
        for name, size, seconds in await asyncio.to_thread(self._listed):
            yield StoredMedia(name=name, size=size, stored_at=datetime.fromtimestamp(seconds, UTC))

    async def upload(self, path: str, *, max_bytes: int) -> Path:
        target = self._new_scratch()
        await asyncio.to_thread(self._uploads.copy, path, target, max_bytes=max_bytes)
        return target

    def _listed(self) -> Sequence[tuple[str, int, float]]:
        return sorted(self._keeping.every(), key=lambda file: (file[2], file[0]))

    def _new_scratch(self) -> Path:
        return self._scratch / self._context.clock.token(16).hex()

    def _prepare(self) -> None:
        """Folders of our own, closed to others; what a killed process left half way is gone."""
        for folder in (self._directory, self._uploads_dir):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self._scratch, self._directory / _FILES):
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
        for left in os.scandir(self._scratch):
            if left.is_dir(follow_symlinks=False):
                shutil.rmtree(left.path)
            else:
                os.unlink(left.path)
