"""A caller of the REST API in tests: no server, no socket."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson
from quart import Quart
from quart.testing import QuartClient
from werkzeug.datastructures import Headers

Json: TypeAlias = Any
Sent: TypeAlias = Mapping[str, str] | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def json(self) -> Json:
        return orjson.loads(self.body)

    @property
    def data(self) -> Json:
        return self.json["data"]

    @property
    def error(self) -> Json:
        return self.json["error"]

    @property
    def fields(self) -> dict[str, str]:
        """The faults by their paths."""
        return {fault["path"]: fault["message"] for fault in self.error["details"]["fields"]}


@dataclass(frozen=True)
class RestClient:
    """Calls as an admin unless told otherwise."""

    app: Quart

    async def get(self, path: str, *, key: str | None = "admin", headers: Sent = None) -> Answer:
        return await self.call("GET", path, key=key, headers=headers)

    async def post(
        self, path: str, body: object = None, *, key: str | None = "admin", headers: Sent = None
    ) -> Answer:
        return await self.call("POST", path, body, key=key, headers=headers)

    async def delete(self, path: str, *, key: str | None = "admin") -> Answer:
        return await self.call("DELETE", path, key=key)

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = "admin",
        headers: Sent = None,
    ) -> Answer:
        """`body` is sent as JSON, or as it is when it is bytes; an empty `Content-Type` is left out."""
        sent = Headers({"X-API-Key": key} if key is not None else {})
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        if not sent.get("Content-Type", "x"):
            del sent["Content-Type"]
        response = await QuartClient(self.app).open(path, method=method, data=raw, headers=sent)
        return Answer(
            status=response.status_code, headers=response.headers, body=await response.get_data(as_text=False)
        )
