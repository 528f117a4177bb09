"""What was accepted comes back as it was: where each text can be read again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

from tests.support.hostile.probes import Probe
from tests.support.rest_house.door import Answer, Ask
from tests.support.rest_house.house import House

__all__ = ["fault_in_echo"]

_Read: TypeAlias = Callable[[House, Answer], Awaitable[Any]]
_PATIENCE: Final = 100
"""Looks, 20 ms apart: what is done to a message is told by the engine afterwards."""


async def fault_in_echo(house: House, probe: Probe, answer: Answer) -> str | None:
    """What came back instead; None when it is the same, or is shown nowhere."""
    read = _READERS.get((probe.operation.id, probe.place))
    if read is None:
        return None
    for _ in range(_PATIENCE):
        found = await read(house, answer)
        if found == probe.piece:
            return None
        await asyncio.sleep(0.02)
    return f"came back as {found!r}"


def _of_new_message(*steps: str | int) -> _Read:
    async def read(house: House, answer: Answer) -> Any:  # noqa: ANN401 - JSON
        return _at(await _message(house, answer.body["data"]["messageId"]), *steps)

    return read


async def _edited_text(house: House, answer: Answer) -> Any:  # noqa: ANN401 - JSON
    return (await _message(house, house.known["own-text"]))["body"]


def _of_group(member: str) -> _Read:
    async def read(house: House, answer: Answer) -> Any:  # noqa: ANN401 - JSON
        group = answer.body["data"].get("id", house.known["own-group"])
        return (await _data(house, f"/sessions/{house.sessions['ready']}/groups/{group}"))[member]

    return read


async def _session_name(house: House, answer: Answer) -> Any:  # noqa: ANN401 - JSON
    """It is removed at once: there may not be many."""
    path = f"/sessions/{answer.body['data']['id']}"
    name = (await _data(house, path))["name"]
    await house.main.ask(Ask(method="DELETE", path=f"/api{path}"))
    return name


async def _key_name(house: House, answer: Answer) -> Any:  # noqa: ANN401 - JSON
    own = answer.body["data"]["id"]
    return next(key["name"] for key in await _data(house, "/keys") if key["id"] == own)


_READERS: Final[Mapping[tuple[str, str], _Read]] = {
    ("createSession", "name"): _session_name,
    ("sendText", "text"): _of_new_message("body"),
    ("replyToMessage", "text"): _of_new_message("body"),
    ("editMessage", "text"): _edited_text,
    ("sendImage", "caption"): _of_new_message("body"),
    ("sendVideo", "caption"): _of_new_message("body"),
    ("sendDocument", "caption"): _of_new_message("body"),
    ("sendDocument", "filename"): _of_new_message("media", "filename"),
    ("sendLocation", "description"): _of_new_message("location", "description"),
    ("sendContact", "contact.name"): _of_new_message("contactCards", 0, "name"),
    ("sendPoll", "poll.question"): _of_new_message("poll", "question"),
    ("sendPoll", "poll.options.0"): _of_new_message("poll", "options", 0),
    ("createGroup", "name"): _of_group("name"),
    ("setGroupSubject", "subject"): _of_group("name"),
    ("setGroupDescription", "description"): _of_group("description"),
    ("createKey", "name"): _key_name,
}


async def _message(house: House, message: str) -> Any:  # noqa: ANN401 - JSON
    return await _data(house, f"/sessions/{house.sessions['ready']}/messages/{message}")


async def _data(house: House, path: str) -> Any:  # noqa: ANN401 - JSON
    answer = await house.main.ask(Ask(method="GET", path=f"/api{path}"))
    assert answer.status == 200, (path, answer)
    return answer.body["data"]


def _at(value: Any, *steps: str | int) -> Any:  # noqa: ANN401 - JSON
    for step in steps:
        value = value[step]
    return value
