"""Gateways with sessions in every state, and phones around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp

from tests.support.rest_client import Phones, RestClient
from tests.support.rest_house import gateways
from tests.support.rest_house.door import Answer, Ask, Door
from tests.support.rest_house.furnishing import furnish, wayward_session
from tests.support.rest_house.operations import Operation, operations_of
from tests.support.rest_house.orders import PEER, PERSON_OF, SESSION_FOR, order
from tests.support.served import free_port

__all__ = ["House", "open_house"]

_TIMEOUT: Final = aiohttp.ClientTimeout(total=90)
_ELSEWHERE: Final = ("127.0.0.2", "127.0.0.3")
"""Addresses of loopback: what is counted by address does not touch the other tests."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What the recipes work with."""

    main: Door
    narrow: Door
    """A gateway with one session, one message a minute for it, no patience with slow bodies, and an auth
    plugin that breaks."""
    strict: Door
    """One with a budget of one request a minute for each category."""
    guessing: Door
    """The strict one, from an address that shows wrong keys."""
    crowding: Door
    """The strict one, from an address that has all the connections that it may have."""
    phones: Phones
    operations: Mapping[str, Operation]
    sessions: Mapping[str, str]
    known: Mapping[str, str]
    """Ids of messages, groups and keys by what they are."""
    directory: Path
    database: str
    """Of the main gateway."""
    web: str
    """A web server whose files are too large or not there."""

    def request(self, operation: Operation, **changes: Any) -> Ask:  # noqa: ANN401 - members of `Ask`
        """A good request, but for the changes: `session`, `places`, `query`, and members of `Ask`."""
        session = changes.pop("session", SESSION_FOR.get(operation.id, "ready"))
        places = {
            "sessionId": self.sessions.get(session, session),
            "messageId": self.known["picture" if operation.id == "getMessageMedia" else "own-text"],
            "chatId": PEER,
            "contactId": PERSON_OF.get(operation.id, PEER),
            "groupId": self.known["left-group" if operation.id == "leaveGroup" else "own-group"],
            "phone": PEER.partition("@")[0],
            "keyId": self.known["key"],
            "webhookId": self.known["doomed-webhook" if operation.id == "deleteWebhook" else "webhook"],
            "deliveryId": self.known["delivery"],
            "batchId": self.known["running-batch" if operation.id == "cancelBatch" else "batch"],
            **changes.pop("places", {}),
        }
        path = operation.path.format_map(places) + changes.pop("query", "")
        body = order(operation.id, self.known) if operation.members else None
        return Ask(**{"method": operation.method, "path": path, "body": body, **changes})

    async def ask(self, operation: Operation, **changes: Any) -> Answer:  # noqa: ANN401 - as `request`
        """Ask the main gateway."""
        return await self.main.ask(self.request(operation, **changes))


@asynccontextmanager
async def open_house(
    directory: Path, databases: Mapping[str, str], web: str, *, simulator: str | None = None
) -> AsyncIterator[House]:
    """All of it; the plugins of `wayward_plugin` must be on PYTHONPATH. With the address of a simulator's
    server, WhatsApp Web in a browser drives the sessions in which phones matter."""
    async with AsyncExitStack() as stack:
        network, browser, phones_at = _engines(directory, simulator)
        configs = {
            "main": gateways.main(network, browser),
            "narrow": gateways.narrow(),
            "strict": gateways.strict(),
        }
        urls = {
            name: await stack.enter_async_context(gateways.served(directory / name, databases[name], config))
            for name, config in configs.items()
        }
        http = await stack.enter_async_context(aiohttp.ClientSession(timeout=_TIMEOUT))
        phones = Phones(base=phones_at, http=http)
        client = RestClient(base=urls["main"], http=http)
        engine = "simulator" if browser is None else "playwright"
        sessions, known = await furnish(client, phones, engine=engine)
        narrow = RestClient(base=urls["narrow"], http=http)
        sessions["narrow"] = await wayward_session(narrow, "only-one", "refuses")
        guesser, crowd = [await stack.enter_async_context(_from(address)) for address in _ELSEWHERE]
        async with http.get(f"{urls['main']}/api/docs-json") as document:
            operations = operations_of(await document.json())
        yield House(
            main=Door(url=urls["main"], http=http),
            narrow=Door(url=urls["narrow"], http=http),
            strict=Door(url=urls["strict"], http=http),
            guessing=Door(url=urls["strict"], http=guesser, address=_ELSEWHERE[0]),
            crowding=Door(url=urls["strict"], http=crowd, address=_ELSEWHERE[1]),
            phones=phones,
            operations={operation.id: operation for operation in operations},
            sessions=sessions,
            known=known,
            directory=directory,
            database=databases["main"],
            web=web,
        )


def _engines(directory: Path, simulator: str | None) -> tuple[dict[str, Any], dict[str, Any] | None, str]:
    """The sections of the simulator and of the browser engine, and where the phones are driven."""
    if simulator is not None:
        browser = {"url": f"{simulator}/", "profiles_dir": str(directory / "profiles")}
        return {"url": simulator}, browser, simulator
    control = free_port()
    network = {"control": f"127.0.0.1:{control}", "state_file": None}
    return network, None, f"http://127.0.0.1:{control}"


@asynccontextmanager
async def _from(address: str) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(local_addr=(address, 0), force_close=True)
    async with aiohttp.ClientSession(timeout=_TIMEOUT, connector=connector) as http:
        yield http
