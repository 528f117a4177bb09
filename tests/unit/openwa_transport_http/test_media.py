"""The file of a message: whole, in part, not again, and safe to open in a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_hookspecs.gateway import MediaFile
from openwa_hookspecs.models.ids import MessageId
from openwa_hookspecs.models.sessions import SessionRecord
from tests.unit.openwa_transport_http.rest_client import RestClient

ID = MessageId("false_628123456789@c.us_3A00ABC")
CONTENT = bytes(range(256)) * 2000
TAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'


Changed = Callable[..., str]


@pytest.fixture
def file(tmp_path: Path, context: FakeGatewayContext) -> MediaFile:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    made = MediaFile(path=path, mimetype="image/png", size=len(CONTENT), digest=TAG.strip('"'))
    context.gateway.messages.files[ID] = made
    return made


@pytest.fixture
def url(session: SessionRecord, file: MediaFile) -> str:
    return f"/api/sessions/{session.id}/messages/{ID}/media"


@pytest.fixture
def changed(url: str, file: MediaFile, context: FakeGatewayContext) -> Changed:
    """Changes what is known of the file; its URL."""

    def change(**members: str) -> str:
        context.gateway.messages.files[ID] = replace(file, **members)  # type: ignore[arg-type]
        return url

    return change


async def test_a_range_means_nothing_to_head(client: RestClient, url: str) -> None:
    answer = await client.call("HEAD", url, headers={"Range": "bytes=5-9"})
    assert (answer.status, answer.headers.get("Content-Range")) == (200, None)


@pytest.mark.usefixtures("file")
async def test_file_comes_whole_with_its_type_and_tag(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/messages/{ID}/media")
    assert (answer.status, answer.body) == (200, CONTENT)
    wanted = {
        "Content-Type": "image/png",
        "Content-Length": str(len(CONTENT)),
        "Content-Disposition": 'inline; filename="3A00ABC.png"',
        "ETag": TAG,
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert {name: answer.headers[name] for name in wanted} == wanted
    assert answer.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-511999", 0, 511_999),
        ("bytes=100-199", 100, 199),
        ("bytes=511999-", 511_999, 511_999),
        ("bytes=500000-999999999", 500_000, 511_999),
        ("bytes=-1", 511_999, 511_999),
        ("bytes=-300000", 212_000, 511_999),
        ("bytes=-999999999", 0, 511_999),
        ("bytes=0-", 0, 511_999),
    ],
)
async def test_part_of_the_file(client: RestClient, url: str, asked: str, first: int, last: int) -> None:
    answer = await client.get(url, headers={"Range": asked})
    whole = (first, last) == (0, len(CONTENT) - 1)
    assert answer.status == (200 if whole else 206)
    assert answer.body == CONTENT[first : last + 1]
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert answer.headers.get("Content-Range") == (None if whole else f"bytes {first}-{last}/{len(CONTENT)}")
    assert answer.headers["ETag"] == TAG


@pytest.mark.parametrize("asked", ["bytes=512000-", "bytes=600000-700000", "bytes=-0"])
async def test_part_that_the_file_does_not_have(client: RestClient, url: str, asked: str) -> None:
    answer = await client.get(url, headers={"Range": asked})
    assert (answer.status, answer.error["code"]) == (416, "VALIDATION_ERROR")
    assert answer.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-4", "bytes=0-1,5-6", "lines=0-1", "bytes", "bytes=a-b", "bytes=--1", "bytes=" + "9" * 99 + "-"],
)
async def test_what_is_no_single_range_gets_the_whole(client: RestClient, url: str, asked: str) -> None:
    answer = await client.get(url, headers={"Range": asked})
    assert (answer.status, answer.body) == (200, CONTENT)


@pytest.mark.parametrize(
    ("if_range", "status"),
    [(TAG, 206), ('"other"', 200), (f"W/{TAG}", 200), ("Wed, 21 Oct 2026 07:28:00 GMT", 200)],
)
async def test_part_is_given_of_the_same_file_only(
    client: RestClient, url: str, if_range: str, status: int
) -> None:
    answer = await client.get(url, headers={"Range": "bytes=0-9", "If-Range": if_range})
    assert answer.status == status


@pytest.mark.parametrize("known", [TAG, f"W/{TAG}", f'"a", {TAG}', "*"])
async def test_known_file_is_not_sent_again(client: RestClient, url: str, known: str) -> None:
    answer = await client.get(url, headers={"If-None-Match": known, "Range": "bytes=0-1"})
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["ETag"] == TAG
    assert (await client.get(url, headers={"If-None-Match": '"other"'})).status == 200


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("report.pdf", 'filename="report.pdf"'),
        ("jährlich.pdf", "filename=\"j_hrlich.pdf\"; filename*=UTF-8''j%C3%A4hrlich.pdf"),
        ("100%.txt", "filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ('a"b\\c/d\r\nX-Evil: 1', 'filename="a_b_c_d__X-Evil: 1"'),
        ("☂" * 300, f"filename=\"{'_' * 200}\"; filename*=UTF-8''{'%E2%98%82' * 200}"),
        ("\ud800.png", "filename=\"_.png\"; filename*=UTF-8''%3F.png"),
        ("", 'filename="3A00ABC.bin"'),
    ],
)
async def test_name_fits_a_header_whoever_chose_it(
    client: RestClient, changed: Changed, name: str, wanted: str
) -> None:
    answer = await client.get(changed(mimetype="application/octet-stream", filename=name))
    assert answer.headers["Content-Disposition"] == f"attachment; {wanted}"
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    ("mimetype", "shown", "manner"),
    [
        ("audio/ogg; codecs=opus", "audio/ogg; codecs=opus", "inline"),
        ("video/mp4", "video/mp4", "inline"),
        ("image/svg+xml", "image/svg+xml", "attachment"),
        ("text/html", "text/html", "attachment"),
        ("application/xhtml+xml", "application/xhtml+xml", "attachment"),
        ("application/pdf", "application/pdf", "attachment"),
        ("text/javascript", "text/javascript", "attachment"),
        ("image/png\r\nSet-Cookie: a=b", "application/octet-stream", "attachment"),
        ("", "application/octet-stream", "attachment"),
    ],
)
async def test_active_types_are_never_shown_in_place(
    client: RestClient, changed: Changed, mimetype: str, shown: str, manner: str
) -> None:
    answer = await client.get(changed(mimetype=mimetype, filename="x"))
    assert answer.headers["Content-Type"] == shown
    assert answer.headers["Content-Disposition"] == f'{manner}; filename="x"'
    assert "Set-Cookie" not in answer.headers


async def test_message_without_a_file(client: RestClient, session: SessionRecord) -> None:
    answer = await client.get(f"/api/sessions/{session.id}/messages/{ID}/media")
    assert (answer.status, answer.error["code"]) == (404, "MEDIA_NOT_FOUND")
    answer = await client.get(f"/api/sessions/{session.id}/messages/nonsense/media")
    assert (answer.status, answer.error["code"]) == (404, "MESSAGE_NOT_FOUND")
