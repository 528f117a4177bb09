"""The wheel: only packages of ours, the bundle with its licences inside, and it runs on its own."""

import os
import signal
import subprocess
import time
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

from scripts.steps.ports import free_port
from tests.support.source import PACKAGES, ROOT
from tests.support.wheel import build_wheel, install

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
BUNDLE = "openwa_engine_playwright/bundle"
READY_S = 30.0
STOP_S = 30.0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, wa_js_bundle: Path) -> Path:
    assert wa_js_bundle.exists()
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheel, tmp_path_factory.mktemp("installed") / "venv")


def test_top_levels_of_the_wheel_are_all_ours(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {Path(package).name for package in PACKAGES}


def test_wheel_carries_the_bundle_with_its_licences(names: set[str]) -> None:
    for file in ("wppconnect-wa.js", "bundle.json", "LICENSE", "wppconnect-wa.js.LICENSE.txt"):
        assert f"{BUNDLE}/{file}" in names


def test_every_package_is_marked_as_typed(names: set[str]) -> None:
    assert {f"{Path(package).name}/py.typed" for package in PACKAGES} <= names


def test_every_entry_point_leads_to_a_package_of_the_wheel(names: set[str]) -> None:
    plugins = PROJECT["entry-points"]["openwa.plugins"]
    for module in plugins.values():
        assert f"{module.replace('.', '/')}/__init__.py" in names, module


def test_no_file_of_the_wheel_names_the_folder_it_was_built_in(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        telling = [name for name in archive.namelist() if str(ROOT).encode() in archive.read(name)]
    assert telling == []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_installed_wheel_tells_its_version(programs: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [programs / "openwa", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert PROJECT["version"] in done.stdout


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_installed_wheel_serves_and_stops_cleanly(programs: Path, tmp_path: Path) -> None:
    with _served(programs, tmp_path) as (process, address):
        with urllib.request.urlopen(f"http://{address}/health", timeout=5) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_S) == 0


@contextmanager
def _served(programs: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`openwa serve` of the installed wheel, in a folder that holds nothing else."""
    address = f"127.0.0.1:{free_port()}"
    config = folder / "config.yaml"
    config.write_text(f'server: {{ bind: "{address}" }}\nengines: [ {{ use: simulator }} ]\n')
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [programs / "openwa", "serve", "--config", config],
            cwd=folder,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, address, log)
        yield process, address
    finally:
        process.kill()
        process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://{address}/health/ready", timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"not ready after {READY_S} s:\n{log.read_text()}")
