"""What core is told of a session, and when no more."""

from __future__ import annotations

import asyncio

import pytest

from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.fakes.log import RecordingLog
from openwa_core.testing.fakes.state import MemoryState
from openwa_engine_playwright.intake import Intake
from openwa_engine_playwright.listener import LinkSigns, Listener
from openwa_engine_playwright.progress import Progress
from openwa_engine_playwright.reporter import Reporter
from openwa_engine_playwright.wire import Batch, PageState
from openwa_hookspecs.engine import Emit
from openwa_hookspecs.errors import ServiceUnavailableError
from openwa_hookspecs.models.events import AckChanged, EngineEvent, MessageSeen, QrChanged, StatusChanged
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.messages import Ack
from openwa_hookspecs.models.sessions import QrCode, SessionStatus

SESSION = SessionId("sess_1")
SCAN = StatusChanged(status=SessionStatus.QR_READY)
CONNECTING = StatusChanged(status=SessionStatus.CONNECTING)


class Core:
    """Keeps what it is told; may be unable to for a while."""

    def __init__(self) -> None:
        self.told: list[EngineEvent] = []
        self.failures = 0
        self.refuse: Emit | None = None

    async def emit(self, event: EngineEvent) -> None:
        if self.refuse is not None:
            await self.refuse(event)
        if self.failures:
            self.failures -= 1
            raise ServiceUnavailableError("the database is away")
        self.told.append(event)


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def reporter(core: Core, clock: FrozenClock) -> Reporter:
    return Reporter(SESSION, core.emit, clock=clock, log=RecordingLog())


@pytest.fixture
def log() -> RecordingLog:
    return RecordingLog()


@pytest.fixture
def listener(reporter: Reporter, log: RecordingLog) -> Listener:
    async def state(state: PageState) -> None: ...

    async def logout(reason: str) -> None: ...

    signs = LinkSigns(state=state, logout=logout, gap=lambda: None)
    intake = Intake(reporter, Progress(MemoryState(), SESSION))
    return Listener(SESSION, intake=intake, signs=signs, log=log)


def _message(n: int, key: str) -> dict[str, object]:
    fields = {
        "id": f"false_628222@c.us_{key}",
        "chat": "628222@c.us",
        "fromMe": False,
        "type": "chat",
        "t": 1,
    }
    return {"n": n, "kind": "message", "message": fields}


def _batch(*facts: object, load: str = "a") -> Batch:
    return Batch(load=load, facts=facts)


def _keys(core: Core) -> list[str]:
    return [event.message.key for event in core.told if isinstance(event, MessageSeen)]


async def test_status_is_told_when_it_changes(reporter: Reporter, core: Core) -> None:
    for status in (SCAN, SCAN, CONNECTING):
        await reporter.tell_status(status)
    assert core.told == [SCAN, CONNECTING]


async def test_each_code_is_told_once_after_the_status(reporter: Reporter, core: Core) -> None:
    for code in ("one", "one", "two"):
        await reporter.tell_status(SCAN, code)
    assert core.told == [SCAN, QrChanged(qr=QrCode(code="one")), QrChanged(qr=QrCode(code="two"))]
    assert reporter.qr == QrCode(code="two")


async def test_status_is_told_again_until_it_is_stored(
    reporter: Reporter, core: Core, clock: FrozenClock
) -> None:
    core.failures = 2
    telling = asyncio.ensure_future(reporter.tell_status(SCAN))
    await clock.advance(1)
    assert core.told == []
    await clock.advance(1)
    await telling
    assert core.told == [SCAN]


async def test_muted_reporter_says_nothing(reporter: Reporter, core: Core) -> None:
    await reporter.tell_status(SCAN, "one")
    reporter.mute()
    await reporter.tell_status(CONNECTING)
    assert len(core.told) == 2
    assert reporter.qr is None


async def test_facts_are_passed_on_in_order_and_once(listener: Listener, core: Core) -> None:
    await listener.take(_batch(_message(1, "A"), _message(2, "B")))
    await listener.take(_batch(_message(2, "B"), _message(3, "C")))
    assert _keys(core) == ["A", "B", "C"]


async def test_page_that_loads_anew_counts_from_one(listener: Listener, core: Core) -> None:
    await listener.take(_batch(_message(1, "A")))
    await listener.take(_batch(_message(1, "B"), load="b"))
    assert _keys(core) == ["A", "B"]


async def test_message_told_by_two_loads_is_passed_on_once(listener: Listener, core: Core) -> None:
    await listener.take(_batch(_message(1, "A")))
    await listener.take(_batch(_message(1, "A"), load="b"))
    assert _keys(core) == ["A"]


async def test_fact_that_was_not_stored_is_taken_when_it_comes_again(listener: Listener, core: Core) -> None:
    core.failures = 1
    batch = _batch(_message(1, "A"), _message(2, "B"))
    with pytest.raises(ServiceUnavailableError):
        await listener.take(batch)
    await listener.take(batch)
    assert _keys(core) == ["A", "B"]


async def test_log_does_not_quote_what_was_not_taken(
    listener: Listener, core: Core, log: RecordingLog
) -> None:
    async def refuse(event: EngineEvent) -> None:
        raise ValueError("invalid input for query argument $5: 'a secret text'")

    core.refuse = refuse
    with pytest.raises(ValueError, match="secret"):
        await listener.take(_batch(_message(1, "A")))
    assert [line.event for line in log.lines] == ["facts not taken; the page tells them again"]
    assert "secret" not in repr(log.lines)


async def test_strange_fact_holds_up_nothing(listener: Listener, core: Core) -> None:
    await listener.take(_batch({"n": 1, "kind": "weather"}, _message(2, "B")))
    assert _keys(core) == ["B"]


async def test_closed_listener_does_nothing(listener: Listener, core: Core) -> None:
    listener.close()
    await listener.take(_batch(_message(1, "A")))
    assert core.told == []


async def test_ack_is_told_once_a_level(listener: Listener, core: Core) -> None:
    ids = ["true_628222@c.us_A"]
    acks = [{"n": n, "kind": "ack", "ids": ids, "ack": ack} for n, ack in enumerate((0, 1, 2, 2), 1)]
    await listener.take(_batch(*acks))
    assert [event.ack for event in core.told if isinstance(event, AckChanged)] == [Ack.SENT, Ack.DELIVERED]
