"""What every media store keeps to.

class TestMyStore(MediaContract):
    @pytest.fixture
    async def case(self) -> AsyncIterator[MediaCase]:
        ...  # a started store, a way to start it anew, and its uploads folder
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from openwa_hookspecs.media import MediaStore, StoredMedia
from openwa_hookspecs.service import HealthStatus

__all__ = ["MediaCase", "MediaContract"]

_NAME: Final = re.compile(r"[A-Za-z0-9.-]{1,128}")
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_LIMIT: Final = 1000


@dataclass(frozen=True, kw_only=True)
class MediaCase:
    """A started store and what a test needs to know of it."""

    store: MediaStore
    now: Callable[[], datetime]
    advance: Callable[[float], Awaitable[None]]
    """Let so many seconds pass."""
    restarted: Callable[[], Awaitable[MediaStore]]
    """The store as it comes up after its process was killed."""
    uploads: Path
    """A folder of this machine that the store takes for its uploads folder."""


async def _put(case: MediaCase, content: bytes = b"content", mimetype: str = "image/png") -> str:
    source = await case.store.scratch()
    source.write_bytes(content)
    return await case.store.put(source, mimetype=mimetype)


async def _all(store: MediaStore) -> list[StoredMedia]:
    return [file async for file in store.list()]


class MediaContract:
    """Subclass, and override `case`."""

    @pytest.fixture
    def case(self) -> MediaCase:
        raise NotImplementedError("override `case` with a started media store")

    async def test_health_is_ok(self, case: MediaCase) -> None:
        assert (await case.store.health()).status is HealthStatus.OK

    async def test_file_is_taken_over_and_read_under_its_name(self, case: MediaCase) -> None:
        source = await case.store.scratch()
        source.write_bytes(b"content")
        name = await case.store.put(source, mimetype="image/png")
        assert not source.exists()
        place = await case.store.open(name)
        assert place.is_absolute()
        assert place.read_bytes() == b"content"

    @pytest.mark.parametrize(
        "mimetype", ["image/png", "audio/ogg; codecs=opus", "x/../../etc", "", "a/b" * 99]
    )
    async def test_names_are_safe_whatever_the_type(self, case: MediaCase, mimetype: str) -> None:
        name = await _put(case, mimetype=mimetype)
        assert _NAME.fullmatch(name)
        assert (await case.store.open(name)).read_bytes() == b"content"

    async def test_names_say_nothing_of_the_content(self, case: MediaCase) -> None:
        names = {await _put(case, b"the same") for _ in range(10)}
        assert len(names) == 10

    async def test_file_from_elsewhere_is_taken_over_as_well(self, case: MediaCase, tmp_path: Path) -> None:
        source = tmp_path / "elsewhere.bin"
        source.write_bytes(b"from elsewhere")
        name = await case.store.put(source, mimetype="application/pdf")
        assert not source.exists()
        assert (await case.store.open(name)).read_bytes() == b"from elsewhere"

    async def test_only_the_owner_may_read(self, case: MediaCase) -> None:
        place = await case.store.open(await _put(case))
        assert place.stat().st_mode & 0o077 == 0
        assert place.parent.stat().st_mode & 0o077 == 0

    async def test_scratch_paths_are_new_and_private(self, case: MediaCase) -> None:
        first, second = await case.store.scratch(), await case.store.scratch()
        assert first != second
        assert not first.exists()
        assert first.parent.stat().st_mode & 0o077 == 0

    async def test_restart_keeps_files_and_forgets_scratch(self, case: MediaCase) -> None:
        name = await _put(case, b"kept")
        left = await case.store.scratch()
        left.write_bytes(b"half of it")
        store = await case.restarted()
        assert not left.exists()
        assert (await store.open(name)).read_bytes() == b"kept"
        assert [file.name for file in await _all(store)] == [name]

    async def test_list_has_every_file_the_oldest_first(self, case: MediaCase) -> None:
        assert await _all(case.store) == []
        wanted = []
        for number in range(1, 6):
            wanted.append((await _put(case, b"x" * number), number))
            await case.advance(60)
        (await case.store.scratch()).write_bytes(b"not kept")
        files = await _all(case.store)
        assert [(file.name, file.size) for file in files] == wanted
        age = (case.now() - files[0].stored_at).total_seconds()
        assert 299 <= age <= 301

    async def test_removed_file_is_gone_and_may_be_removed_again(self, case: MediaCase) -> None:
        name, other = await _put(case), await _put(case)
        await case.store.remove(name)
        await case.store.remove(name)
        with pytest.raises(FileNotFoundError):
            await case.store.open(name)
        assert [file.name for file in await _all(case.store)] == [other]

    @pytest.mark.parametrize(
        "name",
        ["", ".", "..", "../x", "/etc/passwd", "a" * 32, "a" * 32 + "/../x", "x\0y", "a" * 5000, "\ud800"],
    )
    async def test_name_that_was_never_given_is_not_found(self, case: MediaCase, name: str) -> None:
        with pytest.raises(FileNotFoundError):
            await case.store.open(name)

    async def test_files_come_and_go_at_once(self, case: MediaCase) -> None:
        names = await asyncio.gather(*(_put(case, b"%d" % number) for number in range(50)))
        assert len(set(names)) == 50
        await asyncio.gather(*(case.store.remove(name) for name in names[::2]), _all(case.store))
        assert {file.name for file in await _all(case.store)} == set(names[1::2])

    @pytest.mark.parametrize(
        "path",
        ["a.png", "/a.png", "/uploads/a.png", "./a.png", "/uploads/folder/b.png", "folder//b.png", "ü ☂.png"],
    )
    async def test_upload_is_copied_into_scratch(self, case: MediaCase, path: str) -> None:
        (case.uploads / "folder").mkdir()
        for name in ("a.png", "folder/b.png", "ü ☂.png"):
            (case.uploads / name).write_bytes(_PNG)
        copy = await case.store.upload(path, max_bytes=_LIMIT)
        assert copy.parent == (await case.store.scratch()).parent
        assert copy.read_bytes() == _PNG
        assert copy.stat().st_mode & 0o077 == 0
        await case.store.put(copy, mimetype="image/png")
        assert (case.uploads / "a.png").exists()

    @pytest.mark.parametrize(("size", "copied"), [(999, 999), (1000, 1000), (1001, 1001), (10**9, 1001)])
    async def test_upload_is_cut_one_byte_above_its_limit(
        self, case: MediaCase, size: int, copied: int
    ) -> None:
        with (case.uploads / "sparse").open("wb") as file:
            file.truncate(size)
        copy = await case.store.upload("sparse", max_bytes=_LIMIT)
        assert copy.stat().st_size == copied

    @pytest.mark.parametrize(
        "path",
        [
            "",
            "/",
            ".",
            "..",
            "/uploads",
            "/uploads/",
            "missing.png",
            "folder",
            "folder/",
            "folder/missing.png",
            "inside.png/x",
            "../outside.txt",
            "/uploads/../outside.txt",
            "folder/../../outside.txt",
            "folder/../inside.png",
            "/etc/passwd",
            "//etc/passwd",
            "link-out",
            "link-in",
            "folder-link/b.png",
            "link-to-root/etc/passwd",
            "link-to-self/environ",
            "fifo",
            "socket",
            "inside.png\0.txt",
            "inside\ud800.png",
            "a" * 256,
            "a/" * 3000,
            "folder/" * 600 + "b.png",
        ],
    )
    async def test_what_is_no_plain_file_in_the_folder_is_not_found(self, case: MediaCase, path: str) -> None:
        _lay_traps(case.uploads)
        before = set((await case.store.scratch()).parent.iterdir())
        with pytest.raises(FileNotFoundError) as caught:
            await asyncio.wait_for(case.store.upload(path, max_bytes=_LIMIT), 10)
        assert "outside" not in str(caught.value)
        assert set((await case.store.scratch()).parent.iterdir()) == before


def _lay_traps(uploads: Path) -> None:
    (uploads.parent / "outside.txt").write_bytes(b"secret")
    (uploads / "inside.png").write_bytes(_PNG)
    (uploads / "folder").mkdir()
    (uploads / "folder/b.png").write_bytes(_PNG)
    links = {
        "link-out": "../outside.txt",
        "link-in": "inside.png",
        "folder-link": "folder",
        "link-to-root": "/",
        "link-to-self": "/proc/self",
    }
    for name, target in links.items():
        (uploads / name).symlink_to(target)
    os.mkfifo(uploads / "fifo")
    os.mknod(uploads / "socket", 0o600 | 0o140000)
