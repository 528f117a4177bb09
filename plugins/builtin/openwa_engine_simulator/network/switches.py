"""Faults that a test turns on: slow, failing, silent, cut off. For everybody or for one number."""

from __future__ import annotations

from dataclasses import dataclass

from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.refusals import RefusalCode

__all__ = ["Fault", "Switches"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What goes wrong with a number."""

    delay_s: float = 0.0
    """Each send is taken in at once and answered this much later."""
    fail: RefusalCode | None = None
    silent: bool = False
    """Each send is swallowed: not stored and never answered."""
    ciphertext_s: float = 0.0
    """What comes in is unreadable at first, and readable this much later."""
    auth_fails: bool = False
    """Devices are not taken in though the phone scans their code."""
    keeps_out_of_groups: bool = False
    """Nobody can add the number to a group."""
    max_file_bytes: int | None = None
    """Larger files are refused."""


_NONE = Fault()


class Switches:
    def __init__(self) -> None:
        self._faults: dict[Number | None, Fault] = {}
        self._cut_until: dict[Number | None, float] = {}

    def set(self, number: Number | None, fault: Fault) -> None:
        self._faults[number] = fault

    def fault(self, number: Number) -> Fault:
        """The number's own switches if it has any, else everybody's."""
        return self._faults.get(number) or self._faults.get(None, _NONE)

    def cut(self, number: Number | None, *, until: float) -> None:
        self._cut_until[number] = until

    def is_cut(self, number: Number | None, now: float) -> bool:
        """Whether a connection is refused at this moment; None asks for a device without an account."""
        return any(self._cut_until.get(who, 0.0) > now for who in {number, None})
