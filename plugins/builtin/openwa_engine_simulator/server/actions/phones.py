"""What a phone's owner does about his account, his devices and his address book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.server import bodies
from openwa_engine_simulator.server.actions.action import DONE, Action, JsonObject, full_chat

__all__ = ["PHONE_ACTIONS"]


def _scan(network: Network, number: Number, body: bodies.Scan) -> JsonObject:
    network.phones.scan(number, body.qr)
    return DONE


def _enter_code(network: Network, number: Number, body: bodies.EnterCode) -> JsonObject:
    network.phones.enter_code(number, body.code)
    return DONE


def _receive(network: Network, number: Number, body: bodies.Receive) -> JsonObject:
    network.phones.receive(number, body.mode)
    return DONE


def _unlink(network: Network, number: Number, body: bodies.Unlink) -> JsonObject:
    network.phones.unlink(number, body.reason)
    return DONE


def _ban(network: Network, number: Number, body: bodies.Ban) -> JsonObject:
    network.phones.ban(number, body.reason, body.expires_in_s)
    return DONE


def _unban(network: Network, number: Number, _: bodies.Nothing) -> JsonObject:
    network.phones.unban(number)
    return DONE


def _name(network: Network, number: Number, body: bodies.NamePerson) -> JsonObject:
    network.phones.account(number)
    network.office.people.name(number, full_chat(body.person), body.name)
    return DONE


def _block(network: Network, number: Number, body: bodies.Block) -> JsonObject:
    network.phones.account(number)
    network.office.people.block(number, full_chat(body.person), blocked=body.blocked)
    return DONE


def _picture(network: Network, number: Number, body: bodies.Picture) -> JsonObject:
    network.phones.set_picture(number, body.media, group=body.group)
    return DONE


def _address(network: Network, number: Number, body: bodies.Address) -> JsonObject:
    network.phones.address(number, body.by)
    return DONE


PHONE_ACTIONS: Final[Mapping[str, Action[Any]]] = {
    "scan": Action(body=bodies.Scan, run=_scan),
    "enter-code": Action(body=bodies.EnterCode, run=_enter_code),
    "receive": Action(body=bodies.Receive, run=_receive),
    "unlink": Action(body=bodies.Unlink, run=_unlink),
    "ban": Action(body=bodies.Ban, run=_ban),
    "unban": Action(body=bodies.Nothing, run=_unban),
    "name": Action(body=bodies.NamePerson, run=_name),
    "block": Action(body=bodies.Block, run=_block),
    "picture": Action(body=bodies.Picture, run=_picture),
    "address": Action(body=bodies.Address, run=_address),
}
