"""Files through the browser, both ways: byte for byte, and none of them in the gateway's memory."""

from __future__ import annotations

import asyncio
import hashlib
import io
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from openwa_core.testing.contracts.engine_rig import LinkedSession, fresh_key
from openwa_engine_playwright.profile import DOWNLOADS
from openwa_hookspecs.engine import SupportsMedia, SupportsScreenshot
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    MediaNotFoundError,
    OutcomeUnknownError,
    SendFailedError,
)
from openwa_hookspecs.models.content import Attachment, MediaKind, StoredFile
from openwa_hookspecs.models.ids import MessageId, MessageKey
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome, SentMessage
from tests.support.own_memory import peak_growth

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIB = 1024 * 1024
FLAT_BYTES = 16 * MIB
"""What a transfer may add to the gateway's memory, whatever its size."""


@pytest_asyncio.fixture(loop_scope="module")
async def linked(session: LinkedSession) -> AsyncIterator[LinkedSession]:
    await session.link()
    yield session


def _digest(path: Path) -> str:
    """In pieces: what this test holds in memory would hide what the engine does."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stored(path: Path, mimetype: str) -> StoredFile:
    return StoredFile(
        name=path.name,
        mimetype=mimetype,
        size=path.stat().st_size,
        digest=_digest(path),
        duration_s=1.0,
        path=path,
    )


def _random_file(folder: Path, size: int) -> Path:
    path = folder / "file"
    with path.open("wb") as file:
        for _ in range(size // MIB):
            file.write(secrets.token_bytes(MIB))
    return path


async def _send(
    session: LinkedSession, attachment: Attachment, *, key: MessageKey | None = None, limit_s: float = 60.0
) -> SentMessage:
    message = OutboundMessage(chat_id=session.chat, content=attachment)
    async with asyncio.timeout(limit_s):
        return await session.rig.engine.send(session.record.id, message, key or fresh_key())


def _picture(folder: Path) -> Path:
    path = folder / "red.png"
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 80, 40)).save(file, "PNG")
    path.write_bytes(file.getvalue())
    return path


async def test_picture_goes_out_byte_for_byte_with_its_caption(linked: LinkedSession, tmp_path: Path) -> None:
    file = _stored(_picture(tmp_path), "image/png")
    key = fresh_key()
    picture = Attachment(kind=MediaKind.IMAGE, source=file, filename="red.png", caption="a red one")
    sent = await _send(linked, picture, key=key)
    assert sent.message_id == f"true_{linked.chat}_{key}"
    assert (await _send(linked, picture, key=key)).message_id == sent.message_id
    found = await linked.rig.engine.lookup(linked.record.id, key, linked.chat)
    assert found.outcome is SendOutcome.SENT
    (arrived,) = await linked.rig.world.messages(linked.peer, linked.phone)
    assert (arrived.key, arrived.type, arrived.text) == (key, "image", "a red one")
    assert arrived.file is not None
    assert (arrived.file.sha256, arrived.file.mimetype, arrived.file.filename) == (
        file.digest,
        "image/png",
        "red.png",
    )
    told = await linked.watcher.message(key)
    assert told.media is not None
    assert (told.body, told.media.mimetype, told.media.size) == ("a red one", "image/png", file.size)


@pytest.mark.parametrize(
    ("kind", "more", "type_"),
    [
        (MediaKind.DOCUMENT, {"filename": "ünder-scores & more.pdf"}, "document"),
        (MediaKind.AUDIO, {}, "audio"),
        (MediaKind.AUDIO, {"ptt": True}, "ptt"),
        (MediaKind.VIDEO, {"gif_playback": True}, "video"),
        (MediaKind.STICKER, {}, "sticker"),
    ],
    ids=["document", "audio", "voice note", "gif", "sticker"],
)
async def test_file_goes_out_as_its_kind(
    linked: LinkedSession, tmp_path: Path, kind: MediaKind, more: dict[str, object], type_: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(secrets.token_bytes(2000))
    mimetype = {"document": "application/pdf", "video": "video/mp4", "sticker": "image/webp"}.get(
        kind.value, "audio/ogg"
    )
    file = _stored(path, mimetype)
    await _send(linked, Attachment(kind=kind, source=file, **more))  # type: ignore[arg-type]
    (arrived,) = await linked.rig.world.messages(linked.peer, linked.phone)
    assert arrived.file is not None
    assert (arrived.type, arrived.text, arrived.file.sha256) == (type_, "", file.digest)
    assert arrived.file.is_gif is (kind is MediaKind.VIDEO)
    if kind is MediaKind.DOCUMENT:
        assert arrived.file.filename == "ünder-scores & more.pdf"


@pytest.mark.parametrize(
    "size",
    [1, 16, pytest.param(64, marks=pytest.mark.slow), pytest.param(100, marks=pytest.mark.slow)],
    ids=lambda size: f"{size} MiB",
)
async def test_document_goes_out_and_comes_in_whole_and_leaves_the_memory_flat(
    linked: LinkedSession, tmp_path: Path, size: int
) -> None:
    file = _stored(_random_file(tmp_path, size * MIB), "application/octet-stream")
    async with peak_growth() as grown:
        await _send(linked, Attachment(kind=MediaKind.DOCUMENT, source=file, filename="a.bin"))
    (arrived,) = await linked.rig.world.messages(linked.peer, linked.phone)
    assert arrived.file is not None
    assert arrived.file.sha256 == file.digest
    back = await linked.rig.world.forwards(linked.peer, linked.phone, arrived.key, linked.phone)
    engine, target = linked.rig.engine, tmp_path / "back"
    assert isinstance(engine, SupportsMedia)
    seen = await linked.watcher.message(back)
    async with peak_growth() as grown_again:
        fetched = await engine.fetch_media(linked.record.id, seen.id, linked.chat, target)
    assert (fetched.mimetype, fetched.filename) == ("application/octet-stream", "a.bin")
    assert _digest(target) == file.digest
    assert max(grown.bytes, grown_again.bytes) < FLAT_BYTES


async def test_several_files_come_in_at_once_each_to_its_place(linked: LinkedSession, tmp_path: Path) -> None:
    engine, world = linked.rig.engine, linked.rig.world
    assert isinstance(engine, SupportsMedia)
    keys = [await world.sends_sample(linked.peer, linked.phone, "image") for _ in range(4)]
    seen = [await linked.watcher.message(key) for key in keys]
    await asyncio.gather(
        *(engine.fetch_media(linked.record.id, one.id, linked.chat, tmp_path / one.key) for one in seen)
    )
    for message in await world.messages(linked.phone, linked.peer):
        assert message.file is not None
        assert _digest(tmp_path / message.key) == message.file.sha256


async def test_what_has_no_file_or_has_lost_it_is_said(linked: LinkedSession, tmp_path: Path) -> None:
    engine, world = linked.rig.engine, linked.rig.world
    assert isinstance(engine, SupportsMedia)
    text = await linked.watcher.message(await world.sends(linked.peer, linked.phone, "no file here"))
    lost = await linked.watcher.message(await world.sends_sample(linked.peer, linked.phone, "image"))
    await world.loses_file(linked.phone, linked.peer, lost.key)
    unknown = MessageId(f"false_{linked.chat}_3EB0FFFFFFFFFFFFFFFFFF")
    for message_id in (text.id, lost.id, unknown):
        with pytest.raises(MediaNotFoundError):
            await engine.fetch_media(linked.record.id, message_id, linked.chat, tmp_path / "none")
    assert not (tmp_path / "none").exists()


async def test_file_that_is_too_large_is_refused_with_the_limit(
    linked: LinkedSession, tmp_path: Path
) -> None:
    file = _stored(_random_file(tmp_path, 2 * MIB), "image/webp")
    with pytest.raises(GatewayError) as refused:
        await _send(linked, Attachment(kind=MediaKind.STICKER, source=file))
    assert refused.value.code is ErrorCode.MESSAGE_MEDIA_TOO_LARGE
    assert refused.value.details == {"field": "sticker", "limit": MIB}
    assert await linked.rig.world.messages(linked.peer, linked.phone) == []


async def test_file_that_is_gone_fails_for_certain_and_holds_nothing_up(
    linked: LinkedSession, tmp_path: Path
) -> None:
    file = _stored(_picture(tmp_path), "image/png")
    (tmp_path / "red.png").unlink()
    with pytest.raises(SendFailedError) as refused:
        await _send(linked, Attachment(kind=MediaKind.IMAGE, source=file))
    assert refused.value.details == {"reason": "file_gone"}
    await linked.send("never mind")


async def test_file_that_gets_no_answer_can_be_given_up_and_sent_again(
    linked: LinkedSession, tmp_path: Path
) -> None:
    world, key = linked.rig.world, fresh_key()
    picture = Attachment(kind=MediaKind.IMAGE, source=_stored(_picture(tmp_path), "image/png"))
    await world.swallows_sends(linked.phone)
    with pytest.raises((TimeoutError, OutcomeUnknownError)):
        await _send(linked, picture, key=key, limit_s=1.0)
    await world.behaves(linked.phone)
    await _send(linked, picture, key=key)
    assert [message.key for message in await world.messages(linked.peer, linked.phone)] == [key]


async def test_window_is_shown_as_a_picture(linked: LinkedSession) -> None:
    assert isinstance(linked.rig.engine, SupportsScreenshot)
    shot = await linked.rig.engine.screenshot(linked.record.id)
    with Image.open(io.BytesIO(shot)) as picture:
        assert picture.format == "PNG"
        assert picture.width > 300


async def test_download_that_nobody_waits_for_any_more_leaves_nothing_on_the_disk(
    linked: LinkedSession, profiles: Path, tmp_path: Path
) -> None:
    engine, session_id = linked.rig.engine, linked.record.id
    assert isinstance(engine, SupportsMedia)
    key = await linked.rig.world.sends_sample(linked.peer, linked.phone, "document")
    message = await linked.watcher.message(key)
    for given_up_after_s in (0.0, 0.01, 0.03, 0.1):
        fetching = asyncio.ensure_future(
            engine.fetch_media(session_id, message.id, linked.chat, tmp_path / f"{given_up_after_s}")
        )
        await asyncio.sleep(given_up_after_s)
        fetching.cancel()
        await asyncio.wait({fetching})
    await engine.fetch_media(session_id, message.id, linked.chat, tmp_path / "kept")
    async with asyncio.timeout(linked.rig.patience_s):
        while any((profiles / session_id / DOWNLOADS).glob("*")):
            await asyncio.sleep(0.02)
    assert (tmp_path / "kept").exists()
