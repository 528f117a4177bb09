"""From a caller's source to the engine's file: where it comes from, who sees it, and that nothing is left."""

# ruff: noqa: ANN401 - stands for any function

from __future__ import annotations

import asyncio
import base64
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openwa_core.services.settings import ServiceSettings
from openwa_hookspecs import hookimpl
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    ErrorCode,
    GatewayError,
    SendFailedError,
    ServiceUnavailableError,
)
from openwa_hookspecs.models.content import (
    Attachment,
    MediaBase64,
    MediaKind,
    MediaSource,
    MediaUrl,
    StoredFile,
)
from openwa_hookspecs.models.ids import ChatId, SessionId
from openwa_hookspecs.models.messages import (
    MediaFacts,
    MediaState,
    MessageState,
    OutboundMessage,
    SendOutcome,
)
from openwa_hookspecs.storage import SendEnd
from tests.support.canary import Canary, lie_about_names
from tests.support.core_world import ADMIN, CHAT, core_world
from tests.support.corpora import corpus
from tests.support.media_desk import (
    ALLOW,
    MIB,
    NO_FORMAT,
    NOT_LOADED,
    PNG,
    Desk,
    in_base64,
    url,
)
from tests.support.media_engine import MediaEngine
from tests.support.media_samples import SAMPLES, gif_of


@pytest.fixture(autouse=True)
def hostile_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is at 127.0.0.1."""
    lie_about_names(monkeypatch)


async def test_file_of_each_source_reaches_the_engine_and_the_history(desk: Desk, canary: Canary) -> None:
    canary.page("/photos/a%20photo.png?x=1", PNG, "content-type: text/html")
    sources: list[MediaSource] = [
        url(canary, "/photos/a%20photo.png?x=1"),
        in_base64(PNG),
        MediaBase64(text="data:image/png;base64," + base64.b64encode(PNG).decode()),
        desk.upload(PNG, "photo.png"),
    ]
    for source in sources:
        sent = await desk.send(source, caption="look")
        assert desk.engine.attachments[-1][1] == PNG
        file = replace(sent.file, path=None)
        assert file == StoredFile(
            name=file.name,
            mimetype="image/png",
            size=len(PNG),
            digest=hashlib.sha256(PNG).hexdigest(),
            width=20,
            height=10,
        )
    assert desk.scratch() == []
    assert len(desk.kept()) == 4
    newest, *_ = await desk.world.core.facade.messages.history(
        ADMIN, desk.session, CHAT, limit=9, before=None
    )
    assert (newest.type, newest.body, newest.has_media) == ("image", "look", True)
    assert newest.media == MediaFacts(mimetype="image/png", size=len(PNG), state=MediaState.STORED)


async def test_document_gets_a_name_and_a_type(desk: Desk, canary: Canary) -> None:
    canary.page("/reports/j%C3%A4hrlich.pdf", SAMPLES["application/pdf"])
    canary.page("/", b"just text")
    named = await desk.send(url(canary, "/reports/j%C3%A4hrlich.pdf"), MediaKind.DOCUMENT)
    assert (named.filename, named.file.mimetype) == ("jährlich.pdf", "application/pdf")
    own = await desk.send(desk.upload(b"a,b\n1,2\n", "x.csv"), MediaKind.DOCUMENT, filename="sums.csv")
    assert (own.filename, own.file.mimetype) == ("sums.csv", "text/csv")
    nameless = await desk.send(url(canary, "/"), MediaKind.DOCUMENT)
    assert (nameless.filename, nameless.file.mimetype) == (None, "text/plain")


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (b"HTTP/1.1 404 Not Found\r\ncontent-length: 6\r\n\r\nsecret", "404"),
        (b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n", "500"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nsecret\r\n", "the answer"),
        (b"secret noise\r\n\r\n", "HTTP"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc", "compressed"),
    ],
)
async def test_download_that_fails_says_why_and_nothing_of_what_came(
    desk: Desk, canary: Canary, page: bytes, says: str
) -> None:
    canary.pages["/file"] = page
    error = await desk.refused(url(canary))
    assert (error.code, error.details) == (NOT_LOADED, {"field": "image.url"})
    assert says in error.message
    assert "secret" not in error.message
    assert "127.0" not in error.message


async def test_three_redirects_are_followed(desk: Desk, canary: Canary) -> None:
    for number in range(4):
        canary.page(f"/{number}", b"", f"location: /{number + 1}", status="302 Found")
    canary.page("/4", PNG)
    assert (await desk.refused(url(canary, "/0"))).code == NOT_LOADED
    await desk.send(url(canary, "/1"))


async def test_redirect_to_the_inside_is_not_followed(desk: Desk, canary: Canary) -> None:
    canary.page("/away", b"", f"location: http://127.0.0.1:{canary.port}/secret", status="302 Found")
    assert (await desk.refused(url(canary, "/away"))).code == NOT_LOADED
    assert [head.split(" ")[1] for head in canary.heads] == ["/away"]


async def test_published_spellings_of_the_loopback_reach_nothing(tmp_path: Path, canary: Canary) -> None:
    urls = corpus("ssrf_urls_127.0.0.1_18099.txt").read_text().splitlines()
    engine = MediaEngine()
    async with core_world(tmp_path, engine) as world:
        desk = Desk(world=world, engine=engine, session=await world.session(), directory=tmp_path)
        for line in urls:
            error = await desk.refused(MediaUrl(url=line.replace("18099", str(canary.port))))
            assert error.code == NOT_LOADED
            assert "127.0" not in error.message
    assert len(urls) > 300
    assert canary.hits == 0


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://x/y", "http://u:p@example.com/x.png", "//x", "", "http://", "http://[::1/"],
)
async def test_what_is_no_web_address_is_refused(desk: Desk, address: str) -> None:
    assert (await desk.refused(MediaUrl(url=address))).code == NOT_LOADED


async def test_silent_host_is_left_in_time(tmp_path: Path, canary: Canary) -> None:
    canary.silent = True
    engine = MediaEngine()
    settings = ServiceSettings(media_timeout_s=0.2)
    async with core_world(tmp_path, engine, more_yaml=ALLOW, settings=settings) as world:
        desk = Desk(world=world, engine=engine, session=await world.session(), directory=tmp_path)
        assert (await desk.refused(url(canary))).code == NOT_LOADED


async def test_host_that_keeps_sending_may_take_longer_than_a_silent_one(
    tmp_path: Path,
) -> None:
    body = PNG + bytes(MIB)
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body)

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head)
        for start in range(0, len(body), len(body) // 8):
            await asyncio.sleep(0.08)
            writer.write(body[start : start + len(body) // 8])
        writer.close()

    engine = MediaEngine()
    settings = ServiceSettings(media_timeout_s=0.3)
    async with (
        await asyncio.start_server(slowly, "127.0.0.1", 0) as server,
        core_world(tmp_path, engine, more_yaml=ALLOW, settings=settings) as world,
    ):
        desk = Desk(world=world, engine=engine, session=await world.session(), directory=tmp_path)
        port = server.sockets[0].getsockname()[1]
        sent = await desk.send(MediaUrl(url=f"http://files.internal:{port}/file"))
        assert sent.file.size == len(body)


async def test_nothing_is_fetched_for_an_engine_that_sends_no_files(tmp_path: Path, canary: Canary) -> None:
    engine = MediaEngine(capabilities=frozenset({Capability.SEND_TEXT}))
    async with core_world(tmp_path, engine, more_yaml=ALLOW) as world:
        desk = Desk(world=world, engine=engine, session=await world.session(), directory=tmp_path)
        assert isinstance(await desk.refused(url(canary)), CapabilityNotSupportedError)
    assert canary.hits == 0


async def test_file_of_a_message_that_the_engine_refused_stays_with_its_row(desk: Desk) -> None:
    async def refuse(*_: object) -> Any:
        raise SendFailedError("no")

    desk.engine.answers.append(refuse)
    with pytest.raises(SendFailedError):
        await desk.send(in_base64(PNG))
    assert len(desk.kept()) == 1


class Refusing:
    """A plugin that lets no file pass."""

    def __init__(self) -> None:
        self.seen: list[OutboundMessage] = []

    @hookimpl
    async def before_send(self, session_id: SessionId, message: OutboundMessage) -> OutboundMessage | None:
        self.seen.append(message)
        raise GatewayError(ErrorCode.FORBIDDEN, "no files on Sundays")


async def test_file_of_a_message_that_a_plugin_refuses_is_removed(tmp_path: Path) -> None:
    engine, plugin = MediaEngine(), Refusing()
    async with core_world(tmp_path, engine, plugins={"sunday": plugin}) as world:
        desk = Desk(world=world, engine=engine, session=await world.session(), directory=tmp_path)
        assert (await desk.refused(in_base64(PNG))).code is ErrorCode.FORBIDDEN
    (seen,) = plugin.seen
    assert isinstance(seen.content, Attachment)
    assert (seen.content.file.mimetype, seen.content.file.path) == ("image/png", None)


class Exchanging:
    """A plugin that sends another picture instead."""

    def __init__(self, source: MediaSource) -> None:
        self._source = source

    @hookimpl
    async def before_send(self, session_id: SessionId, message: OutboundMessage) -> OutboundMessage | None:
        assert isinstance(message.content, Attachment)
        return replace(message, content=replace(message.content, source=self._source))


async def test_what_a_plugin_exchanges_is_looked_at_as_well(tmp_path: Path) -> None:
    for source, code in ((in_base64(gif_of(5, 5)), None), (in_base64(b"no image"), NO_FORMAT)):
        engine = MediaEngine()
        plugins = {"exchange": Exchanging(source)}
        async with core_world(tmp_path, engine, plugins=plugins) as world:
            session = await world.session(f"bot-{code or 'fine'}"[:20])
            desk = Desk(world=world, engine=engine, session=session, directory=tmp_path)
            if code is None:
                assert (await desk.send(in_base64(PNG))).file.mimetype == "image/gif"
                continue
            with pytest.raises(GatewayError) as caught:
                await desk.send(in_base64(PNG))
            assert caught.value.code is code
            assert desk.scratch() == []


async def test_row_that_a_crash_left_open_is_sent_with_its_file(tmp_path: Path) -> None:
    engine = MediaEngine()
    async with core_world(tmp_path, engine) as world:
        session = await world.session()
        desk = Desk(world=world, engine=engine, session=session, directory=tmp_path)
        sent = await desk.send(in_base64(PNG))
        left = await world.leave_open(session, MessageState.SENDING)
        content = replace(sent, source=replace(sent.file, path=None))
        again = replace(
            left,
            key=type(left.key)("3EB0ABCDEF0123456789AB"),
            message=OutboundMessage(chat_id=ChatId(CHAT), content=content),
        )
        again = replace(again, message_id=type(left.message_id)(f"true_{CHAT}_{again.key}"))
        assert await world.core.storage.messages.add_outgoing(again, ())
        assert await world.core.storage.messages.end_outgoing(
            session, left.key, epoch=left.epoch, end=SendEnd(state=MessageState.CANCELLED), events=()
        )
    engine = MediaEngine()
    engine.found.append(SendOutcome.ABSENT)
    async with core_world(tmp_path, engine) as world:
        await world.until_state(session, again.key, MessageState.SENT)
    assert [content for _, content in engine.attachments] == [PNG]


async def test_full_disk_is_told_as_unavailable(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk.world.core.media, "put", full)
    assert isinstance(await desk.refused(in_base64(PNG)), ServiceUnavailableError)


@pytest.mark.parametrize(
    ("fault", "means"),
    [
        (FileNotFoundError(2, "No such file"), ErrorCode.MESSAGE_SEND_FAILED),
        (OSError(24, "Too many open files"), ErrorCode.SERVICE_UNAVAILABLE),
    ],
)
async def test_file_that_is_gone_is_told_from_one_that_cannot_be_read_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: OSError, means: ErrorCode
) -> None:
    async def refuse(name: str) -> Path:
        raise fault

    monkeypatch.setattr(desk.world.core.media, "open", refuse)
    with pytest.raises(GatewayError) as refused:
        await desk.send(in_base64(PNG))
    assert refused.value.code is means
    assert desk.engine.attachments == []


async def test_caller_that_leaves_leaves_no_scratch(desk: Desk, canary: Canary) -> None:
    canary.pages["/file"] = b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + PNG
    task = asyncio.create_task(desk.send(url(canary)))
    while not desk.scratch():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert desk.scratch() == []
    assert desk.kept() == []
