"""A key in memory, with what each request asks of it made ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TypeAlias

from openwa_auth_apikey.address import parse_address
from openwa_hookspecs.errors import FieldError, ValidationFailedError
from openwa_hookspecs.models.keys import ApiKeyRecord, ApiKeySpec, Principal

__all__ = ["KnownKey", "Network", "parse_networks"]

Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, kw_only=True)
class KnownKey:
    """A record, and since when it is known to be so."""

    record: ApiKeyRecord
    principal: Principal
    networks: Sequence[Network]
    read_at: float
    """On the monotonic clock."""

    @classmethod
    def of(cls, record: ApiKeyRecord, read_at: float) -> KnownKey:
        """From a record that was read just now."""
        spec = record.spec
        principal = Principal(name=spec.name, role=spec.role, key_id=record.id, sessions=spec.sessions)
        networks = parse_networks(spec)
        return cls(record=record, principal=principal, networks=networks, read_at=read_at)

    def admits(self, address: str, now: datetime) -> bool:
        """Whether the key works at this time from this address."""
        expires_at = self.record.spec.expires_at
        if self.record.revoked_at is not None or (expires_at is not None and expires_at <= now):
            return False
        if not self.networks:
            return True
        peer = parse_address(address)
        return peer is not None and any(peer in network for network in self.networks)


def parse_networks(spec: ApiKeySpec) -> tuple[Network, ...]:
    """The networks from which a key works. Raises `ValidationFailedError`, naming each that is none."""
    found: list[Network] = []
    faults: list[FieldError] = []
    for index, text in enumerate(spec.networks):
        try:
            found.append(ip_network(text))
        except ValueError:
            path = f"networks[{index}]"
            faults.append(FieldError(path=path, message="expected a network such as 192.0.2.0/24"))
    if faults:
        raise ValidationFailedError(*faults)
    return tuple(found)
