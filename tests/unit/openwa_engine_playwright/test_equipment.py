"""Which Chromium is taken, and what is said when something is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from openwa_engine_playwright.config import PlaywrightConfig
from openwa_engine_playwright.driver_program import driver_version
from openwa_engine_playwright.equipment import Equipment
from openwa_engine_playwright.executable import browser_version, find_executable
from openwa_engine_playwright.faults import (
    BrowserBrokenError,
    BrowserMissingError,
    BundleMissingError,
    DriverUnusableError,
)
from openwa_hookspecs.service import HealthStatus

Install: TypeAlias = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """A machine with nothing on it but what is installed here."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))

    def install(name: str, says: str = "Chromium 156.0.8078.79 built on Debian") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho '{says}'\n")
        path.chmod(0o755)
        return path

    return install


def test_headless_shell_comes_first(install: Install) -> None:
    install("bin/google-chrome")
    full = install("bin/chromium")
    assert find_executable(PlaywrightConfig()) == full
    shell = install("bin/chromium-headless-shell")
    assert find_executable(PlaywrightConfig()) == shell
    assert find_executable(PlaywrightConfig(headless=False)) == full


def test_newest_of_playwrights_own_comes_last(install: Install) -> None:
    install("browsers/chromium_headless_shell-999/chrome-linux/headless_shell")
    newest = install("browsers/chromium_headless_shell-1255/chrome-linux/headless_shell")
    install("browsers/chromium-1255/chrome-linux64/chrome")
    assert find_executable(PlaywrightConfig()) == newest
    chrome = install("bin/google-chrome-stable")
    assert find_executable(PlaywrightConfig()) == chrome


def test_channel_names_a_brand(install: Install) -> None:
    install("bin/chromium")
    chrome = install("bin/google-chrome-stable")
    assert find_executable(PlaywrightConfig.model_validate({"channel": "chrome"})) == chrome
    with pytest.raises(BrowserMissingError, match="channel msedge is not installed"):
        find_executable(PlaywrightConfig.model_validate({"channel": "msedge"}))


@pytest.mark.usefixtures("install")
def test_machine_without_a_browser_is_told_what_to_do() -> None:
    with pytest.raises(BrowserMissingError, match="Install the package chromium-headless-shell"):
        find_executable(PlaywrightConfig())


def test_path_to_no_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrowserMissingError, match=r"executable_path names no program: .*plain\.txt"):
        find_executable(PlaywrightConfig(executable_path=tmp_path / "plain.txt"))


async def test_version_is_the_browsers_own(install: Install) -> None:
    assert await browser_version(install("bin/chromium")) == "156.0.8078.79"


async def test_program_that_is_no_browser_is_refused(install: Install) -> None:
    with pytest.raises(BrowserBrokenError, match="names no version"):
        await browser_version(install("bin/chromium", says="hello"))


async def test_bundle_that_is_missing_or_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wa.js"
    equipment = Equipment(PlaywrightConfig(bundle=path))
    with pytest.raises(BundleMissingError, match="cannot be read"):
        await equipment.script("Tests")
    path.write_text("<html>not found</html>")
    with pytest.raises(BundleMissingError, match="no wa-js bundle"):
        await equipment.script("Tests")


async def test_bundle_that_is_replaced_counts_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wa.js"
    equipment = Equipment(PlaywrightConfig(bundle=path))
    path.write_text("/* wa-js 1 */")
    assert "wa-js 1" in await equipment.script("Tests")
    path.write_text("/* wa-js 2 */")
    assert "wa-js 2" in await equipment.script("Tests")


async def test_script_sets_wa_js_up_before_it_runs(tmp_path: Path) -> None:
    path = tmp_path / "wa.js"
    path.write_text("/* wa-js */")
    script = await Equipment(PlaywrightConfig(bundle=path)).script('My "PC"')
    assert script.index("top !== self") < script.index("WPPConfig") < script.index("/* wa-js */")
    assert '"disableGoogleAnalytics": true' in script
    assert '"linkPreviewApiServers": []' in script
    assert r'"deviceName": "My \"PC\""' in script


async def test_a_driver_whose_library_is_missing_says_which(tmp_path: Path) -> None:
    python = tmp_path / "python"
    complaint = "node: error while loading shared libraries: libatomic.so.1: cannot open shared object file"
    python.write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 127\n")
    python.chmod(0o755)
    with pytest.raises(DriverUnusableError, match=r"libatomic\.so\.1: cannot open.*package libatomic1"):
        await driver_version(python)


async def test_the_driver_that_is_installed_runs() -> None:
    health = await Equipment(PlaywrightConfig()).check_driver()
    assert health.status is HealthStatus.OK
    assert "1." in str(health.details["driver"])


async def test_checks_say_what_is_there(install: Install, tmp_path: Path) -> None:
    bundle = tmp_path / "wa.js"
    equipment = Equipment(PlaywrightConfig(bundle=bundle))
    assert (await equipment.check_chromium()).status is HealthStatus.FAILED
    assert (await equipment.check_bundle()).status is HealthStatus.FAILED
    program = install("bin/chromium")
    bundle.write_text("/* wa-js */")
    chromium = await equipment.check_chromium()
    assert chromium.details == {"executable": str(program), "version": "156.0.8078.79"}
    assert (await equipment.check_bundle()).status is HealthStatus.OK
