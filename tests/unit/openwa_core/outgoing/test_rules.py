"""What the operator's list lets through."""

import pytest

from openwa_core.outgoing.addresses import parse_address
from openwa_core.outgoing.rules import OutgoingRules


def _allows(rules: OutgoingRules, address: str, *, named: bool = False) -> bool:
    parsed = parse_address(address)
    assert parsed is not None
    return rules.allows(parsed, named=named)


def test_without_a_list_only_the_public_internet_is_reached() -> None:
    rules = OutgoingRules()
    assert _allows(rules, "8.8.8.8")
    assert not _allows(rules, "127.0.0.1")
    assert not rules.allows_name("localhost")


def test_listed_network_and_address_are_reached() -> None:
    rules = OutgoingRules(["10.1.0.0/16", "192.168.7.7", "fd00::/8"])
    assert _allows(rules, "10.1.255.255")
    assert _allows(rules, "::ffff:10.1.0.1")
    assert _allows(rules, "192.168.7.7")
    assert _allows(rules, "fd12::1")
    assert not _allows(rules, "10.2.0.1")
    assert not _allows(rules, "192.168.7.8")


def test_listed_name_is_reached_wherever_it_is() -> None:
    rules = OutgoingRules(["n8n", "Hooks.Internal."])
    assert rules.allows_name("n8n")
    assert rules.allows_name("N8N.")
    assert rules.allows_name("hooks.internal")
    assert not rules.allows_name("evil-n8n")
    assert not rules.allows_name("a.hooks.internal")
    assert _allows(rules, "172.18.0.4", named=True)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fd00:ec2::254", "168.63.129.16"],
)
def test_metadata_service_is_blocked_whatever_the_list_says(address: str) -> None:
    rules = OutgoingRules(["0.0.0.0/0", "::/0", "metadata.internal"])
    assert not _allows(rules, address)
    assert not _allows(rules, address, named=True)


@pytest.mark.parametrize(
    "entry", ["10.1.0.1/16", "10.1.0.0/40", "http://n8n", "n8n:5678", "a b", "", "1.2.3", "*.x"]
)
def test_entry_that_is_neither_is_refused_with_an_example(entry: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        OutgoingRules([entry])
