"""`use: simulator`: the engine whose WhatsApp is simulated."""

from __future__ import annotations

from openwa_engine_simulator.engine.engine import SimulatorEngine

__all__ = ["SimulatorEngine"]
