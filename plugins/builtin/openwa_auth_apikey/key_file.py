"""A file that holds one key and that its owner alone can read."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["write_key_file"]

_OWNER_ONLY = 0o600
_FOLDER_MODE = 0o700


def write_key_file(path: Path, secret: str) -> None:
    """Write the key, whole or not at all; an earlier file is replaced. Blocking."""
    path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
