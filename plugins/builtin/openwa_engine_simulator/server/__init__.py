"""The simulator as a server: phones over HTTP, devices over WebSocket, the stand-in page."""

from __future__ import annotations

from openwa_engine_simulator.server.simulator import Simulator, serve_simulator

__all__ = ["Simulator", "serve_simulator"]
