"""The peer's address, as a number and as one who tries keys."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, TypeAlias

__all__ = ["Address", "parse_address", "who_tries"]

Address: TypeAlias = IPv4Address | IPv6Address

_HOST_BITS: Final = 64


def parse_address(text: str) -> Address | None:
    """The address; an IPv4 one that is mapped into IPv6 as IPv4. None when it is no address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def who_tries(text: str) -> str:
    """One name for all addresses of one caller: an IPv6 customer has at least a whole /64."""
    address = parse_address(text)
    if isinstance(address, IPv6Address):
        return f"{int(address) >> _HOST_BITS:x}/64"
    return str(address) if address is not None else text
