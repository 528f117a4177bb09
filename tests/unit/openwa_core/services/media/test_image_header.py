"""How large an image claims to be, without decoding it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwa_core.services.media.image_header import BrokenImageError, ImageSize, image_size
from tests.support.media_samples import an_image, gif_of, jpeg_of, png_of, webp_of

MAKERS = {"image/png": png_of, "image/jpeg": jpeg_of, "image/gif": gif_of, "image/webp": webp_of}


def size_of(tmp_path: Path, content: bytes, mimetype: str) -> tuple[int, int]:
    path = tmp_path / "image"
    path.write_bytes(content)
    size = image_size(path, mimetype)
    return (size.width, size.height)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (640, 480), (3, 300)])
def test_real_image_has_the_size_that_it_was_made_with(
    tmp_path: Path, kind: str, size: tuple[int, int]
) -> None:
    assert size_of(tmp_path, an_image(kind, *size), f"image/{kind.lower()}") == size


@pytest.mark.parametrize("mimetype", MAKERS)
@pytest.mark.parametrize("size", [(1, 4096), (65_535, 65_535), (512, 512)])
def test_claim_is_read_from_the_header(tmp_path: Path, mimetype: str, size: tuple[int, int]) -> None:
    assert size_of(tmp_path, MAKERS[mimetype](*size), mimetype) == size


def test_frames_that_reach_beyond_the_canvas_count(tmp_path: Path) -> None:
    assert size_of(tmp_path, gif_of(10, 10, frame=(60_000, 5)), "image/gif") == (60_000, 10)
    assert size_of(tmp_path, webp_of(10, 10, frame=(5, 16_000)), "image/webp") == (10, 16_000)


def test_webp_of_either_codec_is_read(tmp_path: Path) -> None:
    from io import BytesIO  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    for options in ({"lossless": True}, {"lossless": False}, {"save_all": True, "append_images": []}):
        made = BytesIO()
        Image.new("RGB", (300, 200), "blue").save(made, "WEBP", **options)
        assert size_of(tmp_path, made.getvalue(), "image/webp") == (300, 200)


@pytest.mark.parametrize("mimetype", MAKERS)
def test_image_that_ends_within_its_header_is_broken(tmp_path: Path, mimetype: str) -> None:
    whole = MAKERS[mimetype](64, 64)
    for length in range(3, min(len(whole), 24)):
        try:
            size = size_of(tmp_path, whole[:length], mimetype)
        except BrokenImageError:
            continue
        assert size == (64, 64)


@pytest.mark.parametrize(
    ("content", "mimetype"),
    [
        (png_of(0, 5), "image/png"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIDAT" + bytes(16), "image/png"),
        (jpeg_of(5, 0), "image/jpeg"),
        (b"\xff\xd8\xff\xda\x00\x08", "image/jpeg"),
        (b"\xff\xd8\xff\xe0\x00\x00", "image/jpeg"),
        (b"\xff\xd8\xff\xe0\x00\x04abnot a marker", "image/jpeg"),
        (b"\xff\xd8" + b"\xff" * 300_000, "image/jpeg"),
        (b"RIFF\x04\0\0\0WEBP", "image/webp"),
        (b"RIFF\x20\0\0\0WEBPVP8L\x05\0\0\0", "image/webp"),
        (gif_of(0, 0), "image/gif"),
    ],
    ids=range(10),
)
def test_header_that_makes_no_sense_is_broken(tmp_path: Path, content: bytes, mimetype: str) -> None:
    with pytest.raises(BrokenImageError):
        size_of(tmp_path, content, mimetype)


@given(st.sampled_from(sorted(MAKERS)), st.binary(max_size=200))
def test_garbage_is_a_size_or_broken(
    tmp_path_factory: pytest.TempPathFactory, mimetype: str, tail: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "garbage"
    path.write_bytes(MAKERS[mimetype](9, 9)[:12] + tail)
    with suppress(BrokenImageError):
        assert isinstance(image_size(path, mimetype), ImageSize)
