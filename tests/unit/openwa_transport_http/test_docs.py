"""`docs/api.md` is true: every endpoint has an example that works."""

import re
import shlex
from dataclasses import dataclass, replace
from pathlib import Path

import jsonschema_rs
import orjson
import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.gateway import MediaFile, NewBatch, NewBatchItem, NewWebhook
from openwa_hookspecs.models.contacts import Contact
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.groups import Group
from openwa_hookspecs.models.ids import BatchId, ChatId, DeliveryId, MessageId, SessionId, WebhookId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import Message, OutboundMessage
from openwa_hookspecs.models.sessions import SessionStatus
from openwa_transport_http.endpoint import Endpoint
from openwa_transport_http.openapi import openapi_document
from openwa_transport_http.registry import ENDPOINTS
from openwa_transport_http.statuses import MEANINGS
from tests.unit.openwa_transport_http.rest_client import RestClient

DOCUMENT = openapi_document(ENDPOINTS, version="0.1.0")
PEER = ChatId("628123456789@c.us")
WEBHOOK = WebhookId("wh_xyz789")
ADMIN = Principal(name="admin", role=Role.ADMIN)
FAMILY = ChatId("628123456789-1234567890@g.us")
PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text()


@dataclass(frozen=True, kw_only=True)
class Example:
    """One call of curl."""

    method: str
    path: str
    body: object
    has_key: bool

    def endpoint(self) -> Endpoint:
        """The endpoint that it calls."""
        plain = self.path.partition("?")[0]
        return next(
            one for one in ENDPOINTS if one.method == self.method and one.path.pattern.fullmatch(plain)
        )


def read_example(block: str) -> Example:
    words = shlex.split(block)
    body = orjson.loads(words[words.index("--json") + 1]) if "--json" in words else None
    method = words[words.index("-X") + 1] if "-X" in words else "GET" if body is None else "POST"
    [url] = [word for word in words if word.startswith("$host")]
    return Example(method=method, path=url.removeprefix("$host"), body=body, has_key="$key" in words)


EXAMPLES = [
    read_example(block)
    for block in re.findall(r"```sh\n(.+?)```", PAGE, re.DOTALL)
    if block.startswith("curl")
]


@pytest.fixture
async def prepared(context: FakeGatewayContext, tmp_path: Path) -> FakeGatewayContext:
    """The sessions, messages, people and groups that the examples speak of."""
    sessions = context.gateway.sessions
    sessions.picture = b"\x89PNG"
    record = sessions.add("documented")
    sessions.records.clear()
    sessions.put(replace(record, id=SessionId("sess_abc123")))
    sessions.put(replace(record, id=SessionId("sess_new456"), status=SessionStatus.QR_READY))
    context.gateway.messages.stored = [
        Message(
            id=MessageId(f"false_{PEER}_3EB0ABC123"),
            chat_id=PEER,
            sender=PEER,
            recipient=ChatId("628987654321@c.us"),
            from_me=False,
            type="chat",
            body="Hello!",
            wa_timestamp=1_706_868_000,
        )
    ]
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    context.gateway.messages.files[MessageId(f"false_{PEER}_3EB0ABC123")] = MediaFile(
        path=photo, mimetype="image/jpeg", size=3, digest="0" * 64
    )
    context.gateway.contacts.stored[PEER] = Contact(id=PEER)
    webhooks = context.gateway.webhooks
    url = "https://your-server.com/other"
    created = await webhooks.create(ADMIN, SessionId("sess_abc123"), NewWebhook(url=url))
    webhooks.records = {WEBHOOK: replace(created.webhook, id=WEBHOOK)}
    webhooks.attempts = [
        replace(webhooks.attempt(WEBHOOK), id=DeliveryId("dlv_550e8400-e29b-41d4-a716-446655440000"))
    ]
    context.gateway.groups.stored[FAMILY] = Group(id=FAMILY, name="Family Group")
    return context


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.method} {example.path}")
async def test_each_example_works(client: RestClient, prepared: FakeGatewayContext, example: Example) -> None:
    if "/batch/" in example.path:
        message = OutboundMessage(chat_id=PEER, content=Text(text="Hello!"))
        new = NewBatch(items=[NewBatchItem(message=message)], id=BatchId("batch_custom_123"))
        await prepared.gateway.batches.create(ADMIN, SessionId("sess_abc123"), new)
    if example.path == "/api/keys/key_1":
        await client.post("/api/keys", {"name": "CRM", "role": "viewer"})
    answer = await client.call(
        example.method, example.path, example.body, key="admin" if example.has_key else None
    )
    endpoint = example.endpoint()
    assert answer.status == endpoint.statuses[0], answer.body
    shown = DOCUMENT["paths"][endpoint.path.text][endpoint.method.lower()]["responses"][str(answer.status)]
    if endpoint.media_type == "application/json":
        schema = shown["content"]["application/json"]["schema"]
        jsonschema_rs.validate({**schema, "components": DOCUMENT["components"]}, answer.json)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_each_endpoint_is_named_and_shown(endpoint: Endpoint) -> None:
    assert f"`{endpoint.name}`" in PAGE
    shown = {(example.method, example.endpoint().path.text) for example in EXAMPLES}
    assert (endpoint.method, endpoint.path.text.replace("/api/health", "/health")) in shown


def test_every_code_has_a_status_and_says_when_it_comes() -> None:
    assert set(MEANINGS) == set(ErrorCode)
    assert all(400 <= meaning.status < 600 and meaning.when for meaning in MEANINGS.values())
