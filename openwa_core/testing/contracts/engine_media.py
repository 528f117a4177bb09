"""Files, out and in."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from openwa_core.testing.contracts.engine_phone_view import PLAIN, SECONDS, file_view, view_of
from openwa_core.testing.contracts.engine_samples import stored_sample
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import MediaNotFoundError
from openwa_hookspecs.models.content import MediaKind
from openwa_hookspecs.models.ids import MessageId

__all__ = ["EngineMedia"]

_LARGE = 8 * 2**20


class EngineMedia:
    async def test_image_arrives_byte_for_byte_with_its_caption(self, talk: Talk) -> None:
        picture = talk.file(MediaKind.IMAGE, caption="the sea 🌊")
        await talk.send(picture)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "image",
            "text": "the sea 🌊",
            "file": file_view(picture.file),
        }

    async def test_image_without_a_caption_has_none(self, talk: Talk) -> None:
        picture = talk.file(MediaKind.IMAGE, filename="sea.jpg")
        await talk.send(picture)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "image",
            "file": file_view(picture.file),
        }

    async def test_video_arrives_byte_for_byte(self, talk: Talk) -> None:
        clip = talk.file(MediaKind.VIDEO, caption="a wave")
        await talk.send(clip)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "video",
            "text": "a wave",
            "file": file_view(clip.file, seconds=SECONDS),
        }

    async def test_video_can_repeat_as_a_gif(self, talk: Talk) -> None:
        clip = talk.file(MediaKind.VIDEO, gif_playback=True)
        await talk.send(clip)
        arrived = await talk.on_peers_phone()
        assert view_of(arrived)["file"] == file_view(clip.file, seconds=SECONDS, is_gif=True)

    async def test_audio_arrives_byte_for_byte(self, talk: Talk) -> None:
        song = talk.file(MediaKind.AUDIO)
        await talk.send(song)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "audio",
            "file": file_view(song.file, seconds=SECONDS),
        }

    async def test_voice_note_arrives_with_its_length_and_a_waveform(self, talk: Talk) -> None:
        note = talk.file(MediaKind.AUDIO, ptt=True)
        await talk.send(note)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "ptt",
            "file": file_view(note.file, seconds=SECONDS, has_waveform=True),
        }

    async def test_document_arrives_byte_for_byte_under_its_name(self, talk: Talk) -> None:
        paper = talk.file(MediaKind.DOCUMENT, filename="Report, März.pdf", caption="as promised")
        await talk.send(paper)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "document",
            "text": "as promised",
            "file": file_view(paper.file, filename="Report, März.pdf"),
        }

    async def test_picture_can_go_as_a_document(self, talk: Talk) -> None:
        picture = stored_sample(MediaKind.IMAGE, talk.folder)
        paper = talk.file(MediaKind.DOCUMENT, filename="scan.jpg", source=picture)
        await talk.send(paper)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "document",
            "file": file_view(picture, filename="scan.jpg"),
        }

    async def test_sticker_arrives_byte_for_byte(self, talk: Talk) -> None:
        sticker = talk.file(MediaKind.STICKER)
        await talk.send(sticker)
        assert view_of(await talk.on_peers_phone()) == PLAIN | {
            "type": "sticker",
            "file": file_view(sticker.file),
        }

    @pytest.mark.parametrize("kind", ["image", "video", "audio", "ptt", "document", "sticker"])
    async def test_file_of_the_peer_is_fetched_byte_for_byte(self, talk: Talk, kind: str) -> None:
        talk.engine.needs(Capability.MEDIA)
        key = await talk.world.sends_sample(talk.peer, talk.phone, kind)
        message = await talk.reported(key)
        file = (await talk.on_own_phone(key)).file
        assert file is not None
        target = talk.folder / "fetched"
        fetched = await talk.engine.fetch_media(message.id, message.chat_id, target)
        assert await _digest(target) == file.sha256
        assert fetched.mimetype == file.mimetype
        if kind == MediaKind.DOCUMENT:
            assert fetched.filename == file.filename

    async def test_file_of_ours_is_fetched_byte_for_byte(self, talk: Talk) -> None:
        paper = talk.file(MediaKind.DOCUMENT, filename="report.pdf")
        sent = await talk.send(paper)
        target = talk.folder / "fetched"
        fetched = await talk.engine.fetch_media(sent.message_id, talk.chat, target)
        assert await _digest(target) == paper.file.digest
        assert (fetched.mimetype, fetched.filename) == ("application/pdf", "report.pdf")

    async def test_large_file_comes_whole(self, talk: Talk) -> None:
        talk.engine.needs(Capability.MEDIA)
        source = talk.folder / "large.bin"
        digest = await asyncio.to_thread(_fill, source)
        key = await talk.world.sends_file(
            talk.peer, talk.phone, source, kind="document", mimetype="application/zip", filename="large.zip"
        )
        message = await talk.reported(key)
        assert message.media is not None
        assert message.media.size == _LARGE
        target = talk.folder / "fetched"
        await talk.engine.fetch_media(message.id, talk.chat, target)
        assert await _digest(target) == digest

    async def test_file_that_whatsapp_has_no_more_is_not_found(self, talk: Talk) -> None:
        talk.engine.needs(Capability.MEDIA)
        key = await talk.world.sends_sample(talk.peer, talk.phone, "image")
        message = await talk.reported(key)
        await talk.world.loses_file(talk.phone, talk.peer, key)
        await _is_not_found(talk, message.id)

    async def test_text_has_no_file(self, talk: Talk) -> None:
        talk.engine.needs(Capability.MEDIA)
        await _is_not_found(talk, (await talk.says("just words")).id)

    async def test_unknown_message_has_no_file(self, talk: Talk) -> None:
        talk.engine.needs(Capability.MEDIA)
        await talk.says("something known")
        await _is_not_found(talk, MessageId(f"false_{talk.chat}_3EB0FFFFFFFFFFFFFFFFFF"))

    async def test_message_deleted_for_everyone_has_no_file_any_more(self, talk: Talk) -> None:
        talk.engine.needs(Capability.MEDIA, Capability.DELETE)
        sent = await talk.send(talk.file(MediaKind.IMAGE))
        await talk.engine.delete(sent.message_id, for_everyone=True)
        await _is_not_found(talk, sent.message_id)


async def _is_not_found(talk: Talk, message_id: MessageId) -> None:
    """Nothing is left where the file was to be."""
    target = talk.folder / "fetched"
    with pytest.raises(MediaNotFoundError):
        await talk.engine.fetch_media(message_id, talk.chat, target)
    assert not await asyncio.to_thread(target.exists)


async def _digest(path: Path) -> str:
    return hashlib.sha256(await asyncio.to_thread(path.read_bytes)).hexdigest()


def _fill(path: Path) -> str:
    data = b"".join(hashlib.sha256(str(block).encode()).digest() for block in range(_LARGE // 32))
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()
