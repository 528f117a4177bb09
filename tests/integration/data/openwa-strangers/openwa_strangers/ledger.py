"""A sink that writes each event as a line of a file."""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from openwa_hookspecs import hookimpl
from openwa_hookspecs.context import StoreContext
from openwa_hookspecs.models.events import Event
from openwa_hookspecs.provider import Provider
from openwa_hookspecs.service import Health
from openwa_hookspecs.sink import EventRejectedError

OPENWA_API_VERSION = 1


class LedgerConfig(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    longest: int = 100_000


class Ledger:
    def __init__(self, config: LedgerConfig, context: StoreContext) -> None:
        self._config = config
        self._lines = 0

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def health(self) -> Health:
        return Health(details={"lines": self._lines})

    async def deliver(self, events: Sequence[Event]) -> None:
        if any(len(event.data) > self._config.longest for event in events):
            raise EventRejectedError(f"longer than {self._config.longest} characters")
        await asyncio.to_thread(self._write, events)
        self._lines += len(events)

    def _write(self, events: Sequence[Event]) -> None:
        with self._config.file.open("a") as file:
            for event in events:
                shown = {"seq": event.seq, "id": event.id, "type": event.type, "chat": event.chat_id}
                file.write(json.dumps(shown | {"data": json.loads(event.data)}) + "\n")
            file.flush()
            os.fsync(file.fileno())


@hookimpl
def register_sink() -> Provider[LedgerConfig, StoreContext, Ledger]:
    return Provider(name="ledger", config=LedgerConfig, create=Ledger)
