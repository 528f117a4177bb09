"""What a message carries, checked and completed before the network takes it in."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from openwa_engine_simulator.network.frames import KINDS, Enclosure, File, OutgoingMessage
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.network.switches import Switches
from openwa_engine_simulator.network.views import Views

__all__ = ["Composing"]

_STAYS: Final = frozenset({"gp2", "poll_creation"})
"""What is not forwarded: a notice, and a poll, whose votes belong to its chat."""


class Composing:
    def __init__(self, *, shelf: Shelf, views: Views, switches: Switches) -> None:
        self._shelf = shelf
        self._views = views
        self._switches = switches

    def complete(self, author: Number, message: OutgoingMessage) -> OutgoingMessage:
        """The message as it is stored. Raises `RefusedError`."""
        if message.copy_of is not None:
            return self._copied(author, message, message.copy_of)
        if message.enclosed is None and message.type == "chat":
            return message
        wanted = KINDS.get(message.type)
        if wanted is None or message.type == "gp2" or not isinstance(message.enclosed, wanted):
            raise RefusedError("refused", f"a message of type {message.type} cannot carry this")
        return replace(message, enclosed=self._enclosed(author, message.enclosed))

    def _enclosed(self, author: Number, enclosed: Enclosure) -> Enclosure:
        if not isinstance(enclosed, File):
            return enclosed
        size = self._shelf.size(enclosed.id)
        if size is None:
            raise RefusedError("media_gone", f"the file {enclosed.id} is not here: upload it first")
        limit = self._switches.fault(author).max_file_bytes
        if limit is not None and size > limit:
            raise RefusedError("too_large", f"the file has {size} bytes, {limit} are allowed")
        return replace(enclosed, size=size)

    def _copied(self, author: Number, message: OutgoingMessage, named: str) -> OutgoingMessage:
        source = self._views.named(named, author)
        if source.type not in KINDS or source.type in _STAYS:
            raise RefusedError("refused", f"a message of type {source.type} cannot be forwarded")
        return replace(
            message,
            type=source.type,
            body=source.body,
            enclosed=source.enclosed,
            forwarded=True,
            copy_of=None,
        )
