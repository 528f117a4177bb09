"""`openwa batch watch`: what a person and a log see of a batch."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from openwa_core.cli.batches import watch
from openwa_core.testing.contracts.storage.samples import CHAT, NOW, add_session
from openwa_core.testing.fakes.context import FakeContext
from openwa_hookspecs.models.batches import (
    Batch,
    BatchOptions,
    BatchProgress,
    BatchState,
    ItemEnd,
    ItemState,
)
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.ids import BatchId, MessageKey, SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_storage_tortoise.config import StorageConfig
from openwa_storage_tortoise.storage import TortoiseStorage

BATCH = BatchId("order-4711")
pytestmark = pytest.mark.usefixtures("own_logging")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    url = f"sqlite://{tmp_path / 'openwa.db'}"
    file = tmp_path / "config.json"
    file.write_text(
        json.dumps(
            {
                "data_dir": str(tmp_path),
                "engines": [{"use": "simulator"}],
                "storage": {"use": "tortoise", "config": {"url": url}},
            }
        )
    )
    return file


async def fill(config: Path, *sessions: str, ends: tuple[ItemState, ...] = ()) -> None:
    """A batch of two in each session; so many of its messages have ended."""
    storage = TortoiseStorage(
        StorageConfig.model_validate({"url": f"sqlite://{config.parent / 'openwa.db'}"}), FakeContext()
    )
    await storage.start()
    for name in sessions:
        session = await add_session(storage, name)
        batch = Batch(
            id=BATCH,
            session_id=session.id,
            state=BatchState.PROCESSING,
            options=BatchOptions(),
            progress=BatchProgress(total=2, pending=2),
            created_at=NOW,
            due_at=NOW,
        )
        await storage.batches.add(batch, [OutboundMessage(chat_id=CHAT, content=Text(text="hi"))] * 2)
        for position, state in enumerate(ends):
            await end(storage, session.id, position, state)
        if len(ends) == 2:
            await storage.batches.finish(
                session.id, BATCH, epoch=1, state=BatchState.COMPLETED, at=NOW, events=[]
            )
    await storage.stop()


async def end(storage: TortoiseStorage, session: SessionId, position: int, state: ItemState) -> None:
    key = MessageKey(f"3EB0{position:018}")
    await storage.batches.take(session, BATCH, position, key=key, epoch=1, at=NOW)
    await storage.batches.settle(
        session, BATCH, position, epoch=1, end=ItemEnd(state=state), at=NOW, due_at=NOW, events=[]
    )


@pytest.mark.parametrize(
    ("ends", "code", "words"),
    [
        ((ItemState.SENT, ItemState.SENT), 0, "completed, 2 of 2 sent, 0 failed, 0 cancelled"),
        ((ItemState.SENT, ItemState.UNKNOWN), 1, "completed, 1 of 2 sent, 1 failed, 0 cancelled"),
    ],
)
def test_batch_that_has_ended_is_told(
    config: Path,
    capsys: pytest.CaptureFixture[str],
    ends: tuple[ItemState, ...],
    code: int,
    words: str,
) -> None:
    asyncio.run(fill(config, "shop", ends=ends))
    assert watch(config, BATCH, None) == code
    assert capsys.readouterr().out == f"order-4711: {words}\n"


def test_one_of_several_sessions_is_to_be_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(fill(config, "shop", "other", ends=(ItemState.SENT, ItemState.SENT)))
    with pytest.raises(typer.Exit):
        watch(config, BATCH, None)
    assert "--session (sess_other, sess_shop)" in capsys.readouterr().err
    assert watch(config, BATCH, "other") == 0
    with pytest.raises(typer.Exit):
        watch(config, "absent", None)
    assert "there is no batch absent" in capsys.readouterr().err


def test_log_has_a_line_for_each_change(config: Path) -> None:
    asyncio.run(fill(config, "shop", ends=(ItemState.SENT,)))
    command = [sys.executable, "-m", "openwa_core", "batch", "watch", BATCH, "--config", str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "order-4711: processing, 1 sent, 1 to go\n"
        asyncio.run(_finish(config))
        assert process.stderr.readline() == "order-4711: completed, 2 sent\n"
        assert process.wait(timeout=30) == 0


def test_person_at_a_terminal_sees_a_bar(config: Path) -> None:
    asyncio.run(fill(config, "shop", ends=(ItemState.SENT, ItemState.SENT)))
    command = [sys.executable, "-m", "openwa_core", "batch", "watch", BATCH, "--config", str(config)]
    ours, theirs = pty.openpty()
    subprocess.run(
        command, stderr=theirs, stdout=subprocess.DEVNULL, check=True, env={**os.environ, "TERM": "xterm"}
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "2/2" in shown
    assert "━" in shown


async def _finish(config: Path) -> None:
    storage = TortoiseStorage(
        StorageConfig.model_validate({"url": f"sqlite://{config.parent / 'openwa.db'}"}), FakeContext()
    )
    await storage.start()
    await end(storage, SessionId("sess_shop"), 1, ItemState.SENT)
    await storage.batches.finish(
        SessionId("sess_shop"), BATCH, epoch=1, state=BatchState.COMPLETED, at=NOW, events=[]
    )
    await storage.stop()
