"""The simulator's HTTP as calls: what all parts of the world stand on."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

__all__ = ["Control", "ControlError"]

_TIMEOUT_S: Final = 30.0


class ControlError(Exception):
    """The simulator said no."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code


class Control:
    def __init__(self, url: str) -> None:
        self._url = url

    async def act(self, number: str, action: str, **body: object) -> Any:  # noqa: ANN401  JSON
        """What the owner of the phone does."""
        return await self.post(f"/phones/{number}/{action}", **body)

    async def post(self, path: str, **body: object) -> Any:  # noqa: ANN401  JSON
        request = Request(f"{self._url}/control{path}", data=json.dumps(body).encode(), method="POST")
        return await asyncio.to_thread(_fetch, request)

    async def get(self, path: str) -> Any:  # noqa: ANN401  JSON
        return await asyncio.to_thread(_fetch, Request(f"{self._url}/control{path}"))

    async def upload(self, path: Path) -> str:
        """The name of the file in the network."""
        return await asyncio.to_thread(_upload, f"{self._url}/media", path)


def _upload(url: str, path: Path) -> str:
    with path.open("rb") as file:
        headers = {"Content-Length": str(path.stat().st_size), "Content-Type": "application/octet-stream"}
        return str(_fetch(Request(url, data=file, headers=headers, method="POST"))["id"])


def _fetch(request: Request) -> Any:  # noqa: ANN401  JSON
    try:
        with urlopen(request, timeout=_TIMEOUT_S) as answer:
            return json.load(answer)
    except HTTPError as refused:
        with refused:
            error = json.load(refused)["error"]
        raise ControlError(refused.code, error["code"], error["message"]) from None
