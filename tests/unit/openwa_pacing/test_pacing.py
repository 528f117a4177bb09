"""What pacing does to messages, with the gateway and the clock of a test."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from openwa_core.hooks import HookRegistry
from openwa_core.testing.clock import FrozenClock
from openwa_core.testing.fakes.context import FakeGatewayContext
from openwa_core.testing.fakes.people import FakeChats
from openwa_core.testing.fakes.sessions import START
from openwa_hookspecs.errors import ErrorCode, GatewayError, ServiceUnavailableError
from openwa_hookspecs.models.chats import Presence
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.keys import Principal, Role
from openwa_hookspecs.models.messages import Message, OutboundMessage
from openwa_hookspecs.models.sessions import SessionRecord
from openwa_pacing.config import PacingConfig, TypingConfig
from openwa_pacing.pacing import CannotDecideError, Pacing
from openwa_pacing.typist import Typist

HOUR, DAY = 3600.0, 86_400.0
ANN, BEN, CAT = (ChatId(f"62811111111{n}@c.us") for n in range(3))
GROUP = ChatId("120363000000000001@g.us")


@dataclass
class House:
    """The plugin with what core lends it, and one session, made when the clock began."""

    context: FakeGatewayContext = field(default_factory=lambda: FakeGatewayContext(name="pacing"))
    session: SessionRecord = field(init=False)

    def __post_init__(self) -> None:
        sessions = self.context.gateway.sessions
        self.session = sessions.put(replace(sessions.add("my-bot"), created_at=START))

    def pacing(self, **section: Any) -> Pacing:  # noqa: ANN401
        return Pacing(PacingConfig.model_validate(section), self.context)

    @property
    def clock(self) -> FrozenClock:
        return self.context.clock

    def knows(self, chat: ChatId) -> None:
        message = Message(
            id=MessageId(f"false_{chat}_AB"),
            chat_id=chat,
            sender=chat,
            recipient=ANN,
            from_me=False,
            type="chat",
            body="hello",
            wa_timestamp=1,
        )
        self.context.gateway.messages.stored.append(message)

    async def sends(self, pacing: Pacing, chat: ChatId = ANN, text: str = "hello") -> None:
        await pacing.before_send(self.session.id, OutboundMessage(chat_id=chat, content=Text(text=text)))

    async def refused(self, pacing: Pacing, chat: ChatId = ANN) -> GatewayError:
        with pytest.raises(GatewayError) as caught:
            await self.sends(pacing, chat)
        assert caught.value.code is ErrorCode.MESSAGE_RATE_LIMITED
        assert caught.value.details["sessionId"] == self.session.id
        return caught.value


@pytest.fixture
def house() -> House:
    return House()


async def test_nothing_is_asked_and_kept_while_all_is_off(house: House) -> None:
    house.context.gateway.sessions.error = AssertionError("asked")
    await house.sends(house.pacing())
    assert house.context.state.values == {}
    assert house.context.gateway.chats.done == []


async def test_day_of_a_new_session_has_a_cap(house: House) -> None:
    pacing = house.pacing(warm_up={"per_day": [2, 3]})
    await house.clock.advance(HOUR)
    for _ in range(2):
        await house.sends(pacing)
    error = await house.refused(pacing)
    assert error.message == "At most 2 messages leave the session on its day 1: it is new"
    assert error.details == {"sessionId": house.session.id, "rule": "warm_up", "limit": 2}
    assert error.retry_after_s == 23 * HOUR
    await house.clock.advance(23 * HOUR)
    for _ in range(3):
        await house.sends(pacing)
    assert (await house.refused(pacing)).details["limit"] == 3


@pytest.mark.parametrize("hold_last", [False, True])
async def test_last_cap_holds_for_ever_only_when_asked(house: House, hold_last: bool) -> None:
    pacing = house.pacing(warm_up={"per_day": [1], "hold_last": hold_last})
    await house.clock.advance(7 * DAY)
    await house.sends(pacing)
    if hold_last:
        assert (await house.refused(pacing)).retry_after_s == DAY
    else:
        await house.sends(pacing)


async def test_session_whose_number_is_not_new_has_no_cap_a_day(house: House) -> None:
    pacing = house.pacing(warm_up={"per_day": [1], "established": ["my-bot"]})
    for _ in range(3):
        await house.sends(pacing)


async def test_caps_survive_a_restart_and_are_each_sessions_own(house: House) -> None:
    section = {"warm_up": {"per_day": [1]}}
    await house.sends(house.pacing(**section))
    pacing = house.pacing(**section)
    await house.refused(pacing)
    house.session = house.context.gateway.sessions.add("another")
    await house.sends(pacing)


async def test_two_messages_at_once_do_not_both_get_the_last_place(house: House) -> None:
    pacing = house.pacing(warm_up={"per_day": [3]}, first_contacts={"per_hour": 2})
    chats = [ChatId(f"62822222{n:04}@c.us") for n in range(20)]
    ends = await asyncio.gather(*(house.sends(pacing, chat) for chat in chats), return_exceptions=True)
    assert [end is None for end in ends].count(True) == 2
    house.knows(ANN)
    await house.sends(pacing)
    assert (await house.refused(pacing)).details["rule"] == "warm_up"


async def test_message_that_another_rule_holds_back_takes_no_place(house: House) -> None:
    pacing = house.pacing(warm_up={"per_day": [2]}, first_contacts={"per_hour": 1})
    house.knows(ANN)
    await house.sends(pacing, BEN)
    await house.refused(pacing, CAT)
    await house.sends(pacing, ANN)


async def test_first_contacts_are_counted_within_any_hour(house: House) -> None:
    pacing = house.pacing(first_contacts={"per_hour": 2})
    await house.sends(pacing, ANN)
    await house.clock.advance(1000)
    await house.sends(pacing, BEN)
    await house.sends(pacing, BEN)
    error = await house.refused(pacing, CAT)
    assert error.message == "At most 2 people are written to for the first time within an hour"
    assert (error.details["rule"], error.retry_after_s) == ("first_contacts", 2600)
    await house.sends(pacing, GROUP)
    await house.clock.advance(2600)
    await house.sends(pacing, CAT)
    assert (await house.refused(pacing, ANN)).retry_after_s == 1000


async def test_people_with_whom_there_was_a_message_are_no_first_contacts(house: House) -> None:
    pacing = house.pacing(first_contacts={"per_hour": 1})
    house.knows(BEN)
    await house.sends(pacing, ANN)
    await house.sends(pacing, BEN)
    house.context.gateway.messages.stored.clear()
    await house.sends(pacing, BEN)
    await house.refused(pacing, CAT)


async def test_cap_that_was_lowered_waits_until_enough_contacts_are_an_hour_old(house: House) -> None:
    for chat in (ANN, BEN, CAT):
        await house.sends(house.pacing(first_contacts={"per_hour": 3}), chat)
        await house.clock.advance(100)
    error = await house.refused(house.pacing(first_contacts={"per_hour": 1}), ChatId("628999@c.us"))
    assert error.retry_after_s == HOUR - 100


async def test_clock_that_was_set_back_does_not_hold_contacts_back_for_longer(house: House) -> None:
    pacing = house.pacing(first_contacts={"per_hour": 1})
    await house.clock.advance(10 * DAY)
    await house.sends(pacing, ANN)
    house.context.clock = FrozenClock()
    await house.sends(house.pacing(first_contacts={"per_hour": 1}), BEN)


async def test_nothing_goes_out_in_quiet_hours(house: House) -> None:
    pacing = house.pacing(quiet_hours={"timezone": "Asia/Tokyo", "begin": "08:30", "end": "09:30"})
    error = await house.refused(pacing)
    assert error.message == "Nothing is sent from 08:30 to 09:30 in Asia/Tokyo"
    assert error.details == {"sessionId": house.session.id, "rule": "quiet_hours"}
    assert error.retry_after_s == HOUR / 2
    assert (await pacing.health()).details == {"refused": 1}
    await house.clock.advance(HOUR / 2)
    await house.sends(pacing)


async def test_postponed_message_waits_when_it_is_not_for_long(house: House) -> None:
    pacing = house.pacing(action="postpone", max_wait_s=3, warm_up={"per_day": [1, 1]})
    await house.sends(pacing)
    await house.clock.advance(DAY - 4)
    assert (await house.refused(pacing)).retry_after_s == 4
    await house.clock.advance(1)
    first, second = (asyncio.ensure_future(house.sends(pacing)) for _ in range(2))
    await house.clock.advance(2.9)
    assert not first.done()
    await house.clock.advance(0.1)
    await first
    with pytest.raises(GatewayError) as caught:
        await second
    assert caught.value.retry_after_s == DAY


async def test_peer_sees_that_somebody_writes_for_as_long_as_the_text_is(house: House) -> None:
    pacing = house.pacing(typing={"characters_per_s": 10, "min_s": 1, "max_s": 3})
    for length, seconds in ((1, 1), (20, 2), (1000, 3)):
        house.context.gateway.chats.done.clear()
        sending = asyncio.ensure_future(house.sends(pacing, text="x" * length))
        await house.clock.advance(seconds - 0.01)
        assert house.context.gateway.chats.done == [("typing", ANN)]
        await house.clock.advance(0.01)
        await sending
        assert house.context.gateway.chats.done == [("typing", ANN), ("paused", ANN)]


async def test_engine_that_shows_no_typing_sends_at_once(house: House) -> None:
    house.context.gateway.chats.error = ServiceUnavailableError("The engine does not answer")
    await house.sends(house.pacing(typing={}))
    assert house.clock.sleeping == 0


class HangingChats(FakeChats):
    async def set_presence(
        self, principal: Principal, session_id: SessionId, chat_id: ChatId, presence: Presence
    ) -> None:
        if presence is Presence.TYPING:
            await asyncio.Event().wait()
        await super().set_presence(principal, session_id, chat_id, presence)


async def test_engine_that_hangs_is_not_waited_for_until_core_gives_the_hook_up(house: House) -> None:
    chats = house.context.gateway.chats = HangingChats(sessions=house.context.gateway.sessions)
    typist = Typist(TypingConfig(), chats, Principal(name="pacing", role=Role.OPERATOR), house.clock)
    message = OutboundMessage(chat_id=ANN, content=Text(text="hello"))
    soon = asyncio.get_running_loop().time() + 0.02
    await typist.write(house.session.id, message, until=soon)
    assert chats.done == [("paused", ANN)]


async def test_refused_message_shows_no_typing(house: House) -> None:
    pacing = house.pacing(typing={}, quiet_hours={"timezone": "UTC", "begin": "00:00", "end": "07:00"})
    await house.refused(pacing)
    assert house.context.gateway.chats.done == []


async def test_what_pacing_cannot_find_out_stops_no_message(house: House) -> None:
    failures: list[type[BaseException]] = []
    registry = HookRegistry(on_failure=lambda plugin, hook, error: failures.append(type(error)))
    registry.register_methods(house.pacing(first_contacts={"per_hour": 1}), "extension.pacing")
    message = OutboundMessage(chat_id=ANN, content=Text(text="hello"))
    house.context.gateway.messages.error = ServiceUnavailableError("The storage is away")
    sent = await registry.pipe(
        "before_send", "message", message, stops=GatewayError, session_id=SessionId(house.session.id)
    )
    assert sent is message
    assert failures == [CannotDecideError]
