"""The kept files: taken over so that a power cut loses none, found, listed and dropped."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from openwa_local.media.names import new_name, place_of

__all__ = ["Keeping"]


class Keeping:
    """One folder of folders. Blocking: for a thread."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch

    def take(self, source: Path, token: bytes, mimetype: str, now: float) -> str:
        """Take the file over, durably; its name."""
        name = new_name(token, mimetype)
        place = place_of(self._folder, name)
        _make_durable(source, now)
        if _make_folder(place.parent):
            _sync_folder(self._folder)
        try:
            source.rename(place)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._take_over_from_elsewhere(source, token, place, now)
        _sync_folder(place.parent)
        return name

    def find(self, name: str) -> Path:
        """The file of that name. Raises `FileNotFoundError`."""
        place = place_of(self._folder, name)
        if not stat.S_ISREG(place.lstat().st_mode):
            raise FileNotFoundError("no file of the media store has such a name")
        return place

    def drop(self, name: str) -> None:
        """Remove the file of that name, if there is one."""
        try:
            place_of(self._folder, name).unlink()
        except FileNotFoundError:
            return

    def every(self) -> Iterator[tuple[str, int, float]]:
        """Name, size and time of each file, in no order."""
        with os.scandir(self._folder) as folders:
            ours = [folder for folder in folders if folder.is_dir(follow_symlinks=False)]
        for folder in ours:
            with os.scandir(folder.path) as files:
                for file in files:
                    try:
                        place_of(self._folder, file.name)
                        facts = file.stat(follow_symlinks=False)
                    except FileNotFoundError:  # none of ours, or gone meanwhile
                        continue
                    yield file.name, facts.st_size, facts.st_mtime

    def _take_over_from_elsewhere(self, source: Path, token: bytes, place: Path, now: float) -> None:
        """From another file system: whole and durable before it gets its name."""
        copy = self._scratch / f"{token.hex()}.copy"
        try:
            shutil.copyfile(source, copy, follow_symlinks=False)
            _make_durable(copy, now)
            copy.rename(place)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        source.unlink()


def _make_durable(file: Path, now: float) -> None:
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        os.fchmod(handle, 0o600)
        os.utime(handle, (now, now))
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> bool:
    """Whether it is new."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
