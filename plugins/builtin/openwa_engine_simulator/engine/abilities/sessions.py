"""What every ability needs of the engine."""

from __future__ import annotations

from abc import ABC, abstractmethod

from openwa_engine_simulator.engine.media_road import MediaRoad
from openwa_engine_simulator.engine.session import DeviceSession
from openwa_hookspecs.models.ids import SessionId

__all__ = ["OpenSessions"]


class OpenSessions(ABC):
    @abstractmethod
    def session(self, session_id: SessionId) -> DeviceSession:
        """Raises `SessionNotReadyError` for one that is not open."""

    @abstractmethod
    def road(self) -> MediaRoad:
        """The way for files."""

    @abstractmethod
    def media_url(self, media_id: str) -> str | None:
        """Where a browser finds a file of the network; None when it is served nowhere."""
