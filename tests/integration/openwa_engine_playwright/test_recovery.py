"""What happens to a connected session when its browser, its page or the driver is killed or hangs."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeAlias

import psutil
import pytest
import pytest_asyncio
from playwright.async_api import Page

from openwa_core.testing.contracts.engine_rig import LinkedSession, fresh_key
from openwa_engine_playwright.engine import PlaywrightEngine
from openwa_hookspecs.errors import OutcomeUnknownError, ServiceUnavailableError
from openwa_hookspecs.models.content import Attachment, MediaKind, StoredFile
from openwa_hookspecs.models.messages import OutboundMessage, SendOutcome
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason
from openwa_hookspecs.service import HealthStatus
from tests.support.browser_processes import browsers_of, nothing_is_left, renderers_of, send_signal

pytestmark = pytest.mark.asyncio(loop_scope="module")

StartEngine: TypeAlias = Callable[..., AbstractAsyncContextManager[PlaywrightEngine]]

USABLE_AGAIN_S = 15.0

DIALOGS = """() => {
  const dialog = (id, ...captions) => {
    const element = document.createElement('div');
    Object.assign(element, { id, role: 'dialog' });
    for (const caption of captions) {
      const button = document.createElement('button');
      button.textContent = caption;
      button.onclick = () => element.remove();
      element.append(button);
    }
    document.body.append(element);
  };
  dialog('news', '', 'Continue');
  dialog('question', 'Cancel', 'Log out');
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(start_engine: StartEngine) -> AsyncIterator[PlaywrightEngine]:
    quick = {"heartbeat_every_s": 1.0, "heartbeat_limit_s": 2.0, "logout_s": 1.0}
    async with start_engine(timeouts=quick, reconnect={"first_s": 0.2}) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def linked(session: LinkedSession) -> AsyncIterator[LinkedSession]:
    await session.link()
    yield session
    await session.close()
    await nothing_is_left(session.record.id)


async def _is_usable_again(linked: LinkedSession, *, since: int) -> None:
    """Down, up, and what came in between is there, once."""
    missed = await linked.rig.world.sends(linked.peer, linked.phone, "did you fall?")
    async with asyncio.timeout(USABLE_AGAIN_S):
        await linked.watcher.status(SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST, since=since)
        await linked.watcher.status(SessionStatus.READY, since=since)
        await linked.send("up again")
        await linked.watcher.message(missed)
    assert linked.watcher.count_of(missed) == 1


@pytest.mark.parametrize("which", [browsers_of, renderers_of])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
async def test_session_survives_the_end_and_the_hang_of_its_browser(
    linked: LinkedSession,
    which: Callable[[str], Sequence[psutil.Process]],
    number: signal.Signals,
) -> None:
    since = len(linked.watcher.events)
    before = {process.pid for process in browsers_of(linked.record.id)}
    send_signal(which(linked.record.id), number)
    await _is_usable_again(linked, since=since)
    after = {process.pid for process in browsers_of(linked.record.id)}
    assert after
    assert not after & before


async def test_file_whose_browser_ends_in_the_middle_is_looked_up_and_sent_again(
    linked: LinkedSession, engine: PlaywrightEngine, tmp_path: Path
) -> None:
    path, key = tmp_path / "file", fresh_key()
    path.write_bytes(b"a file" * 1000)
    file = StoredFile(name="file", mimetype="application/pdf", size=6000, digest="", path=path)
    document = Attachment(kind=MediaKind.DOCUMENT, source=file, filename="a.pdf")
    message = OutboundMessage(chat_id=linked.chat, content=document)
    await linked.rig.world.swallows_sends(linked.phone)
    sending = asyncio.ensure_future(engine.send(linked.record.id, message, key))
    await linked.watcher.message(key)  # it is in the page's store
    since = len(linked.watcher.events)
    send_signal(browsers_of(linked.record.id), signal.SIGKILL)
    with pytest.raises(OutcomeUnknownError):
        await sending
    await linked.rig.world.behaves(linked.phone)
    await linked.watcher.status(SessionStatus.READY, since=since)
    assert (await engine.lookup(linked.record.id, key, linked.chat)).outcome is SendOutcome.ABSENT
    await engine.send(linked.record.id, message, key)
    arrived = await linked.rig.world.messages(linked.peer, linked.phone)
    assert [one.key for one in arrived] == [key]


async def test_logout_that_whatsapp_does_not_confirm_is_refused_and_keeps_the_credentials(
    linked: LinkedSession, engine: PlaywrightEngine
) -> None:
    send_signal(renderers_of(linked.record.id), signal.SIGSTOP)
    with pytest.raises(ServiceUnavailableError, match="did not confirm"):
        await engine.close_session(linked.record.id, logout=True)
    await nothing_is_left(linked.record.id)
    since = len(linked.watcher.events)
    await engine.open_session(linked.record, linked.watcher.emit)
    await linked.watcher.status(SessionStatus.READY, since=since)


async def test_session_survives_the_end_of_the_driver(linked: LinkedSession) -> None:
    since = len(linked.watcher.events)
    drivers = [child for child in psutil.Process().children() if "run-driver" in child.cmdline()]
    send_signal(drivers, signal.SIGKILL)
    await _is_usable_again(linked, since=since)


async def test_session_goes_on_when_the_page_loads_anew(
    linked: LinkedSession, engine: PlaywrightEngine
) -> None:
    since = len(linked.watcher.events)
    browsers = browsers_of(linked.record.id)
    await _page(engine, linked).reload(wait_until="commit")
    key = await linked.rig.world.sends(linked.peer, linked.phone, "still there?")
    await linked.watcher.message(key, since=since)
    await linked.watcher.status(SessionStatus.READY, since=since)
    await linked.send("of course")
    assert browsers_of(linked.record.id) == browsers


async def test_announcement_is_dismissed_and_a_question_is_left_alone(
    linked: LinkedSession, engine: PlaywrightEngine
) -> None:
    """A stand-in for WhatsApp's "What's new": what the real one looks like cannot be proven here."""
    page = _page(engine, linked)
    await page.evaluate(DIALOGS)
    await page.wait_for_selector("#news", state="detached", timeout=5_000)
    assert await page.locator("#question").count() == 1


async def test_change_of_whatsapp_shows_in_the_health(
    linked: LinkedSession, engine: PlaywrightEngine
) -> None:
    assert (await engine.health()).status is HealthStatus.OK
    async with _page(engine, linked).expect_console_message():
        await _page(engine, linked).evaluate("console.error('Module X was not found with e=>e.X')")
    health = await engine.health()
    assert (health.status, health.details["whatsappChanged"]) == (HealthStatus.DEGRADED, 1)
    await linked.close()


def _page(engine: PlaywrightEngine, linked: LinkedSession) -> Page:
    visit = engine._sessions[linked.record.id].life.visit
    assert visit is not None
    return visit.browser.page
