"""What a phone's owner does with groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from openwa_engine_simulator.network.frames import MemberResult
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.server import bodies
from openwa_engine_simulator.server.actions.action import DONE, Action, JsonObject, full_chat

__all__ = ["GROUP_ACTIONS"]


def _make(network: Network, number: Number, body: bodies.MakeGroup) -> JsonObject:
    network.phones.account(number)
    group, results = network.office.groups.make(number, body.subject, _people(body.participants))
    return {"id": group.id, "results": _listed(results)}


def _members(network: Network, number: Number, body: bodies.Members) -> JsonObject:
    people = _people(body.participants)
    results = network.office.groups.change_members(number, body.group, body.change, people)
    return {"results": _listed(results)}


def _subject(network: Network, number: Number, body: bodies.NameGroup) -> JsonObject:
    network.office.groups.rename(number, body.group, body.subject)
    return DONE


def _description(network: Network, number: Number, body: bodies.DescribeGroup) -> JsonObject:
    network.office.groups.describe(number, body.group, body.description)
    return DONE


def _rule(network: Network, number: Number, body: bodies.SetRule) -> JsonObject:
    network.office.groups.set_rule(number, body.group, body.rule, on=body.on)
    return DONE


def _leave(network: Network, number: Number, body: bodies.GroupOnly) -> JsonObject:
    network.office.groups.leave(number, body.group)
    return DONE


def _invite(network: Network, number: Number, body: bodies.Invite) -> JsonObject:
    desk = network.office.groups
    code = desk.reset_invite(number, body.group) if body.reset else desk.invite(number, body.group)
    return {"code": code}


def _join(network: Network, number: Number, body: bodies.JoinGroup) -> JsonObject:
    network.phones.account(number)
    return {"id": network.office.groups.join(number, body.code)}


def _people(names: Iterable[str]) -> list[str]:
    return [full_chat(name) for name in names]


def _listed(results: Iterable[MemberResult]) -> list[JsonObject]:
    return [{"id": result.id, "code": result.code} for result in results]


GROUP_ACTIONS: Final[Mapping[str, Action[Any]]] = {
    "group-make": Action(body=bodies.MakeGroup, run=_make),
    "group-members": Action(body=bodies.Members, run=_members),
    "group-subject": Action(body=bodies.NameGroup, run=_subject),
    "group-description": Action(body=bodies.DescribeGroup, run=_description),
    "group-rule": Action(body=bodies.SetRule, run=_rule),
    "group-leave": Action(body=bodies.GroupOnly, run=_leave),
    "group-invite": Action(body=bodies.Invite, run=_invite),
    "group-join": Action(body=bodies.JoinGroup, run=_join),
}
