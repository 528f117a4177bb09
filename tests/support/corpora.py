"""Vectors that others published. They are never copied into the project: a test that wants one is skipped
where it is not there."""

import os
from pathlib import Path

import pytest

__all__ = ["corpus", "published"]

_BESIDE_THE_CLONE = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"


def corpus(name: str) -> Path:
    """The file, from the folder in `OPENWA_TEST_CORPORA` or `shared/corpora` beside the clone."""
    path = published(name)
    if path is None:
        pytest.skip(f"needs the published vectors {name}, which this machine does not have")
    return path


def published(name: str) -> Path | None:
    """The same file or folder; None where it is not there."""
    path = Path(os.environ.get("OPENWA_TEST_CORPORA", _BESIDE_THE_CLONE)) / name
    return path if path.exists() else None
