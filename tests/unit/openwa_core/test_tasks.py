from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from openwa_core.logging import log_for
from openwa_core.tasks import TaskSupervisor


async def test_a_task_that_fails_unseen_is_logged_with_its_name() -> None:
    async def fail() -> None:
        raise KeyError("oops")

    with capture_logs() as lines:
        tasks = TaskSupervisor(log_for("engine"))
        tasks.spawn("heartbeat", fail())
        await tasks.drain(1)
        await asyncio.sleep(0)
    assert [(line["component"], line["task"]) for line in lines] == [("engine", "heartbeat")]


async def test_cancel_ends_all_tasks_and_waits_for_them() -> None:
    ended: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")

    tasks = TaskSupervisor(log_for("engine"))
    tasks.spawn("waiting", wait())
    await asyncio.sleep(0)
    await tasks.cancel()
    assert ended == ["cleaned up"]
    assert len(tasks) == 0
