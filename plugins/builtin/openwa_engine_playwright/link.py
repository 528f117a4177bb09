"""The state machine of the link: what the page shows becomes a status and something to do. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from openwa_engine_playwright.config import Takeover
from openwa_engine_playwright.wire import PageAccount, PageBan, RunningState
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.sessions import Account, SessionStatus, StatusReason

__all__ = ["Link", "Step", "Todo"]

_BLOCKED_MODES: Final = frozenset({"TOS_BLOCK", "SMB_TOS_BLOCK"})
_USELESS_MODES: Final = {
    "PROXYBLOCK": "WhatsApp refuses connections through this proxy or network",
    "DEPRECATED_VERSION": "WhatsApp Web asks for a newer version of its page",
}
_BANNING_LOGOUTS: Final = frozenset({"banned", "account_locked"})


class Todo(StrEnum):
    """What a step asks the session to do."""

    CATCH_UP = "catch-up"
    """Connected again: ask for what came meanwhile."""
    REFRESH_QR = "refresh-qr"
    TAKE_OVER = "take-over"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What follows from a look at the page; `status` None means that nothing is known yet."""

    status: StatusChanged | None = None
    code: str | None = None
    todo: Todo | None = None
    is_end: bool = False
    """The session stays in `status` until somebody starts it again: the browser can go."""
    unlinked: bool = False
    """WhatsApp ended the link: the credentials are worth nothing."""
    fault: str | None = None
    """The page is of no use: another browser may do better."""


def _down(reason: StatusReason, detail: str) -> StatusChanged:
    return StatusChanged(status=SessionStatus.DISCONNECTED, reason=reason, detail=detail)


_UNKNOWN: Final = Step()
_SHOWS_QR: Final = Step(status=StatusChanged(status=SessionStatus.QR_READY))
_CONNECTING: Final = Step(status=StatusChanged(status=SessionStatus.CONNECTING))
_OFFLINE: Final = Step(
    status=_down(StatusReason.CONNECTION_LOST, "The page has lost WhatsApp; it tries again")
)
_QR_EXPIRED: Final = Step(
    status=_down(StatusReason.QR_EXPIRED, "Nobody scanned the QR codes in time"), is_end=True
)
_CONFLICT: Final = Step(status=_down(StatusReason.CONFLICT, "Another client uses this link"), is_end=True)
_BLOCKED: Final = Step(status=_down(StatusReason.BANNED, "WhatsApp has blocked the number"), is_end=True)


class Link:
    """Looks at levels: each state is judged by itself and by what was seen before it, so that an event that
    was missed, or that came before anybody listened, changes nothing."""

    def __init__(self, *, takeover: Takeover, qr_refreshes: int) -> None:
        self._takeover = takeover
        self._has_taken_over = False
        self._refreshes_left = qr_refreshes
        self._is_refreshing = False
        self._was_scannable = False
        self._was_ready = False
        self._is_ready = False
        self._is_taking_over = False
        self._ban: PageBan | None = None
        self._last_ban: PageBan | None = None
        self._ban_cut_the_line = False

    def load(self) -> None:
        """The page loads anew, in this browser or in another: it has to connect again."""
        self._is_ready = self._is_refreshing = self._is_taking_over = False

    def loading(self) -> Step:
        """The page has begun to load."""
        self.load()
        return _CONNECTING if self._was_ready else _UNKNOWN

    def see(self, state: RunningState) -> Step:
        """Judge what the page shows."""
        step = self._judge(state)
        self._is_ready = step.status is not None and step.status.status is SessionStatus.READY
        self._was_ready = self._was_ready or self._is_ready
        return step

    def refresh_ended(self) -> None:
        """With a code, which may be gone again before anybody looked, or without one: the next look at an
        idle page asks again, within the budget."""
        self._is_refreshing = False

    def takeover_ended(self) -> None:
        """The link is taken back, or cannot be: a conflict that shows from now on is another one."""
        self._is_taking_over = False

    def logged_out(self, reason: str) -> Step:
        """The link was ended: by the phone, by WhatsApp, or by us."""
        if reason in _BANNING_LOGOUTS:
            status = _down(StatusReason.BANNED, "WhatsApp has banned the number")
        else:
            status = _down(StatusReason.LOGGED_OUT, f"The link was ended: {reason}")
        return Step(status=status, is_end=True, unlinked=True)

    def _judge(self, state: RunningState) -> Step:
        if state.logged_out is not None:
            return self.logged_out(state.logged_out)
        if self._is_banned(state):
            return _banned(self._ban)
        if state.mode == "CONFLICT":
            return self._conflict()
        self._is_taking_over = False
        if (state.code is not None or state.idle) and not state.authenticated:
            return self._scannable(state)
        return _refused(state) or self._linked(state)

    def _is_banned(self, state: RunningState) -> bool:
        """A ban holds until the link, cut by it, is up again; the page itself never says that it is over."""
        if state.ban is not None and state.ban != self._last_ban:
            self._ban = self._last_ban = state.ban
            self._ban_cut_the_line = False
        if self._ban is not None and _is_up(state) and self._ban_cut_the_line:
            self._ban = None
        self._ban_cut_the_line = self._ban_cut_the_line or not _is_up(state)
        return self._ban is not None

    def _conflict(self) -> Step:
        if self._is_taking_over:
            return _CONNECTING
        if self._takeover is Takeover.NEVER or (self._takeover is Takeover.ONCE and self._has_taken_over):
            return _CONFLICT
        self._has_taken_over = self._is_taking_over = True
        return replace(_CONNECTING, todo=Todo.TAKE_OVER)

    def _scannable(self, state: RunningState) -> Step:
        if self._was_ready:
            return self.logged_out("the page asks for a new link")
        self._was_scannable = True
        if not state.idle:
            self._is_refreshing = False
            return replace(_SHOWS_QR, code=state.code)
        if self._is_refreshing:
            return _SHOWS_QR
        if self._refreshes_left == 0:
            return _QR_EXPIRED
        self._refreshes_left -= 1
        self._is_refreshing = True
        return replace(_SHOWS_QR, todo=Todo.REFRESH_QR)

    def _linked(self, state: RunningState) -> Step:
        if _is_up(state) and state.account is not None:
            status = StatusChanged(status=SessionStatus.READY, account=_account(state.account))
            return Step(status=status, todo=None if self._is_ready else Todo.CATCH_UP)
        if state.mode == "OFFLINE" or not state.online:
            is_news = self._was_ready or self._was_scannable
            return _OFFLINE if is_news else self._connecting(state)
        if state.mode == "QR" and self._was_scannable and not state.authenticated:
            return _SHOWS_QR
        return self._connecting(state)

    def _connecting(self, state: RunningState) -> Step:
        is_linked = state.authenticated or state.mode == "SYNCING" or self._was_scannable
        return _CONNECTING if is_linked else _UNKNOWN


def _refused(state: RunningState) -> Step | None:
    if state.mode in _BLOCKED_MODES:
        return _BLOCKED
    return Step(fault=_USELESS_MODES[state.mode]) if state.mode in _USELESS_MODES else None


def _is_up(state: RunningState) -> bool:
    return state.mode == "MAIN" and state.authenticated and state.online


def _account(account: PageAccount) -> Account:
    return Account(
        phone_number=account.id.partition("@")[0].partition(":")[0],
        push_name=account.push_name or None,
        platform=account.platform.lower() if account.platform else None,
        lid=account.lid,
    )


def _banned(ban: PageBan | None) -> Step:
    reason = (ban.reason if ban else None) or "no reason given"
    seconds = ban.expires_in_s if ban else None
    length = "until it is lifted" if seconds is None else f"for {seconds:g} s"
    return Step(status=_down(StatusReason.BANNED, f"WhatsApp has banned the number {length}: {reason}"))
