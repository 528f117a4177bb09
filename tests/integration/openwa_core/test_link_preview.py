"""Pages on a server of ours, read through the guarded client."""

from __future__ import annotations

import asyncio
import io
import warnings
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiohttp import web
from PIL import Image

from openwa_core.outgoing import OutgoingHttp, OutgoingRules
from openwa_core.services.link_preview import LinkPreviews, first_link
from openwa_core.services.thumbnail import MAX_THUMBNAIL_BYTES, thumbnail_of
from openwa_core.testing.fakes.log import RecordingLog


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 630)) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(target, kind)
    return target.getvalue()


PAGES: Mapping[str, tuple[str, bytes]] = {
    "/shop": (
        "text/html; charset=utf-8",
        "<html><head><title>Raw</title><meta property='og:title' content='Tea &amp; more ☂'>"
        "<meta property='og:description' content='  All\n kinds '>"
        "<meta property='og:image' content='/tea.png'></head><body>…</body>".encode(),
    ),
    "/plain": ("text/html", b"<title>Only a title</title><meta name='description' content='and this'>"),
    "/latin": ("text/html; charset=iso-8859-1", "<title>Zoë</title>".encode("latin-1")),
    "/odd": ("text/html; charset=no-such", b"<title>Still read</title>"),
    "/long": ("text/html", b"<title>Begin</title>" + b"x" * 1_000_000),
    "/nothing": ("text/html", b"<p>hello"),
    "/file": ("application/pdf", b"<title>no page</title>"),
    "/broken": ("text/html", b"<title>T</title><meta property='og:image' content='/nothing'>"),
    "/idna": ("text/html; charset=idna", b"<title>Still read</title>"),
    "/bracket": ("text/html", b"<title>T</title><meta property='og:image' content='http://[bad'>"),
    "/section": ("text/html", b"<title>Begin</title><![x]><p>hello"),
    "/section-first": ("text/html", b"<![x]><title>Late</title>"),
    "/shouted": ("Text/HTML", b"<title>T</title>"),
    "/tea.png": ("image/png", picture()),
}


async def answer(request: web.Request) -> web.Response:
    if request.path == "/never":
        await asyncio.sleep(30)
    if request.path not in PAGES:
        return web.Response(status=404, text="<title>Not found</title>", content_type="text/html")
    kind, body = PAGES[request.path]
    return web.Response(body=body, headers={"content-type": kind})


@pytest.fixture
async def host() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


@pytest.fixture
async def previews() -> AsyncIterator[LinkPreviews]:
    http = OutgoingHttp(OutgoingRules(["127.0.0.0/8"]), version="0")
    yield LinkPreviews(http, RecordingLog())
    await http.close()


async def test_page_is_shown_as_it_describes_itself(host: str, previews: LinkPreviews) -> None:
    preview = await previews.of(f"see ({host}/shop), please")
    assert preview is not None
    assert (preview.url, preview.title, preview.description) == (f"{host}/shop", "Tea & more ☂", "All kinds")
    assert preview.thumbnail is not None
    assert len(preview.thumbnail) <= MAX_THUMBNAIL_BYTES
    with Image.open(io.BytesIO(preview.thumbnail)) as shown:
        assert (shown.format, shown.width) == ("JPEG", 300)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/plain", "Only a title"),
        ("/latin", "Zoë"),
        ("/odd", "Still read"),
        ("/long", "Begin"),
        ("/broken", "T"),
        ("/idna", "Still read"),
        ("/bracket", "T"),
        ("/section", "Begin"),
        ("/shouted", "T"),
    ],
)
async def test_page_needs_no_more_than_a_title(
    host: str, previews: LinkPreviews, path: str, title: str
) -> None:
    preview = await previews.of(f"{host}{path}")
    assert preview is not None
    assert (preview.title, preview.thumbnail) == (title, None)


@pytest.mark.parametrize("path", ["/nothing", "/file", "/missing", "/section-first"])
async def test_page_that_says_nothing_of_itself_has_no_preview(
    host: str, previews: LinkPreviews, path: str
) -> None:
    assert await previews.of(f"{host}{path}") is None


async def test_text_without_a_link_asks_nobody(previews: LinkPreviews) -> None:
    assert await previews.of("no link here: example.com") is None


async def test_host_that_may_not_be_reached_is_not_asked(host: str) -> None:
    http = OutgoingHttp(OutgoingRules(), version="0")
    try:
        assert await LinkPreviews(http, RecordingLog()).of(f"{host}/shop") is None
    finally:
        await http.close()


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.com/a?b=c.", "https://example.com/a?b=c"),
        ("(see http://example.com)", "http://example.com"),
        ("<https://example.com/x>", "https://example.com/x"),
        ("HTTPS://EXAMPLE.COM", "HTTPS://EXAMPLE.COM"),
        ("ftp://example.com mailto:a@b.c", None),
    ],
)
def test_first_link_is_without_the_sentence_round_it(text: str, link: str | None) -> None:
    assert first_link(text) == link


@pytest.mark.parametrize("body", [b"", b"GIF89a", b"<svg/>", picture(size=(4097, 4097))[:4000]])
def test_thumbnail_of_what_is_no_picture_is_none(body: bytes) -> None:
    assert thumbnail_of(body) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_thumbnail_is_made_of_each_kind_of_picture(kind: str) -> None:
    made = thumbnail_of(picture(kind, (640, 480)))
    assert made is not None
    assert made.startswith(b"\xff\xd8")


def test_thumbnails_that_are_made_at_once_leave_the_warnings_of_the_process_alone() -> None:
    """What Python does with warnings belongs to all threads: turned into errors, they would end anything."""
    drawn = picture("JPEG", (640, 480))
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        before = list(warnings.filters)
        with ThreadPoolExecutor(8) as threads:
            assert None not in list(threads.map(thumbnail_of, [drawn] * 64))
        assert list(warnings.filters) == before


def test_picture_that_is_larger_than_pillow_likes_has_no_thumbnail() -> None:
    drawn = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(drawn, "PNG")
    assert thumbnail_of(drawn.getvalue()) is None
