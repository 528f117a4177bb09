"""Each thing that the control API can do with a phone: its body, and what happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openwa_engine_simulator.server.actions.action import Action, JsonObject, full_chat
from openwa_engine_simulator.server.actions.groups import GROUP_ACTIONS
from openwa_engine_simulator.server.actions.messages import MESSAGE_ACTIONS
from openwa_engine_simulator.server.actions.phones import PHONE_ACTIONS

__all__ = ["ACTIONS", "Action", "JsonObject", "full_chat"]

ACTIONS: Final[Mapping[str, Action[Any]]] = {**PHONE_ACTIONS, **MESSAGE_ACTIONS, **GROUP_ACTIONS}
"""By the last part of `POST /control/phones/<number>/…`."""
