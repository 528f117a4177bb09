"""Whatever is said on a socket gets one answer that is JSON, and the socket lives."""

import json
from collections.abc import Iterator

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_transport_websocket.config import WebsocketConfig
from tests.support.hostile.documents import own_documents, published_documents
from tests.support.hostile.strings import own_strings, published_strings
from tests.unit.openwa_transport_websocket.client import Client, Json

PING = {"type": "ping"}


@pytest.fixture
def config() -> WebsocketConfig:
    return WebsocketConfig(requests_per_minute=100_000, faults_per_minute=100_000)


def placed(text: str) -> Iterator[Json]:
    """A request with the text in each place where a client may write one."""
    payload = {"sessionId": "sess_1"}
    yield {"type": text}
    yield {"type": "ping", text: text}
    yield {"type": "ping", "requestId": text}
    yield {"type": "subscribe", "payload": {"sessionId": text}}
    yield {"type": "subscribe", "payload": {**payload, "events": [text]}}
    yield {"type": "subscribe", "payload": {**payload, "since": text}}
    yield {"type": "unsubscribe", "payload": {"sessionId": text, text: text}}


async def _answered(client: Client, text: str) -> None:
    before = len(client.frames.heard)
    answer = await client.say(text)
    assert len(client.frames.heard) == before + 1, text[:200]
    assert answer["type"] in {"error", "pong", "subscribed", "unsubscribed"}
    assert answer["payload"].get("code") != "INTERNAL_ERROR", text[:200]


@pytest.mark.parametrize("source", [own_strings, published_strings])
async def test_strange_texts_are_answered_wherever_they_stand(
    client: Client, context: FakeGatewayContext, source: object
) -> None:
    assert callable(source)
    for text in source():
        for document in placed(text):
            await _answered(client, json.dumps(document))
    assert context.log.lines == []
    assert (await client.say(PING))["type"] == "pong"


@pytest.mark.parametrize("source", [own_documents, published_documents])
async def test_what_is_nearly_json_is_answered(
    client: Client, context: FakeGatewayContext, source: object
) -> None:
    assert callable(source)
    for data in source():
        try:
            text = data.decode()
        except UnicodeDecodeError:  # the server closes such a text with 1007: Autobahn's cases
            assert (await client.say_bytes(data))["type"] == "error"
        else:
            await _answered(client, text)
    assert context.log.lines == []
    assert (await client.say(PING))["type"] == "pong"
