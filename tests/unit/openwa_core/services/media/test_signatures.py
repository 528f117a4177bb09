"""What a file is, by its content."""

from __future__ import annotations

import io
import wave
import zipfile
from pathlib import Path

import pytest

from openwa_core.services.media.signatures import looks_like_text, type_by_content
from tests.support.media_samples import SAMPLES, an_image, mp4_of, sound


def shown(tmp_path: Path, content: bytes) -> str | None:
    path = tmp_path / "file"
    path.write_bytes(content)
    return type_by_content(path)


@pytest.mark.parametrize("mimetype", SAMPLES)
def test_type_is_seen_in_the_first_bytes(tmp_path: Path, mimetype: str) -> None:
    assert shown(tmp_path, SAMPLES[mimetype]) == mimetype


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_real_images_are_known(tmp_path: Path, kind: str) -> None:
    assert shown(tmp_path, an_image(kind)) == f"image/{kind.lower()}"


@pytest.mark.parametrize(
    ("codec", "container", "mimetype"),
    [
        ("libmp3lame", "mp3", "audio/mpeg"),
        ("libopus", "ogg", "audio/ogg"),
        ("flac", "ogg", "audio/ogg"),
        ("aac", "ipod", "audio/mp4"),
        ("aac", "mp4", "audio/mp4"),
        ("pcm_s16le", "wav", "audio/wav"),
        ("flac", "flac", "audio/flac"),
    ],
)
def test_real_sound_is_known(tmp_path: Path, codec: str, container: str, mimetype: str) -> None:
    pytest.importorskip("av", reason="needs PyAV to make sound")
    rate = 48_000 if "opus" in codec else 16_000
    assert shown(tmp_path, sound(codec, container, seconds=0.2, rate=rate)) == mimetype


def test_office_documents_are_zips(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert shown(tmp_path, made.getvalue()) == "application/zip"
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert shown(tmp_path, empty.getvalue()) == "application/zip"


@pytest.mark.parametrize(
    ("handlers", "mimetype"),
    [
        ((b"vide", b"soun"), "video/mp4"),
        ((b"soun", b"vide"), "video/mp4"),
        ((b"vide",), "video/mp4"),
        ((b"soun",), "audio/mp4"),
        ((b"soun", b"text"), "audio/mp4"),
        ((), "video/mp4"),
    ],
)
def test_mp4_without_a_picture_is_sound(tmp_path: Path, handlers: tuple[bytes, ...], mimetype: str) -> None:
    assert shown(tmp_path, mp4_of(b"mp42", *handlers)) == mimetype


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        b"\0\0\0\x07moov",
        b"\0\0\0\0moov",
        b"\xff\xff\xff\xffmoov\0\0\0\x08trak",
        b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\0\0\0\x01moov\0\0\0\0\0\0\0\0",
        (b"\0\0\0\x08free" * 50_000) + mp4_of(b"x", b"soun")[20:],
        b"\0\0\0\x08moov" * 10_000,
    ],
    ids=range(8),
)
def test_mp4_that_lies_about_its_boxes_ends_quickly(tmp_path: Path, tail: bytes) -> None:
    assert shown(tmp_path, b"\0\0\0\x10ftypisom\0\0\0\0" + tail) == "video/mp4"


def test_mp3_is_known_behind_its_tag(tmp_path: Path) -> None:
    frame = SAMPLES["audio/mpeg"]
    tag = b"ID3\x04\x00\x00\x00\x00\x4e\x20" + bytes(10_016)
    assert shown(tmp_path, tag + frame) == "audio/mpeg"
    assert shown(tmp_path, tag + bytes(100) + frame) == "audio/mpeg"
    assert shown(tmp_path, tag + SAMPLES["audio/aac"]) == "audio/aac"
    assert shown(tmp_path, tag) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"\xff\xd8",
        b"GIF88a",
        b"RIFF",
        b"RIFF\0\0\0\0ABCD",
        b"OggS",
        b"ID3",
        b"\xff\xff\xff\xff",
        b"\xff\xfb\xf0\x00",
        b"\xff\xfb\x9c\x00",
        b"\x1aE\xdf\xa3",
        b"hello",
        b"<html>",
        b"MZ\x90\0",
        b"PK",
        b"\0" * 4096,
    ],
)
def test_what_has_no_whole_signature_is_nothing(tmp_path: Path, content: bytes) -> None:
    assert shown(tmp_path, content) is None


def test_wave_of_the_standard_library_is_known(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "x.wav"), "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(1600))
    assert type_by_content(tmp_path / "x.wav") == "audio/wav"


@pytest.mark.parametrize(
    ("content", "is_text"),
    [
        (b"hello\n\tworld\r\n", True),
        ("ü ☂ \U0001f600".encode(), True),
        (("☂" * 2000).encode(), True),
        (b"\xff\xfeh\0i\0", False),
        (b"nul\0", False),
        (b"\x1b[2J", False),
        (b"caf\xe9", False),
    ],
)
def test_text_is_told_from_the_rest(tmp_path: Path, content: bytes, is_text: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert looks_like_text(path) is is_text
