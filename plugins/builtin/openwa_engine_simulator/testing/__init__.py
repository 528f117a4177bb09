"""The control API as an object: for tests that drive the phones of a simulator over HTTP."""

from __future__ import annotations

from openwa_engine_simulator.testing.control import ControlError
from openwa_engine_simulator.testing.looks import (
    HandOver,
    PhoneChat,
    PhoneContact,
    PhoneFile,
    PhoneGroup,
    PhoneMessage,
    PhonePreview,
)
from openwa_engine_simulator.testing.world import SimulatorWorld

__all__ = [
    "ControlError",
    "HandOver",
    "PhoneChat",
    "PhoneContact",
    "PhoneFile",
    "PhoneGroup",
    "PhoneMessage",
    "PhonePreview",
    "SimulatorWorld",
]
