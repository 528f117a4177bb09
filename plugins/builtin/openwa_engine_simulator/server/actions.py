"""Each thing that the control API can do with a phone: its body, and what happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.server import bodies

__all__ = ["PHONE_ACTIONS", "Action", "JsonObject", "full_chat"]

JsonObject: TypeAlias = Mapping[str, object]
Body = TypeVar("Body")

_DONE: Final[JsonObject] = {"ok": True}


@dataclass(frozen=True, kw_only=True)
class Action(Generic[Body]):
    """What one path does."""

    body: type[Body]
    run: Callable[[Network, Number, Body], JsonObject]


def full_chat(text: str) -> str:
    """The chat id for a chat id or a bare number."""
    return text if "@" in text else chat_of(Number(text))


def _scan(network: Network, number: Number, body: bodies.Scan) -> JsonObject:
    network.phones.scan(number, body.qr)
    return _DONE


def _enter_code(network: Network, number: Number, body: bodies.EnterCode) -> JsonObject:
    network.phones.enter_code(number, body.code)
    return _DONE


def _send(network: Network, number: Number, body: bodies.Send) -> JsonObject:
    return {"id": network.phones.send(number, full_chat(body.to), body.text, body.quoted)}


def _receive(network: Network, number: Number, body: bodies.Receive) -> JsonObject:
    network.phones.receive(number, body.mode)
    return _DONE


def _deliver(network: Network, number: Number, body: bodies.ChatOnly) -> JsonObject:
    network.phones.deliver(number, full_chat(body.chat))
    return _DONE


def _read(network: Network, number: Number, body: bodies.ChatOnly) -> JsonObject:
    network.phones.read(number, full_chat(body.chat))
    return _DONE


def _revoke(network: Network, number: Number, body: bodies.Revoke) -> JsonObject:
    network.phones.revoke(number, full_chat(body.chat), body.id)
    return _DONE


def _unlink(network: Network, number: Number, body: bodies.Unlink) -> JsonObject:
    network.phones.unlink(number, body.reason)
    return _DONE


def _ban(network: Network, number: Number, body: bodies.Ban) -> JsonObject:
    network.phones.ban(number, body.reason, body.expires_in_s)
    return _DONE


def _unban(network: Network, number: Number, _: bodies.Nothing) -> JsonObject:
    network.phones.unban(number)
    return _DONE


PHONE_ACTIONS: Final[Mapping[str, Action[Any]]] = {
    "scan": Action(body=bodies.Scan, run=_scan),
    "enter-code": Action(body=bodies.EnterCode, run=_enter_code),
    "send": Action(body=bodies.Send, run=_send),
    "receive": Action(body=bodies.Receive, run=_receive),
    "deliver": Action(body=bodies.ChatOnly, run=_deliver),
    "read": Action(body=bodies.ChatOnly, run=_read),
    "revoke": Action(body=bodies.Revoke, run=_revoke),
    "unlink": Action(body=bodies.Unlink, run=_unlink),
    "ban": Action(body=bodies.Ban, run=_ban),
    "unban": Action(body=bodies.Nothing, run=_unban),
}
"""By the last part of `POST /control/phones/<number>/…`."""
