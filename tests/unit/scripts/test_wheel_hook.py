"""A wheel is built with the locked bundle or not at all."""

import hashlib
import json
from pathlib import Path

import pytest

from scripts.wheel_hook import BUNDLE, LOCKED, problem_with

SCRIPT = b"window.WPP = {};"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree whose bundle is as it should be."""
    locked = {"packages": {LOCKED: {"version": "4.6.0", "integrity": "sha512-a"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(locked))
    (tmp_path / BUNDLE).mkdir(parents=True)
    (tmp_path / BUNDLE / "wppconnect-wa.js").write_bytes(SCRIPT)
    _record(tmp_path, integrity="sha512-a")
    return tmp_path


def _record(root: Path, *, integrity: str) -> None:
    record = {"version": "4.5.0", "integrity": integrity, "sha512": hashlib.sha512(SCRIPT).hexdigest()}
    (root / BUNDLE / "bundle.json").write_text(json.dumps(record))


def test_locked_bundle_is_accepted(root: Path) -> None:
    assert problem_with(root) is None


def test_missing_bundle_is_refused(root: Path) -> None:
    (root / BUNDLE / "wppconnect-wa.js").unlink()
    assert problem_with(root) == "the wa-js bundle is missing"


def test_bundle_of_another_version_is_refused(root: Path) -> None:
    _record(root, integrity="sha512-b")
    assert problem_with(root) == "the wa-js bundle is 4.5.0, package-lock.json asks for 4.6.0"


def test_changed_bundle_is_refused(root: Path) -> None:
    (root / BUNDLE / "wppconnect-wa.js").write_bytes(b"something else")
    assert problem_with(root) == "the wa-js bundle was changed after it was fetched"
