"""Set-up takes the wa-js package only when it is the locked one, to the byte."""

import base64
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from scripts.steps import bundle
from scripts.steps.bundle import Pin
from scripts.steps.console import StepFailedError

FILES = {
    "package/package.json": b"{}",
    "package/LICENSE": b"Apache License",
    "package/dist/wppconnect-wa.js": b"window.WPP = {};",
    "package/dist/wppconnect-wa.js.LICENSE.txt": b"of the parts",
    "package/tests/LICENSE/other.js": b"not wanted",
}


def _package(folder: Path, files: dict[str, bytes]) -> tuple[Path, Pin]:
    archive = folder / "wa-js.tgz"
    with tarfile.open(archive, "w:gz") as package:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    return archive, Pin(version="4.6.0", integrity=f"sha512-{digest}")


def test_package_with_another_checksum_is_refused(tmp_path: Path) -> None:
    archive, pin = _package(tmp_path, FILES)
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(StepFailedError, match=r"not the package that package-lock\.json names"):
        bundle.check(archive, pin)


def test_locked_package_is_unpacked_with_its_licences_and_nothing_else(tmp_path: Path) -> None:
    archive, pin = _package(tmp_path, FILES)
    bundle.check(archive, pin)
    bundle.unpack(archive, tmp_path / "bundle", pin)
    assert {path.name for path in (tmp_path / "bundle").iterdir()} == {
        "wppconnect-wa.js",
        "wppconnect-wa.js.LICENSE.txt",
        "LICENSE",
        "bundle.json",
    }
    assert bundle.is_in_place(tmp_path / "bundle", pin)


def test_changed_script_is_not_in_place(tmp_path: Path) -> None:
    archive, pin = _package(tmp_path, FILES)
    bundle.unpack(archive, tmp_path / "bundle", pin)
    (tmp_path / "bundle" / bundle.SCRIPT).write_bytes(b"window.WPP = {evil: true};")
    assert not bundle.is_in_place(tmp_path / "bundle", pin)


def test_bundle_of_another_pin_is_not_in_place(tmp_path: Path) -> None:
    archive, pin = _package(tmp_path, FILES)
    bundle.unpack(archive, tmp_path / "bundle", pin)
    assert not bundle.is_in_place(tmp_path / "bundle", Pin(version="4.7.0", integrity="sha512-other"))


def test_package_without_the_script_is_refused(tmp_path: Path) -> None:
    archive, pin = _package(tmp_path, {"package/LICENSE": b"Apache License"})
    with pytest.raises(StepFailedError, match=r"has no dist/wppconnect-wa\.js"):
        bundle.unpack(archive, tmp_path / "bundle", pin)
