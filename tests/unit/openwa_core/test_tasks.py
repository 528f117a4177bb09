from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from openwa_core.logging import log_for
from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs.errors import ErrorCode, GatewayError


async def test_a_task_that_fails_unseen_is_logged_with_its_name() -> None:
    async def fail() -> None:
        raise KeyError("oops")

    with capture_logs() as lines:
        tasks = TaskSupervisor(log_for("engine"))
        await asyncio.wait([tasks.spawn("heartbeat", fail())])
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


async def test_tasks_that_are_started_while_others_are_cancelled_end_as_well() -> None:
    tasks = TaskSupervisor(log_for("engine"))
    ended: list[str] = []

    async def clean_up() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            tasks.spawn("clean up", clean_up())
            await asyncio.sleep(0)

    tasks.spawn("work", work())
    await asyncio.sleep(0)
    await tasks.cancel()
    assert ended == ["cleaned up"]
    assert len(tasks) == 0


async def test_a_task_that_takes_no_notice_of_cancel_is_named_and_not_waited_for() -> None:
    go = asyncio.Event()

    async def deaf() -> None:
        while not go.is_set():
            try:
                await go.wait()
            except asyncio.CancelledError:
                continue

    tasks = TaskSupervisor(log_for("engine"))
    task = tasks.spawn("deaf", deaf())
    await asyncio.sleep(0)
    with capture_logs() as lines:
        await tasks.cancel(0.01)
    assert [line["task"] for line in lines] == ["deaf"]
    go.set()
    await task


async def test_a_refusal_is_the_callers_answer_and_a_fault_is_logged() -> None:
    async def fail(error: Exception) -> None:
        raise error

    tasks = TaskSupervisor(log_for("core"))
    with capture_logs() as lines:
        for error in (GatewayError(ErrorCode.FORBIDDEN, "no"), KeyError("oops")):
            with pytest.raises(type(error)):
                await tasks.spawn("command", fail(error), of_caller=True)
        await asyncio.sleep(0)
    assert [line["exc_info"].__class__ for line in lines] == [KeyError]
    assert len(tasks) == 0
