"""What a file may be: sizes, formats, pixels and places, each exactly at its boundary."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openwa_core.services.media.kinds import KINDS
from openwa_hookspecs.models.content import (
    MediaBase64,
    MediaKind,
    MediaPath,
)
from tests.support.canary import Canary
from tests.support.media_desk import (
    MIB,
    NO_FORMAT,
    NOT_LOADED,
    PNG,
    TOO_LARGE,
    WEBP,
    Desk,
    in_base64,
    url,
)
from tests.support.media_samples import SAMPLES, gif_of, jpeg_of, png_of, webp_of, with_size

HEADS = {
    MediaKind.IMAGE: PNG,
    MediaKind.VIDEO: SAMPLES["video/mp4"],
    MediaKind.AUDIO: SAMPLES["audio/wav"],
    MediaKind.DOCUMENT: SAMPLES["application/pdf"],
    MediaKind.STICKER: WEBP,
}


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        (MediaKind.IMAGE, 16 * MIB),
        (MediaKind.VIDEO, 64 * MIB),
        (MediaKind.AUDIO, 16 * MIB),
        (MediaKind.DOCUMENT, 100 * MIB),
        (MediaKind.STICKER, 500 * 1024),
    ],
)
async def test_size_may_be_exactly_the_limit(desk: Desk, kind: MediaKind, limit: int) -> None:
    assert KINDS[kind].max_bytes == limit
    with_size(HEADS[kind], limit + 1, desk.uploads / "over")
    error = await desk.refused(MediaPath(path="over"), kind)
    assert (error.code, error.details) == (TOO_LARGE, {"field": f"{kind}.path", "limit": limit})
    with_size(HEADS[kind], limit, desk.uploads / "exact")
    assert (await desk.send(MediaPath(path="exact"), kind)).file.size == limit


@pytest.mark.parametrize("chunked", [False, True])
async def test_download_stops_at_the_limit(desk: Desk, canary: Canary, chunked: bool) -> None:
    limit = KINDS[MediaKind.STICKER].max_bytes
    for path, size in (("/over", limit + 1), ("/exact", limit)):
        body = WEBP + bytes(size - len(WEBP))
        canary.page(path, body)
        if chunked:
            head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            canary.pages[path] = head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    error = await desk.refused(url(canary, "/over"), MediaKind.STICKER)
    assert (error.code, error.details) == (TOO_LARGE, {"field": "sticker.url", "limit": limit})
    assert (await desk.send(url(canary, "/exact"), MediaKind.STICKER)).file.size == limit


@pytest.mark.parametrize("prefix", ["", "data:image/webp;base64,"])
async def test_base64_is_measured_before_it_is_decoded(desk: Desk, prefix: str) -> None:
    limit = KINDS[MediaKind.STICKER].max_bytes
    for extra in (1, 2, 3):
        over = WEBP + bytes(limit + extra - len(WEBP))
        error = await desk.refused(MediaBase64(text=prefix + in_base64(over).text), MediaKind.STICKER)
        assert (error.code, error.details) == (TOO_LARGE, {"field": "sticker.base64", "limit": limit})
    garbage = MediaBase64(text=prefix + "!" * (4 * limit))
    assert (await desk.refused(garbage, MediaKind.STICKER)).code == TOO_LARGE
    exact = MediaBase64(text=prefix + in_base64(WEBP + bytes(limit - len(WEBP))).text)
    assert (await desk.send(exact, MediaKind.STICKER)).file.size == limit


ALLOWED = {
    MediaKind.IMAGE: ["image/jpeg", "image/png", "image/webp", "image/gif"],
    MediaKind.VIDEO: ["video/mp4", "video/3gpp", "video/x-msvideo", "video/x-matroska"],
    MediaKind.AUDIO: ["audio/mpeg", "audio/ogg", "audio/mp4", "audio/amr", "audio/amr-wb", "audio/wav"],
    MediaKind.DOCUMENT: list(SAMPLES),
    MediaKind.STICKER: [],
}


@pytest.mark.parametrize("kind", MediaKind)
async def test_each_kind_takes_its_formats_and_no_other(desk: Desk, kind: MediaKind) -> None:
    for mimetype, content in SAMPLES.items():
        if mimetype not in ALLOWED[kind]:
            error = await desk.refused(desk.upload(content), kind)
            assert (error.code, error.details["field"]) == (NO_FORMAT, f"{kind}.path")
    for mimetype in ALLOWED[kind]:
        sent = await desk.send(desk.upload(SAMPLES[mimetype]), kind)
        assert sent.file.mimetype == mimetype


@pytest.mark.parametrize(
    "content", [b"", b"x", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bytes(4096)]
)
async def test_what_is_no_image_is_refused(desk: Desk, content: bytes) -> None:
    assert (await desk.refused(in_base64(content))).code == NO_FORMAT


async def test_empty_document_is_refused(desk: Desk) -> None:
    assert (await desk.refused(desk.upload(b""), MediaKind.DOCUMENT)).code == NO_FORMAT


@pytest.mark.parametrize(
    ("declared", "in_url"),
    [
        ("image/jpeg", None),
        (None, "image/jpeg"),
        ("image/png", "image/gif"),
        ("nonsense", None),
        ("a/b\0", None),
    ],
)
async def test_content_must_be_what_it_is_declared_to_be(
    desk: Desk, declared: str | None, in_url: str | None
) -> None:
    prefix = f"data:{in_url};base64," if in_url else ""
    error = await desk.refused(MediaBase64(text=prefix + in_base64(PNG).text), mimetype=declared)
    assert (error.code, error.details["field"]) == (NO_FORMAT, "image.base64")


@pytest.mark.parametrize("make", [png_of, jpeg_of, gif_of, webp_of])
async def test_image_has_at_most_4096_pixels_each_way(desk: Desk, make: Callable[[int, int], bytes]) -> None:
    for width, height in ((4097, 1), (1, 4097), (16_000, 16_000)):
        error = await desk.refused(in_base64(make(width, height)))
        assert (error.code, error.details["field"]) == (NO_FORMAT, "image.base64")
        assert f"{width} x {height}" in error.message
    sent = await desk.send(in_base64(make(4096, 4096)))
    assert (sent.file.width, sent.file.height) == (4096, 4096)


async def test_sticker_has_512_pixels_each_way(desk: Desk) -> None:
    for bomb in (
        webp_of(512, 511),
        webp_of(511, 512),
        webp_of(513, 513),
        webp_of(512, 512, frame=(9000, 9000)),
    ):
        assert (await desk.refused(in_base64(bomb), MediaKind.STICKER)).code == NO_FORMAT
    await desk.send(in_base64(webp_of(512, 512, frame=(512, 512))), MediaKind.STICKER)


async def test_bomb_is_refused_by_its_header(desk: Desk) -> None:
    for bomb in (png_of(2**31 - 1, 2**31 - 1), gif_of(1, 1, frame=(65_535, 65_535)), jpeg_of(65_535, 65_535)):
        assert (await desk.refused(in_base64(bomb))).code == NO_FORMAT
    assert (await desk.send(in_base64(png_of(60_000, 1)), MediaKind.DOCUMENT)).file.width is None


@pytest.mark.parametrize(
    "path",
    [
        "missing.png",
        "../openwa.db",
        "/etc/passwd",
        "/uploads/../openwa.db",
        "link",
        "folder",
        "",
        "\0",
        "x" * 9000,
    ],
)
async def test_path_out_of_the_uploads_folder_is_refused(desk: Desk, path: str) -> None:
    (desk.uploads / "link").symlink_to("/etc/passwd")
    (desk.uploads / "folder").mkdir()
    error = await desk.refused(MediaPath(path=path))
    assert (error.code, error.details["field"]) == (NOT_LOADED, "image.path")
    assert str(desk.directory) not in error.message
