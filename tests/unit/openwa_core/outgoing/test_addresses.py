"""Which addresses belong to the public internet, by our own table and by others' vectors."""

import ipaddress
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwa_core.outgoing.addresses import IPAddress, is_metadata, is_public, parse_address
from tests.support.corpora import corpus

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "::ffff:8.8.8.8",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "2606:4700:4700::1111",
    "3ffe:ffff::1",
    "3fff:1000::1",
]
SPECIAL = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.9",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2002:808:808::1",
    "2620:4f:8000::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
METADATA = [
    "169.254.169.254",
    "169.254.170.2",
    "::ffff:169.254.169.254",
    "::169.254.169.254",
    "64:ff9b::169.254.169.254",
    "2002:a9fe:a9fe::1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fd20:ce::254",
]

STRICTER_THAN_THE_VECTORS = {"64:ff9c::1"}
"""Outside 2000::/3: nobody is there, and nobody needs to be reached there."""


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
