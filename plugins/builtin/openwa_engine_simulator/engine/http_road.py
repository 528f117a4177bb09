"""The way for files to a network in another process: its `/media`."""

from __future__ import annotations

import asyncio
import http.client
import json
import shutil
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from openwa_engine_simulator.network.refusals import RefusedError

__all__ = ["HttpRoad"]

_QUIET_S: Final = 30.0
_CHUNK: Final = 1024 * 1024


class HttpRoad:
    """The standard library's client in a thread: it sends an open file piece by piece, and is here anyway."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    async def bring(self, source: Path) -> str:
        return await asyncio.to_thread(self._bring, source)

    async def fetch(self, media_id: str, target: Path) -> None:
        await asyncio.to_thread(self._fetch, media_id, target)

    def _bring(self, source: Path) -> str:
        with source.open("rb") as file, closing(self._connection()) as connection:
            headers = {"Content-Length": str(source.stat().st_size)}
            answer = self._ask(connection, "POST", "/media", file, headers)
            if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise RefusedError("too_large", "the file is larger than the network takes")
            if answer.status != HTTPStatus.CREATED:
                raise OSError(f"the simulator answers {answer.status} to a file")
            return str(json.load(answer)["id"])

    def _fetch(self, media_id: str, target: Path) -> None:
        with closing(self._connection()) as connection:
            answer = self._ask(connection, "GET", f"/media/{media_id}", None, {})
            if answer.status == HTTPStatus.NOT_FOUND:
                raise RefusedError("media_gone", f"the file {media_id} is gone")
            if answer.status != HTTPStatus.OK:
                raise OSError(f"the simulator answers {answer.status} to a question for a file")
            with target.open("xb") as file:
                shutil.copyfileobj(answer, file, _CHUNK)
            if answer.length:
                raise OSError("the file came in part only")

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: object,
        headers: dict[str, str],
    ) -> http.client.HTTPResponse:
        try:
            connection.request(method, f"{self._url.path}{path}", body, headers)  # type: ignore[arg-type]
            return connection.getresponse()
        except http.client.HTTPException as error:
            raise OSError("what answers there speaks no HTTP") from error

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        connection = kind(self._url.netloc, timeout=_QUIET_S)
        connection.blocksize = _CHUNK
        return connection
