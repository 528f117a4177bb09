"""Devices without an account: each shows a QR reference that changes, or a code, until a phone links it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from openwa_engine_simulator.network.ids import Ids, Number
from openwa_engine_simulator.network.refusals import RefusedError, not_found
from openwa_engine_simulator.network.timers import Timer, Timers

__all__ = ["LINK_CODE_TTL_S", "Guest", "Lobby", "QrSettings"]

LINK_CODE_TTL_S: Final = 195.0
"""How long WhatsApp's own pairing codes live: three and a quarter minutes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QrSettings:
    """How QR references change."""

    ttl_s: float = 20.0
    refs: int = 6
    """References in a row before the device has to ask again, as WhatsApp Web does."""


class Guest(Protocol):
    """A device that waits here."""

    def show(self, ref: str, ttl_s: float) -> None: ...
    def show_nothing(self) -> None: ...
    def welcome(self, number: Number) -> None:
        """A phone took the device in."""


@dataclass(kw_only=True, slots=True)
class _Display:
    """What one guest shows."""

    ref: str | None = None
    left: int = 0
    timer: Timer | None = None

    def stop(self) -> None:
        self.ref = None
        if self.timer is not None:
            self.timer.cancel()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Code:
    """A code that waits to be typed."""

    guest: Guest
    number: Number
    expires_at: float


class Lobby:
    def __init__(self, *, timers: Timers, ids: Ids, settings: QrSettings) -> None:
        self._timers = timers
        self._ids = ids
        self._settings = settings
        self._displays: dict[Guest, _Display] = {}
        self._codes: dict[str, _Code] = {}
        self.shown = 0
        """How many references were shown to all guests so far."""

    def admit(self, guest: Guest) -> None:
        """Shows a first reference; again after the last one, at the guest's wish."""
        display = self._displays.setdefault(guest, _Display())
        display.stop()
        display.left = self._settings.refs
        self._turn(guest, display)

    def leave(self, guest: Guest) -> None:
        display = self._displays.pop(guest, None)
        if display is not None:
            display.stop()
        self._forget_code(guest)

    def code_for(self, guest: Guest, number: Number) -> tuple[str, float]:
        """A code for this number's owner to type, and when it dies (epoch seconds). The guest's last one is
        void."""
        self._forget_code(guest)
        expires_at = self._timers.now() + LINK_CODE_TTL_S
        code = self._ids.link_code()
        self._codes[code] = _Code(guest=guest, number=number, expires_at=expires_at)
        return code, expires_at

    def showing(self) -> Iterator[str]:
        return (display.ref for display in self._displays.values() if display.ref is not None)

    def scan(self, qr: str | None, number: Number) -> None:
        """Links the device that shows this text; without a text, the only one that shows any."""
        guest = self._only_guest() if qr is None else self._guest_showing(qr.partition(",")[0])
        guest.welcome(number)

    def enter_code(self, text: str, number: Number) -> None:
        code = self._codes.get(text)
        if code is None or code.number != number or code.expires_at <= self._timers.now():
            raise not_found("a device that waits for this code of this phone")
        code.guest.welcome(number)

    def _turn(self, guest: Guest, display: _Display) -> None:
        if not display.left:
            display.ref = None
            guest.show_nothing()
            return
        display.left -= 1
        display.ref = self._ids.qr_ref()
        self.shown += 1
        display.timer = self._timers.call_later(self._settings.ttl_s, lambda: self._turn(guest, display))
        guest.show(display.ref, self._settings.ttl_s)

    def _forget_code(self, guest: Guest) -> None:
        self._codes = {text: code for text, code in self._codes.items() if code.guest is not guest}

    def _guest_showing(self, ref: str) -> Guest:
        for guest, display in self._displays.items():
            if display.ref == ref:
                return guest
        raise not_found("a device that shows this QR code")

    def _only_guest(self) -> Guest:
        guests = [guest for guest, display in self._displays.items() if display.ref is not None]
        if not guests:
            raise not_found("a device that shows a QR code")
        if len(guests) > 1:
            raise RefusedError("conflict", f"{len(guests)} devices show a QR code: say which with 'qr'")
        return guests[0]
