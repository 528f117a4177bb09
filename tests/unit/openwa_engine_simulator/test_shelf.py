"""Files of the network: on disk, once each, never too many."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.shelf import Shelf, shelf_beside


async def pieces(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def test_file_is_kept_under_its_digest_and_comes_back_the_same(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "media")
    name = await shelf.receive(pieces(b"one ", b"two"))
    assert name == hashlib.sha256(b"one two").hexdigest()
    assert shelf.size(name) == 7
    shelf.fetch(name, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"one two"
    with pytest.raises(FileExistsError):
        shelf.fetch(name, tmp_path / "copy")


async def test_local_file_is_copied_and_stays_where_it_was(tmp_path: Path) -> None:
    shelf, source = Shelf(tmp_path / "media"), tmp_path / "source"
    source.write_bytes(b"one two")
    assert shelf.bring(source) == await shelf.receive(pieces(b"one two"))
    assert source.read_bytes() == b"one two"
    assert len(list((tmp_path / "media").iterdir())) == 1


async def test_oldest_files_go_when_there_are_too_many_bytes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "media", kept_bytes=10)
    names = []
    for number in range(4):
        names.append(await shelf.receive(pieces(b"%d234" % number)))
        os.utime(tmp_path / "media" / names[-1], (number, number))
    assert [shelf.size(name) for name in names] == [None, None, 4, 4]


async def test_file_that_is_too_large_leaves_nothing_behind(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "media", kept_bytes=10)
    with pytest.raises(RefusedError) as refused:
        await shelf.receive(pieces(b"123456", b"78901"))
    assert refused.value.code == "too_large"
    assert list((tmp_path / "media").iterdir()) == []


async def test_upload_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    async def breaking() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    shelf = Shelf(tmp_path / "media")
    with pytest.raises(ConnectionResetError):
        await shelf.receive(breaking())
    assert list((tmp_path / "media").iterdir()) == []


async def test_drafts_of_a_process_that_was_killed_are_swept_away(tmp_path: Path) -> None:
    shelf = shelf_beside(tmp_path / "simulator.json")
    name = await shelf.receive(pieces(b"kept"))
    folder = tmp_path / "simulator.json.media"
    (folder / "0123456789abcdef.part").write_bytes(b"half")
    again = shelf_beside(tmp_path / "simulator.json")
    assert again.size(name) == 4
    assert await again.receive(pieces(b"kept")) == name
    assert [file.name for file in folder.iterdir()] == [name]
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_forgotten_file_is_gone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "media")
    name = await shelf.receive(pieces(b"one"))
    shelf.forget(name)
    shelf.forget(name)
    assert shelf.size(name) is None
    with pytest.raises(RefusedError) as refused:
        shelf.fetch(name, tmp_path / "copy")
    assert refused.value.code == "media_gone"
    assert not (tmp_path / "copy").exists()


async def test_shelf_without_a_folder_ends_with_its_network() -> None:
    shelf = shelf_beside(None)
    name = await shelf.receive(pieces(b"one"))
    path = shelf.path(name)
    shelf.close()
    assert not path.parent.exists()
