from __future__ import annotations

import pytest

from openwa_engine_playwright.user_agent import brands_of, user_agent


def test_user_agent_says_nothing_of_headless() -> None:
    agent = user_agent("156.0.8078.79")
    assert "Chrome/156.0.0.0 " in agent
    assert "Headless" not in agent


@pytest.mark.parametrize(
    ("version", "nobody", "order"),
    [
        ("156.0.8078.79", ("Not:A-Brand", "8", "8.0.0.0"), ["Not:A-Brand", "Chromium"]),
        ("131.0.6778.85", ("Not_A Brand", "24", "24.0.0.0"), ["Chromium", "Not_A Brand"]),
    ],
)
def test_brands_are_those_of_a_chromium_with_a_window(
    version: str, nobody: tuple[str, str, str], order: list[str]
) -> None:
    short, full = (brands_of(version, is_full=is_full) for is_full in (False, True))
    assert [brand["brand"] for brand in short] == [brand["brand"] for brand in full] == order
    versions = {brand["brand"]: brand["version"] for brand in full}
    assert versions == {nobody[0]: nobody[2], "Chromium": version}
    assert {brand["version"] for brand in short} == {nobody[1], version.partition(".")[0]}
