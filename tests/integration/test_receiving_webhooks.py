"""Every block of code of docs/receiving-webhooks.md, run against the vectors that are published with it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

import aiohttp
import pytest
import standardwebhooks.webhooks
import svix.webhooks
from quart import Quart

from openwa_sink_webhook.envelope import Letter, Request, written
from tests.support.documents import blocks_of
from tests.support.express_receivers import EXPRESS, ExpressApp, served
from tests.support.node import NODE, need_packages
from tests.support.receiving_page import (
    PAGE,
    Vector,
    javascript,
    python,
    specification_example,
    vectors,
)
from tests.support.source import ROOT

SPECIFICATION = ROOT.parent / "shared" / "spec" / "api-specification.md"
NAMES = [vector["name"] for vector in vectors()]
SECRET = "a secret of this test"
RUN_VECTORS = """
const vectors = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
console.log(JSON.stringify(vectors.map(({ body, headers, secrets, now }) =>
  isGenuine(Buffer.from(body), lower(headers), secrets, { now }))));
"""


def test_every_block_of_the_page_is_one_that_is_tested() -> None:
    assert [len(blocks_of(PAGE, language)) for language in ("json", "python", "javascript")] == [1, 2, 3]
    assert len(re.findall(r"^```\w", (ROOT / PAGE).read_text(), re.MULTILINE)) == 6


def test_example_of_a_body_is_the_first_vector() -> None:
    (block,) = blocks_of(PAGE, "json")
    assert block.text.rstrip("\n") == vectors()[0]["body"]


def test_names_of_the_vectors_differ_and_both_verdicts_are_there() -> None:
    assert len(set(NAMES)) == len(NAMES) > 30
    verdicts = {(vector["standard"], vector["openwa"]) for vector in vectors()}
    assert verdicts == {(True, True), (True, False), (False, True), (False, False)}


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not beside this clone")
def test_example_of_the_specification_is_verbatim() -> None:
    section = SPECIFICATION.read_text().partition("## 6.5 ")[2]
    assert specification_example() == section.partition("```javascript\n")[2].partition("```")[0]


@pytest.mark.parametrize("vector", vectors(), ids=NAMES)
def test_python_function_agrees(vector: Vector) -> None:
    space: dict[str, Any] = {}
    exec(python()[0], space)
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    said = space["is_genuine"](vector["body"].encode(), headers, vector["secrets"], now=vector["now"])
    assert said is vector["standard"]


async def test_javascript_function_agrees() -> None:
    said = json.loads(await _node(javascript()[0] + RUN_VECTORS, json.dumps(vectors())))
    assert dict(zip(NAMES, said, strict=True)) == {vector["name"]: vector["standard"] for vector in vectors()}


@pytest.mark.parametrize("library", [standardwebhooks.webhooks.Webhook, svix.webhooks.Webhook])
@pytest.mark.parametrize("vector", vectors(), ids=NAMES)
def test_libraries_agree(vector: Vector, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    class ThenDatetime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> ThenDatetime:
            return cls.fromtimestamp(vector["now"], tz or UTC)

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", ThenDatetime)
    assert any(_library_takes(library, secret, vector) for secret in vector["secrets"]) is vector["standard"]


@pytest.mark.parametrize("express", EXPRESS)
async def test_example_of_the_specification_agrees(express: Any) -> None:  # noqa: ANN401
    need_packages()
    example = specification_example()
    secrets = list(dict.fromkeys(vector["secrets"][0] for vector in vectors()))
    apps = [ExpressApp(express=express, code=example, secret=secret) for secret in secrets]
    async with served(apps) as urls, aiohttp.ClientSession() as http:
        taken = {
            vector["name"]: await _post(http, urls[secrets.index(vector["secrets"][0])], vector) == 200
            for vector in vectors()
        }
    assert taken == {vector["name"]: vector["openwa"] for vector in vectors()}


async def test_python_receiver_takes_each_event_once_and_refuses_forged_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    space: dict[str, Any] = {"WEBHOOK_SECRET": SECRET, "__name__": "receiver"}
    exec("".join(python()), space)
    app = space["app"]
    assert isinstance(app, Quart)
    client = app.test_client()
    statuses = [
        (await client.post("/webhook", data=body, headers=dict(request.headers))).status_code
        for request, body in _deliveries()
    ]
    assert statuses == [200, 200, 401, 401]
    assert capsys.readouterr().out == "message.received {'body': 'hello'}\n"


@pytest.mark.parametrize("express", EXPRESS)
async def test_javascript_receiver_refuses_forged_ones(express: Any) -> None:  # noqa: ANN401
    need_packages()
    app = ExpressApp(express=express, code="".join(javascript()), secret=SECRET, json=False)
    async with served([app]) as (url,), aiohttp.ClientSession() as http:
        statuses = [
            await _post(http, url, {"headers": request.headers, "body": body.decode()})
            for request, body in _deliveries()
        ]
        assert statuses == [200, 200, 401, 401]
        async with http.post(url, data=b"no JSON", headers={"Content-Type": "text/plain"}) as answer:
            assert answer.status == 401


def _deliveries() -> Iterator[tuple[Request, bytes]]:
    """A good one, the same event once more, and two that are forged: the headers, and the body to send."""
    for retry, at, tail in ((0, 0, b""), (1, 0, b""), (0, 0, b" "), (0, -600, b"")):
        request = _signed(retry=retry, at=int(time.time()) + at)
        yield request, request.body + tail


def _signed(*, retry: int, at: int) -> Request:
    letter = Letter(
        id="evt_1",
        event="message.received",
        timestamp="2026-02-02T09:59:59.000Z",
        session_id="sess_1",
        idempotency_key="msg_1",
        data='{"body":"hello"}',
    )
    return written(letter, delivery_id=f"dlv_{retry}", retry=retry, at=at, secrets=[SECRET], headers={})


def _library_takes(library: Any, secret: str, vector: Mapping[str, Any]) -> bool:  # noqa: ANN401
    key: str | bytes = secret if secret.startswith("whsec_") else secret.encode()
    try:
        library(key).verify(vector["body"].encode(), vector["headers"])
    except standardwebhooks.webhooks.WebhookVerificationError:
        return False
    return True


async def _post(http: aiohttp.ClientSession, url: str, vector: Mapping[str, Any]) -> int:
    async with http.post(url, data=vector["body"].encode(), headers=vector["headers"]) as answer:
        return answer.status


async def _node(program: str, text: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(str(NODE), "-e", program), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        said, _ = await process.communicate(text.encode())
    assert process.returncode == 0
    return said.decode()
