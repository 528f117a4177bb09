"""Which numeric addresses the gateway may connect to.

`ipaddress.is_global` and `is_private` are not asked: their answers change between versions of Python, and
they let tunnels through.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Final, TypeAlias

__all__ = ["IPAddress", "IPNetwork", "is_metadata", "is_public", "parse_address"]

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_SPECIAL_V4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
"""The IANA IPv4 special-purpose address registry, and multicast."""

_UNICAST_V6: Final = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6: Final = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)
"""The parts of 2000::/3 that the IANA IPv6 special-purpose address registry takes out."""

_METADATA: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "169.254.0.0/16",  # AWS, Google, Azure, OpenStack and most others; link-local, so never a service
            "100.100.100.200/32",  # Alibaba
            "168.63.129.16/32",  # Azure's host; looks public
            "192.0.0.192/32",  # Oracle
            "fd00:ec2::/32",  # AWS
            "fd20:ce::254/128",  # Google
            "fd00:42::42/128",  # Scaleway
            "fe80::a9fe:a9fe/128",  # OpenStack
        ),
    )
)
"""Where clouds hand out credentials to whoever asks."""

_V4_INSIDE_V6: Final = tuple(
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (("::/96", 0), ("::ffff:0:0/96", 0), ("64:ff9b::/96", 0), ("2002::/16", 80))
)
"""Notations that may reach an IPv4 address: compatible, mapped, NAT64, 6to4."""


def parse_address(text: str) -> IPAddress | None:
    """The address in a `sockaddr`: without its zone, and IPv4 where it is IPv4 in IPv6 clothes (mapped). None
    for what is no number: `connect` would resolve it once more, unseen."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_public(address: IPAddress) -> bool:
    """Whether the address belongs to the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not _is_in(address, _SPECIAL_V4)
    return address in _UNICAST_V6 and not _is_in(address, _SPECIAL_V6)


def is_metadata(address: IPAddress) -> bool:
    """Whether a cloud's metadata service answers there, by whatever notation."""
    return _is_in(address, _METADATA) or any(_is_in(inner, _METADATA) for inner in _embedded(address))


def _embedded(address: IPAddress) -> Iterable[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv6Address):
        for network, shift in _V4_INSIDE_V6:
            if address in network:
                yield ipaddress.IPv4Address(int(address) >> shift & 0xFFFF_FFFF)


def _is_in(address: IPAddress, networks: Iterable[IPNetwork]) -> bool:
    return any(address in network for network in networks)
