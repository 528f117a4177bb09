"""The model of the WhatsApp network; no I/O but the journal's file."""

from __future__ import annotations

from openwa_engine_simulator.network.network import Network

__all__ = ["Network"]
