"""The probe of a webhook's URL against a canary on the loopback: who gets through, and what is told."""

import socket

import pytest

from openwa_core.outgoing import OutgoingHttp, OutgoingRules
from openwa_hookspecs.http import (
    HttpBlockedError,
    HttpConnectError,
    HttpError,
    HttpTimeoutError,
    HttpUrlError,
)
from tests.integration.openwa_core.test_outgoing import SPELLINGS
from tests.support.canary import a_canary, lie_about_names
from tests.support.corpora import corpus


def a_client(*allow: str) -> OutgoingHttp:
    return OutgoingHttp(OutgoingRules(allow), version="test")


async def test_probe_connects_where_the_operator_allows_it_and_sends_nothing() -> None:
    async with a_canary() as canary:
        await a_client("127.0.0.1").probe(f"http://127.0.0.1:{canary.port}/hook")
    assert canary.heads == []


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_probe_reaches_no_loopback_by_any_spelling(
    spelling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie_about_names(monkeypatch)
    async with a_canary() as canary:
        with pytest.raises((HttpBlockedError, HttpUrlError, HttpConnectError)):
            await a_client().probe(spelling.format(port=canary.port))
    assert canary.hits == 0


async def test_probe_reaches_no_canary_by_any_published_bypass(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = corpus("ssrf_urls_127.0.0.1_18099.txt").read_text("utf-8").splitlines()
    lie_about_names(monkeypatch)
    client = a_client()
    async with a_canary() as canary:
        for url in urls:
            with pytest.raises(HttpError):
                await client.probe(url.replace("18099", str(canary.port)))
    assert canary.hits == 0


async def test_probe_of_a_port_where_nobody_listens_says_so_without_the_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(HttpConnectError) as told:
            await a_client("localhost").probe(f"http://localhost:{port}/")
    assert "127.0.0.1" not in str(told.value)


async def test_probe_of_plain_http_by_https_is_refused() -> None:
    async with a_canary() as canary:
        canary.page("/", b"")
        with pytest.raises((HttpConnectError, HttpTimeoutError)):
            await a_client("127.0.0.1").probe(f"https://127.0.0.1:{canary.port}/", timeout_s=2)


async def test_probe_never_reaches_a_metadata_service_even_when_its_name_is_allowed() -> None:
    with pytest.raises(HttpBlockedError):
        await a_client("169.254.0.0/16").probe("http://169.254.169.254/")
