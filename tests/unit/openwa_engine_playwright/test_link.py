"""The state machine of the link, without a browser."""

from __future__ import annotations

import pytest

from openwa_engine_playwright.config import Takeover
from openwa_engine_playwright.link import Link, Step, Todo
from openwa_engine_playwright.wire import PageAccount, PageBan, RunningState
from openwa_hookspecs.models.sessions import Account, SessionStatus, StatusReason

ANN = PageAccount(id="628111:3@c.us", push_name="Ann", platform="ANDROID", lid="77@lid")


def _state(**given: object) -> RunningState:
    return RunningState.model_validate({"load": "a", "look": 1, **given})


CODE = _state(code="2@ref,a,b,c", mode="QR")
SCANNED = _state(mode="QR", authenticated=True)
SYNCING = _state(mode="SYNCING", authenticated=True)
MAIN = _state(mode="MAIN", authenticated=True, account=ANN)
OFFLINE = _state(mode="OFFLINE", authenticated=True, online=False)
IDLE = _state(mode="QR", idle=True)
CONFLICT = _state(mode="CONFLICT", authenticated=True)
BANNED = _state(
    mode="MAIN", authenticated=True, account=ANN, ban=PageBan(at=1, reason="spam", expires_in_s=60)
)


def _link(*, takeover: Takeover = Takeover.NEVER, qr_refreshes: int = 2) -> Link:
    return Link(takeover=takeover, qr_refreshes=qr_refreshes)


def _seen(link: Link, *states: RunningState) -> list[SessionStatus | None]:
    steps = [link.see(state) for state in states]
    return [step.status.status if step.status else None for step in steps]


def _reason(step: Step) -> StatusReason | None:
    return step.status.reason if step.status else None


def test_nothing_is_known_of_a_page_without_a_code_or_an_account() -> None:
    assert _link().see(_state(mode="OFFLINE")) == Step()
    assert _link().see(_state()) == Step()


def test_fresh_profile_goes_from_the_code_to_connected() -> None:
    assert _seen(_link(), CODE, SCANNED, SYNCING, MAIN) == [
        SessionStatus.QR_READY,
        SessionStatus.CONNECTING,
        SessionStatus.CONNECTING,
        SessionStatus.READY,
    ]


def test_restored_profile_is_connected_without_any_event_before() -> None:
    assert _seen(_link(), MAIN) == [SessionStatus.READY]


def test_connected_brings_the_account() -> None:
    step = _link().see(MAIN)
    assert step.status is not None
    assert step.status.account == Account(
        phone_number="628111", push_name="Ann", platform="android", lid="77@lid"
    )


def test_main_without_an_account_is_not_connected_yet() -> None:
    assert _seen(_link(), _state(mode="MAIN", authenticated=True)) == [SessionStatus.CONNECTING]


def test_code_on_display_is_handed_on_and_its_change_too() -> None:
    link = _link()
    assert link.see(CODE).code == "2@ref,a,b,c"
    assert link.see(_state(code="2@other", mode="QR")).code == "2@other"


def test_gap_between_two_codes_stays_scannable() -> None:
    link = _link()
    link.see(CODE)
    step = link.see(_state(mode="QR"))
    assert step.status is not None
    assert step.status.status is SessionStatus.QR_READY
    assert step.code is None


def test_lost_connection_is_passing() -> None:
    link = _link()
    link.see(MAIN)
    lost = link.see(OFFLINE)
    assert _reason(lost) is StatusReason.CONNECTION_LOST
    assert not lost.is_end
    assert _seen(link, SYNCING, MAIN) == [SessionStatus.CONNECTING, SessionStatus.READY]


def test_each_time_it_connects_what_was_missed_is_asked_for_once() -> None:
    link = _link()
    todos = [link.see(state).todo for state in (MAIN, MAIN, OFFLINE, MAIN, MAIN)]
    assert todos == [Todo.CATCH_UP, None, None, Todo.CATCH_UP, None]
    link.load()
    assert link.see(MAIN).todo is Todo.CATCH_UP


def test_page_that_loads_anew_is_connecting_only_if_it_was_connected() -> None:
    link = _link()
    assert link.loading() == Step()
    link.see(MAIN)
    loading = link.loading()
    assert loading.status is not None
    assert loading.status.status is SessionStatus.CONNECTING


@pytest.mark.parametrize(
    ("reason", "means"),
    [
        ("user_initiated", StatusReason.LOGGED_OUT),
        ("device_removed", StatusReason.LOGGED_OUT),
        ("account_locked", StatusReason.BANNED),
        ("banned", StatusReason.BANNED),
    ],
)
def test_logout_ends_the_session_and_its_link(reason: str, means: StatusReason) -> None:
    for step in (_link().logged_out(reason), _link().see(_state(mode="QR", logged_out=reason))):
        assert _reason(step) is means
        assert step.is_end
        assert step.unlinked


def test_code_after_connected_means_that_the_link_is_gone() -> None:
    link = _link()
    link.see(MAIN)
    step = link.see(CODE)
    assert _reason(step) is StatusReason.LOGGED_OUT
    assert step.unlinked


def test_link_that_the_page_still_calls_authenticated_is_not_gone() -> None:
    link = _link()
    link.see(MAIN)
    for strange in ({"idle": True}, {"code": "2@ref,a,b,c"}):
        step = link.see(MAIN.model_copy(update=strange))
        assert not step.unlinked
        assert not step.is_end


def test_used_up_codes_are_asked_for_within_the_budget() -> None:
    link = _link(qr_refreshes=2)
    todos = [link.see(state).todo for state in (CODE, IDLE, IDLE, CODE, IDLE, CODE)]
    assert todos == [None, Todo.REFRESH_QR, None, None, Todo.REFRESH_QR, None]
    expired = link.see(IDLE)
    assert _reason(expired) is StatusReason.QR_EXPIRED
    assert expired.is_end
    assert not expired.unlinked


def test_refresh_that_ended_unseen_uses_up_the_budget() -> None:
    link = _link(qr_refreshes=1)
    assert link.see(IDLE).todo is Todo.REFRESH_QR
    link.refresh_ended()
    assert link.see(IDLE).is_end


def test_conflict_ends_the_session_by_default() -> None:
    link = _link()
    link.see(MAIN)
    step = link.see(CONFLICT)
    assert _reason(step) is StatusReason.CONFLICT
    assert step.is_end


def test_link_is_taken_back_once_when_asked() -> None:
    link = _link(takeover=Takeover.ONCE)
    link.see(MAIN)
    assert [link.see(CONFLICT).todo, link.see(CONFLICT).todo] == [Todo.TAKE_OVER, None]
    link.see(MAIN)
    assert _reason(link.see(CONFLICT)) is StatusReason.CONFLICT


def test_link_that_cannot_be_taken_back_is_given_up() -> None:
    link = _link(takeover=Takeover.ONCE)
    assert link.see(CONFLICT).todo is Todo.TAKE_OVER
    link.takeover_ended()
    assert _reason(link.see(CONFLICT)) is StatusReason.CONFLICT


def test_link_is_taken_back_each_time_when_asked() -> None:
    link = _link(takeover=Takeover.ALWAYS)
    todos = [link.see(state).todo for state in (CONFLICT, MAIN, CONFLICT)]
    assert todos == [Todo.TAKE_OVER, Todo.CATCH_UP, Todo.TAKE_OVER]


def test_ban_holds_until_the_line_that_it_cut_is_up_again() -> None:
    link = _link()
    link.see(MAIN)
    banned = link.see(BANNED)
    assert banned.status is not None
    assert banned.status.detail == "WhatsApp has banned the number for 60 s: spam"
    cut = BANNED.model_copy(update={"mode": "OFFLINE", "online": False})
    assert _reason(link.see(cut)) is StatusReason.BANNED
    assert _seen(link, BANNED) == [SessionStatus.READY]
    assert _reason(link.see(cut)) is StatusReason.CONNECTION_LOST
    again = BANNED.model_copy(update={"ban": PageBan(at=2, reason="spam", expires_in_s=60)})
    assert _reason(link.see(again)) is StatusReason.BANNED


def test_blocked_number_ends_the_session() -> None:
    step = _link().see(_state(mode="TOS_BLOCK"))
    assert (_reason(step), step.is_end) == (StatusReason.BANNED, True)


@pytest.mark.parametrize("mode", ["PROXYBLOCK", "DEPRECATED_VERSION"])
def test_page_of_no_use_asks_for_another_browser(mode: str) -> None:
    assert _link().see(_state(mode=mode)).fault is not None
