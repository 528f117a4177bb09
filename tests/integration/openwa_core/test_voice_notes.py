"""Voice notes: every listed format becomes OGG Opus, mono, and hostile sound takes nothing down."""

from __future__ import annotations

import importlib.util
import io
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from openwa_core.services.media.voice import VOICE_TYPE, VoiceConverter
from openwa_core.services.media.voice_worker import waveform_of
from openwa_hookspecs.errors import (
    CapabilityNotSupportedError,
    ErrorCode,
    GatewayError,
    MediaInvalidFormatError,
)
from openwa_hookspecs.models.content import Attachment, MediaKind, MediaPath
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from tests.support.core_world import ADMIN, CHAT, CoreWorld, core_world
from tests.support.media_engine import MediaEngine
from tests.support.media_samples import SAMPLES, sound

av = pytest.importorskip("av", reason="needs PyAV: the extra 'audio'")

FORMATS = {
    "mp3": ("libmp3lame", "mp3", 44_100),
    "opus": ("libopus", "ogg", 48_000),
    "m4a": ("aac", "ipod", 44_100),
    "wav": ("pcm_s16le", "wav", 8_000),
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[CoreWorld]:
    async with core_world(tmp_path, MediaEngine()) as running:
        yield running


async def send_voice(world: CoreWorld, session: SessionId, content: bytes, folder: Path) -> Attachment:
    (folder / "uploads" / "voice").write_bytes(content)
    attachment = Attachment(kind=MediaKind.AUDIO, source=MediaPath(path="voice"), ptt=True)
    message = OutboundMessage(chat_id=CHAT, content=attachment)
    await world.core.facade.messages.send(ADMIN, session, message)
    assert isinstance(world.engine, MediaEngine)
    return world.engine.attachments[-1][0]


@pytest.mark.parametrize("name", FORMATS)
async def test_sound_becomes_opus_with_duration_and_waveform(
    world: CoreWorld, tmp_path: Path, name: str
) -> None:
    codec, container, rate = FORMATS[name]
    session = await world.session()
    sent = await send_voice(world, session, sound(codec, container, seconds=2.0, rate=rate), tmp_path)
    file = sent.file
    assert file.mimetype == VOICE_TYPE
    assert file.duration_s == pytest.approx(2.0, abs=0.15)
    assert file.waveform is not None
    assert len(file.waveform) == 64
    assert max(file.waveform) == 100
    assert file.waveform[2] < file.waveform[30] < file.waveform[60]
    assert isinstance(world.engine, MediaEngine)
    with av.open(io.BytesIO(world.engine.attachments[-1][1])) as made:
        stream = made.streams.audio[0]
        assert (made.format.name, stream.codec_context.name, stream.layout.name) == ("ogg", "opus", "mono")
    shown, *_ = await world.core.facade.messages.history(ADMIN, session, CHAT, limit=1, before=None)
    assert shown.type == "ptt"
    assert shown.media is not None
    assert shown.media.duration_s == file.duration_s
    assert list((tmp_path / "media" / "scratch").iterdir()) == []


@pytest.mark.parametrize(
    ("head", "frame"), [(b"#!AMR\n", b"\x04" + bytes(12)), (b"#!AMR-WB\n", b"\x04" + bytes(17))]
)
async def test_adaptive_multi_rate_is_read(
    world: CoreWorld, tmp_path: Path, head: bytes, frame: bytes
) -> None:
    sent = await send_voice(world, await world.session(), head + frame * 50, tmp_path)
    assert sent.file.duration_s == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    "content",
    [
        SAMPLES["audio/mpeg"][:40],
        SAMPLES["audio/ogg"],
        SAMPLES["audio/mp4"],
        SAMPLES["audio/amr"][:6],
        SAMPLES["audio/wav"],
        b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\x7f" + os.urandom(5000),
        b"OggS" + bytes(22) + b"\x01\x13OpusHead" + os.urandom(5000),
        b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + os.urandom(100),
    ],
    ids=range(8),
)
async def test_sound_that_is_none_is_refused(world: CoreWorld, tmp_path: Path, content: bytes) -> None:
    session = await world.session()
    with pytest.raises(MediaInvalidFormatError) as caught:
        await send_voice(world, session, content, tmp_path)
    assert caught.value.details == {"field": "audio.path"}
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


async def test_gateway_without_the_library_says_which_extra(
    world: CoreWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == "av" else real(name, *more)
    )
    session = await world.session()
    with pytest.raises(CapabilityNotSupportedError, match=r"openwa-gateway\[audio\]") as caught:
        await send_voice(world, session, sound(), tmp_path)
    assert caught.value.code is ErrorCode.CAPABILITY_NOT_SUPPORTED
    (tmp_path / "uploads" / "plain").write_bytes(sound())
    plain = Attachment(kind=MediaKind.AUDIO, source=MediaPath(path="plain"))
    await world.core.facade.messages.send(ADMIN, session, OutboundMessage(chat_id=CHAT, content=plain))


async def test_worker_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    fifo = tmp_path / "endless"
    os.mkfifo(fifo)
    converter = VoiceConverter(timeout_s=1.0)
    started = time.monotonic()
    with pytest.raises(MediaInvalidFormatError):
        await converter.convert(fifo, tmp_path / "out", "audio/wav", "audio.url")
    assert time.monotonic() - started < 20


async def test_worker_gets_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENWA_API_KEY", "planted")
    seen: dict[str, Any] = {}

    async def spawn(*_: object, **options: object) -> None:
        seen.update(options)
        raise GatewayError(ErrorCode.INTERNAL_ERROR, "not started")

    monkeypatch.setattr("asyncio.create_subprocess_exec", spawn)
    with pytest.raises(GatewayError, match="not started"):
        await VoiceConverter().convert(tmp_path, tmp_path, "audio/wav", "audio.url")
    assert "planted" not in str(seen)
    assert "PATH" in seen["env"]


def test_waveform_of_little_or_silent_sound() -> None:
    assert waveform_of([]) == bytes(64)
    assert waveform_of([0] * 500) == bytes(64)
    assert set(waveform_of([7])) == {100}
    assert waveform_of([*range(640)])[-1] == 100
