"""Media in a folder: the contract of the role, and what is particular to files."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from openwa_core.testing.contracts.media import MediaCase, MediaContract
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.service import HealthStatus
from openwa_local.media.beneath import Opener, open_beneath, open_by_openat2, open_by_walking
from openwa_local.media.config import MediaConfig
from openwa_local.media.store import FolderMediaStore
from openwa_local.media.uploads import Uploads


def _store(folder: Path, context: FakeContext) -> FolderMediaStore:
    return FolderMediaStore(
        MediaConfig(directory=folder / "store" / "media", uploads_dir=folder / "store" / "uploads"), context
    )


class TestFolderMediaStore(MediaContract):
    @pytest.fixture(params=["openat2", "walking"])
    def opener(self, request: pytest.FixtureRequest) -> Opener:
        return open_by_openat2 if request.param == "openat2" else open_by_walking

    @pytest.fixture
    async def case(
        self, tmp_path: Path, opener: Opener, monkeypatch: pytest.MonkeyPatch
    ) -> AsyncIterator[MediaCase]:
        monkeypatch.setattr(Uploads.__init__, "__kwdefaults__", {"opener": opener})
        context = FakeContext()
        store = _store(tmp_path, context)
        await store.start()

        async def restarted() -> FolderMediaStore:
            again = _store(tmp_path, context)
            await again.start()
            return again

        yield MediaCase(
            store=store,
            now=context.clock.now,
            advance=context.clock.advance,
            restarted=restarted,
            uploads=tmp_path / "store" / "uploads",
        )
        await store.stop()
        await store.stop()


@pytest.fixture
async def store(tmp_path: Path) -> FolderMediaStore:
    made = _store(tmp_path, FakeContext())
    await made.start()
    return made


async def test_files_are_spread_over_folders(store: FolderMediaStore) -> None:
    for _ in range(40):
        source = await store.scratch()
        source.write_bytes(b"x")
        await store.put(source, mimetype="image/jpeg")
    names = [file.name async for file in store.list()]
    assert all(name.endswith(".jpg") for name in names)
    assert {(await store.open(name)).parent.name for name in names} == {name[:2] for name in names}


async def test_file_that_somebody_else_laid_there_is_not_listed(
    store: FolderMediaStore, tmp_path: Path
) -> None:
    folder = tmp_path / "store" / "media" / "files"
    (folder / "notes").mkdir()
    (folder / "notes" / "readme.txt").write_text("mine")
    (folder / "loose.txt").write_text("mine")
    assert [file async for file in store.list()] == []


async def test_put_that_fails_leaves_the_source_and_nothing_else(
    store: FolderMediaStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "elsewhere"
    source.write_bytes(b"x")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        await store.put(source, mimetype="image/png")
    assert source.exists()
    assert [file async for file in store.list()] == []
    assert list((tmp_path / "store" / "media" / "scratch").iterdir()) == []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = Path("/dev/shm")
    if not folder.is_dir() or folder.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system: /dev/shm is none")
    return folder


async def test_source_on_another_file_system_is_copied(store: FolderMediaStore, elsewhere: Path) -> None:
    source = elsewhere / f"openwa-test-{os.getpid()}"
    source.write_bytes(b"from afar")
    try:
        name = await store.put(source, mimetype="image/png")
        assert not source.exists()
    finally:
        source.unlink(missing_ok=True)
    assert (await store.open(name)).read_bytes() == b"from afar"
    assert list((await store.scratch()).parent.iterdir()) == []


async def test_directory_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("no folder")
    with pytest.raises(ServiceUnavailableError, match=str(tmp_path / "store")):
        await _store(tmp_path, FakeContext()).start()


async def test_health_tells_of_a_directory_that_is_gone(store: FolderMediaStore, tmp_path: Path) -> None:
    (tmp_path / "store" / "media").rename(tmp_path / "gone")
    assert (await store.health()).status is HealthStatus.FAILED


@pytest.mark.parametrize("opener", [open_by_openat2, open_by_walking])
def test_folder_that_is_swapped_for_a_link_is_never_followed(tmp_path: Path, opener: Opener) -> None:
    root = tmp_path / "uploads"
    (root / "real").mkdir(parents=True)
    (root / "real" / "file").write_bytes(b"inside")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(b"secret")
    (root / "folder").mkdir()
    (root / "folder" / "file").write_bytes(b"inside")
    (root / "trap").symlink_to(outside)
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for one, other in (
                ("folder", "aside"),
                ("trap", "folder"),
                ("folder", "trap"),
                ("aside", "folder"),
            ):
                (root / one).rename(root / other)

    swapper = threading.Thread(target=swap)
    swapper.start()
    seen: set[bytes] = set()
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for _ in range(3000):
            with suppress(OSError):
                handle = opener(folder, [b"folder", b"file"])
                seen.add(os.read(handle, 10))
                os.close(handle)
    finally:
        stop.set()
        swapper.join()
        os.close(folder)
    assert b"secret" not in seen


def test_kernel_without_the_call_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"inside")

    def missing(folder: int, steps: list[bytes]) -> int:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr("openwa_local.media.beneath.open_by_openat2", missing)
    folder = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    handle = open_beneath(folder, [b"file"])
    assert os.read(handle, 10) == b"inside"
    os.close(handle)
    os.close(folder)


async def test_device_is_no_upload(store: FolderMediaStore, tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "store" / "uploads" / "zero", 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("needs the right to make a device file: run as root")
    with pytest.raises(FileNotFoundError):
        await asyncio.wait_for(store.upload("zero", max_bytes=10), 10)
