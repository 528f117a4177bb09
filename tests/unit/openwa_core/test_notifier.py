from __future__ import annotations

import asyncio
from types import SimpleNamespace

from structlog.testing import capture_logs

from openwa_core.hooks import HookRegistry
from openwa_core.logging import log_for
from openwa_core.notifier import Notifier
from openwa_core.tasks import TaskSupervisor
from openwa_hookspecs import hookimpl


def slow_plugin(release: asyncio.Event, seen: list[str]) -> SimpleNamespace:
    @hookimpl
    async def gateway_started() -> None:
        await release.wait()
        seen.append("started")

    return SimpleNamespace(gateway_started=gateway_started)


async def test_post_returns_at_once_and_the_plugin_is_told_later() -> None:
    release, seen = asyncio.Event(), list[str]()
    hooks = HookRegistry()
    hooks.register(slow_plugin(release, seen), "slow")
    tasks = TaskSupervisor(log_for("core"))
    Notifier(hooks, tasks, log_for("core")).post("gateway_started")
    assert seen == []
    release.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert seen == ["started"]
    await tasks.cancel()


async def test_a_plugin_that_fails_is_named_and_told_again_next_time() -> None:
    failures: list[str] = []
    calls: list[int] = []

    @hookimpl
    async def gateway_started() -> None:
        calls.append(1)
        raise ValueError("no")

    hooks = HookRegistry(on_failure=lambda plugin, hook, error: failures.append(f"{plugin}.{hook}: {error}"))
    hooks.register(SimpleNamespace(gateway_started=gateway_started), "broken")
    tasks = TaskSupervisor(log_for("core"))
    notifier = Notifier(hooks, tasks, log_for("core"))
    notifier.post("gateway_started")
    notifier.post("gateway_started")
    for _ in range(8):
        await asyncio.sleep(0)
    assert failures == ["broken.gateway_started: no"] * 2
    assert len(calls) == 2
    await tasks.cancel()


async def test_a_plugin_that_is_too_slow_misses_some_and_the_log_says_so_once() -> None:
    hooks = HookRegistry()
    hooks.register(slow_plugin(asyncio.Event(), []), "slow")
    tasks = TaskSupervisor(log_for("core"))
    with capture_logs() as lines:
        notifier = Notifier(hooks, tasks, log_for("core"))
        for _ in range(1100):
            notifier.post("gateway_started")
    assert [line["plugin"] for line in lines] == ["slow"]
    await tasks.cancel()
