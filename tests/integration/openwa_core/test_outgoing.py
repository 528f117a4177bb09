"""The guarded client against a canary on the loopback, under a resolver that says 127.0.0.1 to every name."""

import asyncio
import gzip
import os
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from openwa_core.outgoing import OutgoingHttp, OutgoingRules
from openwa_hookspecs.http import (
    HttpBlockedError,
    HttpBodyTooLargeError,
    HttpConnectError,
    HttpError,
    HttpRedirectError,
    HttpTimeoutError,
    HttpUrlError,
)
from tests.support.canary import Canary, a_canary, lie_about_names
from tests.support.corpora import corpus
from tests.support.outgoing_targets import SPELLINGS

PATIENCE_S = 10.0


@asynccontextmanager
async def _client(*allow: str) -> AsyncIterator[OutgoingHttp]:
    client = OutgoingHttp(OutgoingRules(allow), version="test")
    try:
        yield client
    finally:
        await client.close()


@pytest.fixture(autouse=True)
def hostile_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """No query leaves the machine: every name is at 127.0.0.1, as a rebinding one would be."""
    lie_about_names(monkeypatch)


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_loopback_is_not_reached_however_it_is_spelled(canary: Canary, spelling: str) -> None:
    async with _client() as client:
        with pytest.raises(HttpError) as caught:
            await client.request("GET", spelling.format(port=canary.port), timeout_s=PATIENCE_S)
    assert canary.hits == 0
    assert "127.0" not in str(caught.value)


@pytest.mark.parametrize("host", [".", "a..b", "x" * 64 + ".example", ".example", "ü" * 70 + ".example"])
async def test_host_that_no_resolver_takes_is_no_url(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the machine's own resolver
    async with _client() as client:
        with pytest.raises(HttpError):
            await client.request("HEAD", f"http://{host}/", timeout_s=5.0)


async def test_published_spellings_reach_nothing_either() -> None:
    urls = corpus("ssrf_urls_127.0.0.1_18099.txt").read_text().splitlines()
    async with a_canary() as canary, _client() as client, _client("127.0.0.0/8") as control:
        for url in (line.replace("18099", str(canary.port)) for line in urls):
            with pytest.raises(HttpError):
                await client.request("GET", url, timeout_s=PATIENCE_S)
        assert canary.hits == 0
        for url in (line.replace("18099", str(canary.port)) for line in urls):
            try:
                await control.request("GET", url, timeout_s=0.5)
            except HttpError:
                continue
        assert canary.heads, "the canary does not sing: the test above proves nothing"


@pytest.mark.parametrize("allow", ["127.0.0.0/8", "127.0.0.1", "hooks.internal"])
async def test_what_the_operator_allows_is_reached(canary: Canary, allow: str) -> None:
    canary.page("/hook?a=b", b"fine", "X-Word: one", "x-word: two")
    async with _client(allow) as client:
        response = await client.request("POST", f"http://hooks.internal:{canary.port}/hook?a=b", body=b"{}")
    assert (response.status, response.body, response.truncated) == (200, b"fine", False)
    assert response.headers["x-word"] == "one"
    assert canary.heads[0].startswith("POST /hook?a=b HTTP/1.1\r\n")


async def test_allowed_name_opens_the_door_for_itself_only(canary: Canary) -> None:
    async with _client("hooks.internal") as client:
        await client.request("GET", f"http://hooks.internal:{canary.port}/")
        with pytest.raises(HttpBlockedError):
            await client.request("GET", f"http://other.internal:{canary.port}/")
    assert canary.hits == 1


async def test_every_hop_of_a_redirect_is_checked(canary: Canary) -> None:
    canary.page("/away", b"", f"location: http://127.0.0.1:{canary.port}/secret", status="302 Found")
    async with _client("hooks.internal") as client:
        with pytest.raises(HttpBlockedError):
            await client.request("GET", f"http://hooks.internal:{canary.port}/away", max_redirects=3)
    assert [head.split(" ")[1] for head in canary.heads] == ["/away"]


async def test_redirects_are_followed_up_to_their_number(canary: Canary) -> None:
    for number in range(4):
        canary.page(f"/{number}", b"", f"location: /{number + 1}", status="307 Temporary Redirect")
    canary.page("/4", b"arrived")
    async with _client("127.0.0.1") as client:
        url = f"http://127.0.0.1:{canary.port}"
        assert (await client.request("GET", f"{url}/1", max_redirects=3)).body == b"arrived"
        with pytest.raises(HttpRedirectError, match="more than 3"):
            await client.request("GET", f"{url}/0", max_redirects=3)
        assert (await client.request("GET", f"{url}/0")).status == 307
        assert (await client.request("POST", f"{url}/0", body=b"x", max_redirects=3)).status == 307


async def test_headers_of_the_caller_go_to_the_first_origin_only(canary: Canary) -> None:
    canary.page("/away", b"", f"location: http://two.internal:{canary.port}/", status="302 Found")
    async with _client("one.internal", "two.internal") as client:
        await client.request(
            "GET", f"http://one.internal:{canary.port}/away", headers={"x-key": "secret"}, max_redirects=1
        )
    assert ["secret" in head for head in canary.heads] == [True, False]


async def test_proxy_and_passwords_of_the_environment_are_ignored(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine hooks.internal login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    async with a_canary() as proxy, _client("hooks.internal") as client:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await client.request("GET", f"http://hooks.internal:{canary.port}/")
        assert proxy.hits == 0
    assert "authorization" not in canary.heads[0].lower()
    assert "accept-encoding: identity" in canary.heads[0].lower()


async def test_answer_is_kept_up_to_its_limit_and_never_unfolded(canary: Canary) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    canary.page("/bomb", bomb, "content-encoding: gzip")
    canary.page("/long", b"a" * 1_000_000)
    canary.page("/exact", b"a" * 4096)
    async with _client("127.0.0.1") as client:
        url = f"http://127.0.0.1:{canary.port}"
        folded = await client.request("GET", f"{url}/bomb", max_bytes=100_000)
        long = await client.request("GET", f"{url}/long")
        exact = await client.request("GET", f"{url}/exact")
    assert folded.body == bomb
    assert (long.body, long.truncated) == (b"a" * 4096, True)
    assert (exact.body, exact.truncated) == (b"a" * 4096, False)


async def test_silent_server_is_left_in_time(canary: Canary) -> None:
    canary.silent = True
    async with _client("127.0.0.1") as client:
        with pytest.raises(HttpTimeoutError):
            await client.request("GET", f"http://127.0.0.1:{canary.port}/", timeout_s=0.2)


async def test_errors_name_no_address(canary: Canary) -> None:
    canary.page("/half", b"")
    canary.pages["/half"] = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"
    canary.pages["/noise"] = b"\x00\x01 secret noise\r\n\r\n"
    async with a_canary() as gone:
        closed = gone.port
    async with _client("hooks.internal") as client:
        for port, path in ((closed, "/"), (canary.port, "/noise")):
            with pytest.raises(HttpConnectError) as caught:
                await client.request("GET", f"http://hooks.internal:{port}{path}")
            assert "127.0" not in str(caught.value)
            assert "secret" not in str(caught.value)
        with pytest.raises(HttpUrlError):
            await client.request("GET", "http://user:secret@hooks.internal/")


async def test_certificate_is_checked(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-subj", "/CN=hooks.internal", "-days", "1", "-keyout", str(key), "-out", str(certificate)]
    try:
        await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, timeout=30)
    except FileNotFoundError:
        pytest.skip("needs openssl to make a certificate: it is not installed")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    async with a_canary(context=context) as secure, _client("hooks.internal") as client:
        with pytest.raises(HttpConnectError, match="certificate"):
            await client.request("GET", f"https://hooks.internal:{secure.port}/")
        assert secure.heads == []


async def test_stream_gives_the_body_in_pieces(canary: Canary) -> None:
    body = os.urandom(3_000_000)
    canary.page("/media", body, "content-type: image/png")
    async with (
        _client("127.0.0.1") as client,
        client.stream(f"http://127.0.0.1:{canary.port}/media", max_bytes=3_000_000) as stream,
    ):
        assert (stream.status, stream.headers["content-type"]) == (200, "image/png")
        pieces = [piece async for piece in stream.chunks()]
    assert b"".join(pieces) == body
    assert len(pieces) > 10


@pytest.mark.parametrize("announced", [True, False])
async def test_stream_stops_at_its_limit(canary: Canary, announced: bool) -> None:
    body = bytes(1_000_000)
    canary.page("/media", body)
    if not announced:
        canary.pages["/media"] = (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n" % len(body)
            + body
            + b"\r\n0\r\n\r\n"
        )
    pieces: list[int] = []
    async with _client("127.0.0.1") as client:
        with pytest.raises(HttpBodyTooLargeError, match="500000"):
            await _drain(client, f"http://127.0.0.1:{canary.port}/media", pieces)
    assert sum(pieces) <= 500_000
    assert bool(pieces) is not announced


async def _drain(client: OutgoingHttp, url: str, pieces: list[int]) -> None:
    async with client.stream(url, max_bytes=500_000) as stream:
        async for piece in stream.chunks():
            pieces.append(len(piece))


async def test_stream_ends_in_time_and_names_what_broke(canary: Canary) -> None:
    canary.pages["/half"] = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"
    async with _client("127.0.0.1") as client:
        with pytest.raises(HttpTimeoutError):
            async with client.stream(
                f"http://127.0.0.1:{canary.port}/half", max_bytes=100, timeout_s=0.3
            ) as stream:
                assert [piece async for piece in stream.chunks()] == [b"half"]
        with pytest.raises(HttpBlockedError):
            async with client.stream("http://10.0.0.1/", max_bytes=100):
                pass


def test_library_is_imported_for_the_first_request_only() -> None:
    code = "import sys, openwa_core.outgoing; sys.exit('aiohttp' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
