"""Webhooks from the caller who registers them to the receiver, through the whole gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from standardwebhooks import Webhook, WebhookVerificationError

from openwa_core.testing.running import running_gateway
from openwa_engine_simulator.server import serve_simulator
from tests.support.receiver import Received, Receiver, a_receiver, refused
from tests.support.rest_client import KEY, Phones, RestClient, callers
from tests.support.waiting import until

ME, PEER = "628111111111", "628222222222"
PEER_CHAT = f"{PEER}@c.us"
SECRET = "a-planted-secret-Numbat"
HEADER = "a-planted-header-Quoll"


@dataclass
class Line:
    """A linked session, a phone that writes to it, and a receiver."""

    client: RestClient
    phones: Phones
    receiver: Receiver
    directory: Path
    session: str = ""
    seen: int = field(default=0)

    @property
    def hooks(self) -> str:
        return f"/sessions/{self.session}/webhooks"

    async def register(self, path: str = "/hook", **members: Any) -> str:  # noqa: ANN401
        """A new webhook's id; the request that asked for the URL's head is forgotten."""
        body = {"url": self.receiver.url(path), **members}
        webhook: str = (await self.client.data("POST", self.hooks, body))["id"]
        self.receiver.requests.clear()
        return webhook

    async def delivered(self, count: int = 1, path: str = "/hook") -> list[Received]:
        """The first so many deliveries there."""

        def there() -> list[Received]:
            return [one for one in self.receiver.requests if one.path == path and one.body]

        async def enough() -> bool:
            return len(there()) >= count

        await until(enough)
        return there()[:count]

    async def ask(self, webhook: str, what: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
        return await self.client.data("POST", f"{self.hooks}/{webhook}/{what}", body)

    async def deliveries(self, webhook: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.client.data("GET", f"{self.hooks}/{webhook}/deliveries")
        return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/openwa.db"
    url: str = request.getfixturevalue("fresh_postgres_url")
    return url


@pytest.fixture(autouse=True)
def _own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENWA_API_KEY", KEY)


@asynccontextmanager
async def opened(directory: Path, database: str, **config: Any) -> AsyncIterator[Line]:  # noqa: ANN401
    async with a_receiver() as receiver, serve_simulator("127.0.0.1:0") as simulator:
        whole = {
            "engines": [{"use": "simulator", "config": {"url": simulator.url}}],
            "storage": {"use": "tortoise", "config": {"url": database}},
            "outgoing": {"allow": ["127.0.0.0/8"]},
            **config,
        }
        async with (
            running_gateway(whole, directory=directory) as gateway,
            callers(gateway.url, simulator.url) as (client, phones),
        ):
            yield Line(client=client, phones=phones, receiver=receiver, directory=directory)


@pytest_asyncio.fixture
async def line(tmp_path: Path, database: str) -> AsyncIterator[Line]:
    async with opened(tmp_path, database) as line:
        await linked(line)
        yield line


async def linked(line: Line) -> None:
    line.session = await line.client.create("my-bot", "simulator")
    await line.client.until_status(line.session, "SCAN_QR")
    qr = await line.client.data("GET", f"/sessions/{line.session}/qr")
    await line.phones.scan(ME, qr["code"])
    await line.client.until_status(line.session, "CONNECTED")
    await line.phones.call("POST", "/phones", {"number": PEER})


def verified(delivery: Received, secret: str) -> Any:  # noqa: ANN401
    """By the published verifier. It takes the key as base64, or raw bytes."""
    return Webhook(secret if secret.startswith("whsec_") else secret.encode()).verify(
        delivery.body, delivery.headers
    )


async def test_message_reaches_the_receiver_signed(line: Line) -> None:
    webhook = await line.register(
        events=["message.received"], secret=SECRET, headers={"Authorization": f"Bearer {HEADER}"}
    )
    await line.phones.send(PEER, ME, "hello ☂")
    [delivery] = await line.delivered()
    assert delivery.headers["authorization"] == f"Bearer {HEADER}"
    assert delivery.headers["x-openwa-event"] == "message.received"
    envelope = verified(delivery, SECRET)
    assert envelope["sessionId"] == line.session
    assert (envelope["data"]["body"], envelope["data"]["type"]) == ("hello ☂", "chat")
    with pytest.raises(WebhookVerificationError):
        verified(delivery, "another-secret")

    async def logged() -> bool:
        return bool(await line.deliveries(webhook))

    await until(logged)
    [attempt] = await line.deliveries(webhook)
    assert attempt["id"] == delivery.headers["x-openwa-delivery-id"] == envelope["deliveryId"]
    assert (attempt["success"], attempt["status"], attempt["response"]) == (True, 200, "thank you")
    shown = await line.client.data("GET", f"{line.hooks}/{webhook}")
    assert shown["lastSuccessAt"] is not None
    assert shown["headers"] == ["Authorization"]


async def test_session_tells_its_first_webhook_from_the_beginning(tmp_path: Path, database: str) -> None:
    async with opened(tmp_path, database) as line:
        webhook = {"url": line.receiver.url(), "events": ["session.status", "session.qr"], "secret": SECRET}
        created = await line.client.data("POST", "/sessions", {"name": "my-bot", "webhook": webhook})
        deliveries = await line.delivered(3)
        told = [verified(delivery, SECRET) for delivery in deliveries]
        assert {one["sessionId"] for one in told} == {created["id"]}
        assert told[0]["data"]["status"] == "INITIALIZING"
        assert "session.qr" in {one["event"] for one in told}
        [shown] = await line.client.data("GET", f"/sessions/{created['id']}/webhooks")
        assert (shown["signed"], shown["events"]) == (True, ["session.status", "session.qr"])


@pytest.mark.parametrize("url", ["http://10.0.0.1/hook", "http://127.0.0.1:9/hook"])
async def test_no_session_without_its_webhook(tmp_path: Path, url: str) -> None:
    async with opened(tmp_path, f"sqlite://{tmp_path}/openwa.db") as line:
        body = {"name": "my-bot", "webhook": {"url": url}}
        status, answer = await line.client.call("POST", "/sessions", body)
        assert (status, answer["error"]["details"]["fields"][0]["path"]) == (400, "webhook.url")
        assert await line.client.data("GET", "/sessions") == []


async def test_filters_choose(line: Line) -> None:
    other = "628333333333"
    await line.phones.call("POST", "/phones", {"number": other})
    await line.register("/peer", events=["message.received"], chats=[PEER_CHAT])
    await line.register("/own", events=["*"], fromMe=True)
    await line.register("/groups", events=["message.received"], isGroup=True)
    await line.register("/all", events=["message.received"])
    await line.phones.send(other, ME, "from another")
    await line.phones.send(PEER, ME, "from the peer")
    await line.client.send(line.session, PEER_CHAT, "from us")
    assert [one.json["data"]["body"] for one in await line.delivered(2, "/all")] == [
        "from another",
        "from the peer",
    ]
    mine = {one.json["event"] for one in await line.delivered(2, "/own")}
    assert mine == {"message.sent", "message.ack"}
    [peers] = await line.delivered(1, "/peer")
    assert peers.json["data"]["body"] == "from the peer"
    assert not [one for one in line.receiver.requests if one.path == "/groups"]


async def test_what_was_missed_while_off_is_recovered(line: Line) -> None:
    webhook = await line.register(events=["message.received"])
    await line.phones.send(PEER, ME, "first")
    [first] = await line.delivered()
    await line.client.data("PUT", f"{line.hooks}/{webhook}", {"active": False})
    await line.phones.send(PEER, ME, "second")
    await line.phones.send(PEER, ME, "third")

    async def recorded() -> bool:
        path = f"/sessions/{line.session}/events?types=message.received"
        return len((await line.client.data("GET", path))["events"]) == 3

    await until(recorded)
    on = await line.client.data("PUT", f"{line.hooks}/{webhook}", {"active": True})
    assert (on["active"], on["disabledReason"]) == (True, None)
    since = {"since": first.json["timestamp"]}
    assert (await line.ask(webhook, "recover", since))["events"] == 2
    bodies = [one.json["data"]["body"] for one in await line.delivered(3)]
    assert bodies == ["first", "second", "third"]
    assert (await line.ask(webhook, "recover", since))["events"] == 0


async def test_delivery_goes_out_again_under_the_same_key(line: Line) -> None:
    webhook = await line.register(events=["message.received"])
    await line.phones.send(PEER, ME, "hello")
    [first] = await line.delivered()
    await line.ask(webhook, f"deliveries/{first.headers['x-openwa-delivery-id']}/redeliver")
    _, again = await line.delivered(2)
    assert again.key == first.key
    assert again.headers["x-openwa-delivery-id"] != first.headers["x-openwa-delivery-id"]


async def test_both_secrets_sign_after_a_rotation(line: Line) -> None:
    webhook = await line.register(secret=SECRET)
    made = (await line.ask(webhook, "rotate-secret", {}))["secret"]
    tested = await line.ask(webhook, "test")
    assert (tested["success"], tested["event"]) == (True, "webhook.test")
    [delivery] = await line.delivered()
    assert len(delivery.headers["webhook-signature"].split()) == 2
    assert verified(delivery, SECRET) == verified(delivery, made) == delivery.json


async def test_test_tells_what_the_receiver_says(line: Line) -> None:
    webhook = await line.register()
    line.receiver.answer = lambda _: refused(503)
    tested = await line.ask(webhook, "test")
    assert (tested["success"], tested["status"], tested["error"]) == (False, 503, "status")
    assert [one["id"] for one in await line.deliveries(webhook)] == [tested["id"]]


async def test_receiver_that_is_gone_is_left(line: Line) -> None:
    webhook = await line.register(events=["message.received"])
    line.receiver.answer = lambda _: refused(410)
    await line.phones.send(PEER, ME, "hello")

    async def off() -> bool:
        return not (await line.client.data("GET", f"{line.hooks}/{webhook}"))["active"]

    await until(off)
    shown = await line.client.data("GET", f"{line.hooks}/{webhook}")
    assert shown["disabledReason"] == "gone"
    events = await line.client.data("GET", f"/sessions/{line.session}/events?types=webhook.disabled")
    assert [one["data"]["webhookId"] for one in events["events"]] == [webhook]


async def test_no_secret_lies_about_or_is_shown(line: Line) -> None:
    webhook = await line.register(secret=SECRET, headers={"X-Custom": HEADER})
    shown = str(await line.client.data("GET", f"{line.hooks}/{webhook}"))
    assert SECRET not in shown
    assert HEADER not in shown
    files = [path for path in line.directory.rglob("*") if path.is_file()]
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
    assert [path for path in files if HEADER.encode() in path.read_bytes()] == []


async def test_nothing_is_sent_to_a_webhook_that_was_removed(line: Line) -> None:
    removed = await line.register("/removed", events=["message.received"])
    await line.register("/stays", events=["message.received"])
    await line.client.data("DELETE", f"{line.hooks}/{removed}")
    await line.phones.send(PEER, ME, "hello")
    await line.delivered(1, "/stays")
    assert [one.path for one in line.receiver.requests] == ["/stays"]
    status, answer = await line.client.call("GET", f"{line.hooks}/{removed}")
    assert (status, answer["error"]["code"]) == (404, "WEBHOOK_NOT_FOUND")


async def test_limit_holds_for_requests_at_once(tmp_path: Path, database: str) -> None:
    async with opened(tmp_path, database, webhooks={"per_session": 3}) as line:
        line.session = await line.client.create("my-bot", "simulator")
        bodies = [{"url": line.receiver.url(f"/{number}")} for number in range(10)]
        answers = await asyncio.gather(*(line.client.call("POST", line.hooks, body) for body in bodies))
        assert sorted(status for status, _ in answers) == [201] * 3 + [403] * 7
        assert len(await line.client.data("GET", line.hooks)) == 3


async def test_gateway_without_the_sink_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, f"sqlite://{tmp_path}/openwa.db", sinks=[]) as line:
        line.session = await line.client.create("my-bot", "simulator")
        status, answer = await line.client.call("POST", line.hooks, {"url": line.receiver.url()})
        assert (status, answer["error"]["code"]) == (501, "CAPABILITY_NOT_SUPPORTED")
        assert await line.client.data("GET", line.hooks) == []
