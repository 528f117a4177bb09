"""Bodies of all kinds of bad will: always an envelope, never a 500."""

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.models.content import text_of
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_transport_http.config import RestConfig
from tests.unit.openwa_transport_http.rest_client import RestClient

GOOD = b'{"chatId":"628123456789@c.us","text":"%s"}'
NESTED = b'{"chatId":' * 15 + b"1" + b"}" * 15


def path(session: SessionRecord) -> str:
    return f"/api/sessions/{session.id}/messages/send-text"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"}",
        b"null",
        b"true",
        b"0",
        b'"text"',
        b"[]",
        b"[{}]",
        b"NaN",
        b'{"text":NaN}',
        b'{"text":Infinity}',
        b'{"text":-Infinity}',
        b'{"text":1e999}',
        b'{"text":-1e999}',
        b'{"text":' + b"9" * 5000 + b"}",
        b'{"text":123456789012345678901234567890}',
        b'{"text":0x1}',
        b'{"text":01}',
        b'{"text":.5}',
        b'{"text":"a",}',
        b"{'text':'a'}",
        b'{text:"a"}',
        b'{"text":"a"}{}',
        b'{"text":"a"} x',
        b'{"text":"a\nb"}',
        b'{"text":"\x00"}',
        b'\xef\xbb\xbf{"text":"a"}',
        b"\xff\xfe{\x00}\x00",
        b'{"text":"\xff"}',
        b'{"text":"\xc0\x80"}',
        b'{"text":"\xed\xa0\x80"}',
        b'{"text":"\\ud800"}',
        b'{"text":"\\udc00\\ud800"}',
        b'{"text":"\\x"}',
        b'{"text":"\\u12"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 1000 + b"]" * 1000,
        b'{"a":' * 1000 + b"1" + b"}" * 1000,
        b'{"a":' * 17 + b"1" + b"}" * 17,
        b'{"text":' + b"[" * 16 + b"]" * 16 + b"}",
        b'{"' + b"k" * 100_000 + b'":1}',
        b"{" + b",".join(b'"%d":1' % number for number in range(20_000)) + b"}",
        b"chatId=628123456789%40c.us&text=a",
        b"<xml/>",
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_every_malformed_body_is_refused(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext, body: bytes
) -> None:
    answer = await client.post(path(session), body)
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert 1 <= len(answer.error["details"]["fields"]) <= 50
    assert len(answer.body) < 10_000
    assert answer.headers["Content-Type"] == "application/json"
    assert context.log.lines == []
    assert context.gateway.messages.sent == []


@pytest.mark.parametrize(
    ("body", "path_of_fault"),
    [
        (GOOD % b"a\\u0000b", "text"),
        (
            b'{"chatId":"628123456789@c.us","text":"a","options":{"mentionedIds":["1","\\u0000"]}}',
            "options.mentionedIds[1]",
        ),
        (b'{"a\\u0000b":1}', "a\0b"),
    ],
)
async def test_a_zero_character_is_refused_where_it_stands(
    client: RestClient, session: SessionRecord, body: bytes, path_of_fault: str
) -> None:
    answer = await client.post(path(session), body)
    assert answer.fields == {path_of_fault: "must not contain U+0000"}


async def test_an_escaped_backslash_before_u0000_is_plain_text(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    assert (await client.post(path(session), GOOD % b"\\\\u0000")).status == 200
    assert text_of(context.gateway.messages.sent[0].content) == "\\u0000"


async def test_of_a_doubled_member_the_last_one_counts(
    client: RestClient, session: SessionRecord, context: FakeGatewayContext
) -> None:
    body = b'{"chatId":"x","text":"a","chatId":"628123456789@c.us"}'
    assert (await client.post(path(session), body)).status == 200


async def test_a_deep_body_within_the_limit_is_judged_by_its_members(
    client: RestClient, session: SessionRecord
) -> None:
    answer = await client.post(path(session), NESTED)
    assert set(answer.fields) == {"chatId", "text"}


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/json; charset=utf-8; charset=latin-1",
        "application/json-patch+json",
        "application/jsonx",
    ],
)
async def test_other_content_types_are_unsupported(
    client: RestClient, session: SessionRecord, content_type: str
) -> None:
    answer = await client.post(path(session), GOOD % b"a", headers={"Content-Type": content_type})
    assert (answer.status, answer.error["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON ; Charset=UTF-8",
        'application/json;charset="utf-8"',
        "application/json;",
        "application/json; charset=utf-8;",
        "application/json; odata.metadata=minimal; charset=utf8",
    ],
)
async def test_json_may_be_spelled_in_several_ways(
    client: RestClient, session: SessionRecord, content_type: str
) -> None:
    answer = await client.post(path(session), GOOD % b"a", headers={"Content-Type": content_type})
    assert answer.status == 200


async def test_a_compressed_body_is_unsupported(client: RestClient, session: SessionRecord) -> None:
    answer = await client.post(path(session), GOOD % b"a", headers={"Content-Encoding": "gzip"})
    assert answer.status == 415


ARCHIVE = "chats/628123456789@c.us/archive"
MARK_READ = "chats/628123456789@c.us/read"


@pytest.mark.parametrize("action", [ARCHIVE, MARK_READ])
async def test_a_body_that_may_be_missing_has_no_type(
    client: RestClient, session: SessionRecord, action: str
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post(f"/api/sessions/{session.id}/{action}", b"", headers=form)).status == 200
    answer = await client.post(f"/api/sessions/{session.id}/{action}", b"archived=false", headers=form)
    assert (answer.status, answer.error["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("body", [b"", b" ", b"{}", b" { }\n", b"null"])
async def test_nothing_may_be_said_in_several_ways(
    client: RestClient, session: SessionRecord, body: bytes
) -> None:
    assert (await client.post(f"/api/sessions/{session.id}/{MARK_READ}", body)).status == 200


@pytest.mark.parametrize(
    ("body", "path_of_fault"), [(b'{"messageIds":["1"]}', "messageIds"), (b"[]", ""), (b"{", "")]
)
async def test_what_would_go_unheard_is_refused(
    client: RestClient, session: SessionRecord, body: bytes, path_of_fault: str
) -> None:
    answer = await client.post(f"/api/sessions/{session.id}/{MARK_READ}", body)
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert set(answer.fields) == {path_of_fault}


class TestSmallLimits:
    @pytest.fixture
    def config(self) -> RestConfig:
        return RestConfig(max_body_bytes=1024, body_timeout_s=0.05)

    async def test_a_body_of_exactly_the_limit_is_taken(
        self, client: RestClient, session: SessionRecord
    ) -> None:
        body = GOOD % (b"a" * (1024 - len(GOOD % b"")))
        assert len(body) == 1024
        assert (await client.post(path(session), body)).status == 200

    @pytest.mark.parametrize("size", [1025, 5_000_000])
    async def test_a_larger_one_is_too_large(
        self, client: RestClient, session: SessionRecord, size: int
    ) -> None:
        answer = await client.post(path(session), b"a" * size)
        assert (answer.status, answer.error["code"]) == (413, "PAYLOAD_TOO_LARGE")
        assert answer.error["details"] == {"limit": 1024}

    async def test_nor_is_one_that_nobody_asked_for(self, client: RestClient, session: SessionRecord) -> None:
        answer = await client.post(f"/api/sessions/{session.id}/{MARK_READ}", b" " * 1025)
        assert (answer.status, answer.error["code"]) == (413, "PAYLOAD_TOO_LARGE")

    @pytest.mark.parametrize("length", ["1025", "9" * 400])
    async def test_the_announced_length_is_enough_to_refuse(
        self, client: RestClient, session: SessionRecord, length: str
    ) -> None:
        answer = await client.post(path(session), b"{}", headers={"Content-Length": length})
        assert answer.status == 413
