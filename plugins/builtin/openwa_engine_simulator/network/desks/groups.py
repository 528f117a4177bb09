"""What can be done with a group, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Literal, TypeAlias, assert_never

from openwa_engine_simulator.network.accounts import Account
from openwa_engine_simulator.network.book import Book
from openwa_engine_simulator.network.desks.notices import Notices
from openwa_engine_simulator.network.facts import GroupSaved
from openwa_engine_simulator.network.frames import MemberChange, MemberResult, Role
from openwa_engine_simulator.network.groups import Group
from openwa_engine_simulator.network.ids import GroupId, Number
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.restating import group_fact
from openwa_engine_simulator.network.switches import Switches

__all__ = ["GroupDesk"]

_DONE: Final = 200
_FORBIDDEN: Final = 403
_NOT_THERE: Final = 404
_EXISTS: Final = 409
_Code: TypeAlias = Literal[200, 403, 404, 408, 409]


class GroupDesk:
    """All methods raise `RefusedError`."""

    def __init__(self, *, book: Book, notices: Notices, switches: Switches) -> None:
        self._book = book
        self._notices = notices
        self._switches = switches

    def make(self, by: Number, subject: str, people: Sequence[str]) -> tuple[Group, Sequence[MemberResult]]:
        """A new group of this account and those who can be added; a result for each of them."""
        self._check_ban(by)
        group_id = self._book.ids.group()
        members: dict[Number, Role] = {by: "owner"}
        results = [MemberResult(id=person, code=self._let_in(by, person, members)) for person in people]
        made = GroupSaved(
            id=group_id,
            subject=subject,
            created_at=int(self._book.timers.now()),
            creator=by,
            invite=self._book.ids.invite(),
            members=members,
        )
        self._notices.save(made, "create", by=by, body=subject)
        if others := [number for number in members if number != by]:
            self._notices.save(made, "add", by=by, about=others)
        return self._book.state.groups[group_id], results

    def change_members(
        self, by: Number, group_id: str, change: MemberChange, people: Sequence[str]
    ) -> Sequence[MemberResult]:
        """One after the other, in this order; for admins."""
        group = self._ruled(by, group_id)
        members: dict[Number, Role] = dict(group.members)
        results = [self._change(by, members, change, person) for person in people]
        touched = [Number(number) for number, _ in results if number is not None]
        if touched:
            former = (group.former | (group.members.keys() - members.keys())) - members.keys()
            saved = replace(group_fact(group), members=members, former=frozenset(former))
            self._notices.save(saved, change, by=by, about=touched)
        return [result for _, result in results]

    def rename(self, by: Number, group_id: str, subject: str) -> None:
        group = self._edited(by, group_id)
        if group.subject != subject:
            self._notices.save(replace(group_fact(group), subject=subject), "subject", by=by, body=subject)

    def describe(self, by: Number, group_id: str, text: str) -> None:
        group = self._edited(by, group_id)
        if group.description != text:
            saved = replace(group_fact(group), description=text)
            self._notices.save(saved, "description", by=by, body=text)

    def set_rule(self, by: Number, group_id: str, rule: Literal["restrict", "announce"], *, on: bool) -> None:
        fact = group_fact(self._ruled(by, group_id))
        saved = replace(fact, restrict=on) if rule == "restrict" else replace(fact, announce=on)
        if saved != fact:
            self._notices.save(saved, rule, by=by, body="on" if on else "off")

    def set_picture(self, by: Number, group_id: str, picture: str | None) -> None:
        self._notices.save(replace(group_fact(self._edited(by, group_id)), picture=picture), "picture", by=by)

    def leave(self, by: Number, group_id: str) -> None:
        """If no admin is left, the oldest member becomes one."""
        group = self._book.group(by, group_id)
        members = {number: role for number, role in group.members.items() if number != by}
        saved = replace(group_fact(group), members=dict(members), former=frozenset(group.former | {by}))
        self._notices.save(saved, "leave", by=by, about=[by])
        if members and not {"admin", "owner"} & set(members.values()):
            heir = next(iter(members))
            members[heir] = "admin"
            self._notices.save(replace(saved, members=members), "promote", by=heir, about=[heir])

    def invite(self, by: Number, group_id: str) -> str:
        return self._ruled(by, group_id).invite

    def reset_invite(self, by: Number, group_id: str) -> str:
        """Another code; the old one is void."""
        saved = replace(group_fact(self._ruled(by, group_id)), invite=self._book.ids.invite())
        self._book.commit(saved)
        return saved.invite

    def invited(self, code: str) -> Group:
        """The group that a code leads to."""
        for group in self._book.state.groups.values():
            if group.invite == code and group.members:
                return group
        raise RefusedError("invite_invalid", "the invitation was revoked or never existed")

    def join(self, by: Number, code: str) -> GroupId:
        """By code; for who is in it already, nothing happens."""
        self._check_ban(by)
        group = self.invited(code)
        if by not in group.members:
            saved = replace(
                group_fact(group),
                members={**group.members, by: "member"},
                former=frozenset(group.former - {by}),
            )
            self._notices.save(saved, "invite", by=by, about=[by])
        return group.id

    def _change(
        self, by: Number, members: dict[Number, Role], change: MemberChange, person: str
    ) -> tuple[Number | None, MemberResult]:
        """What becomes of one, and his number if something did."""
        before = dict(members)
        code = self._code(by, members, change, person)
        number = self._book.state.number_of(person) if members != before else None
        return number, MemberResult(id=person, code=code)

    def _code(self, by: Number, members: dict[Number, Role], change: MemberChange, person: str) -> _Code:
        if change == "add":
            return self._let_in(by, person, members)
        number = self._book.state.number_of(person)
        if number is None or number not in members:
            return _NOT_THERE
        if members[number] == "owner" and change != "promote":
            return _FORBIDDEN
        match change:
            case "remove":
                del members[number]
            case "promote":
                members[number] = "admin" if members[number] == "member" else members[number]
            case "demote":
                members[number] = "member"
            case _:
                assert_never(change)
        return _DONE

    def _let_in(self, by: Number, person: str, members: dict[Number, Role]) -> _Code:
        account = self._book.find(person)
        if account is None:
            return _NOT_THERE
        if account.number in members:
            return _EXISTS
        if self._refuses(account, by):
            return _FORBIDDEN
        members[account.number] = "member"
        return _DONE

    def _refuses(self, account: Account, by: Number) -> bool:
        return by in account.blocked or self._switches.fault(account.number).keeps_out_of_groups

    def _ruled(self, by: Number, group_id: str) -> Group:
        """The group, for one of its admins."""
        return self._allowed(by, group_id, lambda group: group.is_admin(by))

    def _edited(self, by: Number, group_id: str) -> Group:
        """The group, for somebody who may say what it is called."""
        return self._allowed(by, group_id, lambda group: group.is_admin(by) or not group.restrict)

    def _allowed(self, by: Number, group_id: str, rule: Callable[[Group], bool]) -> Group:
        self._check_ban(by)
        group = self._book.group(by, group_id)
        if not rule(group):
            raise RefusedError("not_admin", f"only admins of {group_id} may do this")
        return group

    def _check_ban(self, by: Number) -> None:
        if self._book.ban_of(self._book.account(by)) is not None:
            raise RefusedError("banned", f"{by} is banned")
