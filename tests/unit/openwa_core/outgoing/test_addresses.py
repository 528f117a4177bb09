"""Which addresses belong to the public internet, by our own table and by others' vectors."""

import ipaddress
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwa_core.outgoing.addresses import IPAddress, is_metadata, is_public, parse_address
from tests.support.corpora import corpus
from tests.support.outgoing_targets import METADATA, PUBLIC, SPECIAL, STRICTER_THAN_THE_VECTORS


def _parse(text: str) -> IPAddress:
    address = parse_address(text)
    assert address is not None
    return address


@pytest.mark.parametrize("text", PUBLIC)
def test_public_address_is_public(text: str) -> None:
    assert is_public(_parse(text))


@pytest.mark.parametrize("text", SPECIAL)
def test_special_address_is_not_public(text: str) -> None:
    assert not is_public(_parse(text))


@pytest.mark.parametrize("text", METADATA)
def test_metadata_service_is_known_by_any_notation(text: str) -> None:
    assert is_metadata(_parse(text))


@pytest.mark.parametrize(
    "text", ["127.0.0.1", "10.0.0.1", "8.8.8.8", "::1", "fd00::1", "2001:4860:4860::8888"]
)
def test_other_addresses_are_no_metadata_service(text: str) -> None:
    assert not is_metadata(_parse(text))


@given(st.ip_addresses(v=4))
def test_ipv4_in_ipv6_clothes_has_the_verdict_of_the_ipv4_address(address: ipaddress.IPv4Address) -> None:
    assert is_public(_parse(f"::ffff:{address}")) == is_public(address)
    assert not is_public(_parse(f"::{address}"))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_as_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(address):
        assert not address.is_private
        assert not address.is_multicast


def test_verdicts_agree_with_published_vectors() -> None:
    for vector in json.loads(corpus("ip_vectors.json").read_text()):
        if vector["ip"] in STRICTER_THAN_THE_VECTORS:
            continue
        assert is_public(_parse(vector["ip"])) == vector["allowed"], vector


@pytest.mark.parametrize(
    "text", ["", "localhost", "xn--::fff:127-o44d.0.0.1", "0177.0.0.1", "127.1", "0x7f.0.0.1"]
)
def test_what_is_no_number_is_no_address(text: str) -> None:
    assert parse_address(text) is None
