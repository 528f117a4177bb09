"""What the operator allows besides the public internet."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final

from openwa_core.outgoing.addresses import IPAddress, IPNetwork, is_metadata, is_public

__all__ = ["OutgoingRules"]

_NAME: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62}\.)*[a-z0-9_-]{0,62}")


class OutgoingRules:
    """Allowed: the public internet, the networks and the host names given. A metadata service never is.

    `allow` takes addresses (`127.0.0.1`), networks (`10.1.0.0/16`) and names (`n8n`, `hooks.internal`); other
    texts raise `ValueError` with what to write instead. A name is allowed wherever it resolves to.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        networks: list[IPNetwork] = []
        names: set[str] = set()
        for entry in allow:
            network = _as_network(entry)
            if network is not None:
                networks.append(network)
            else:
                names.add(_as_name(entry))
        self._networks = tuple(networks)
        self._names = frozenset(names)

    def allows_name(self, host: str) -> bool:
        """Whether the host is one of the names, whatever it resolves to (but a metadata service)."""
        return host.lower().removesuffix(".") in self._names

    def allows(self, address: IPAddress, *, named: bool = False) -> bool:
        """Whether to connect to the address; `named` for a host of the list."""
        if is_metadata(address):
            return False
        return named or is_public(address) or any(address in network for network in self._networks)


def _as_network(entry: str) -> IPNetwork | None:
    try:
        return ipaddress.ip_network(entry)
    except ValueError:
        if "/" in entry:
            raise ValueError(f"{entry!r} is no network: write one such as 10.1.0.0/16") from None
        return None


def _as_name(entry: str) -> str:
    name = entry.lower().removesuffix(".")
    if not _NAME.fullmatch(name) or name.replace(".", "").isdigit():
        raise ValueError(f"{entry!r} is neither a network such as 10.1.0.0/16 nor a host name such as n8n")
    return name
