"""How a connection can end, and what the session is then."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_engine_simulator.network import frames
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason

__all__ = ["LOST", "Ending", "auth_failed", "banned", "conflict", "logged_out", "qr_expired", "unreachable"]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a connection ended."""

    status: StatusChanged
    is_final: bool = True
    """Whether the session stays so until somebody starts it again."""


def _down(reason: StatusReason, detail: str | None = None) -> StatusChanged:
    return StatusChanged(status=SessionStatus.DISCONNECTED, reason=reason, detail=detail)


LOST = Ending(status=_down(StatusReason.CONNECTION_LOST), is_final=False)


def unreachable(detail: str) -> Ending:
    return Ending(status=_down(StatusReason.CONNECTION_LOST, detail), is_final=False)


def qr_expired() -> Ending:
    return Ending(status=_down(StatusReason.QR_EXPIRED, "Nobody scanned the QR codes in time"))


def conflict() -> Ending:
    return Ending(status=_down(StatusReason.CONFLICT, "Another client uses this link"))


def logged_out(frame: frames.LoggedOut) -> Ending:
    if frame.reason == "banned":
        return Ending(status=_down(StatusReason.BANNED, "WhatsApp has banned the number"))
    return Ending(status=_down(StatusReason.LOGGED_OUT, f"The phone ended the link: {frame.reason}"))


def auth_failed(frame: frames.AuthFailed) -> Ending:
    return Ending(status=_down(StatusReason.AUTH_FAILED, f"WhatsApp did not link: {frame.reason}"))


def banned(frame: frames.Banned) -> Ending:
    seconds = frame.expires_in_s
    length = "until it is lifted" if seconds is None else f"for {seconds} s"
    return Ending(
        status=_down(StatusReason.BANNED, f"WhatsApp has banned the number {length}: {frame.reason}")
    )
