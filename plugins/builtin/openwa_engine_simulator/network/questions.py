"""What a linked device asks for, brought to the desk that does it."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from openwa_engine_simulator.network import frames
from openwa_engine_simulator.network.accounts import Link
from openwa_engine_simulator.network.groups import Group
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.office import Office

__all__ = ["Question", "Questions"]

Question: TypeAlias = frames.MessageFrame | frames.ChatFrame | frames.PeopleFrame | frames.GroupFrame


class Questions:
    """Every method raises `RefusedError`; None is the answer to what was only to be done."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def answer(self, link: Link, question: Question) -> frames.Answer | None:
        match question:
            case frames.Edit() | frames.React() | frames.Withdraw() | frames.Hide() | frames.Star():
                self._change_message(link, question)
                return None
            case frames.Lookup() | frames.History():
                return self._messages(link, question)
            case frames.Read() | frames.MarkUnread() | frames.Archive() | frames.Typing() | frames.Chats():
                return self._chats(link, question)
            case frames.Exists() | frames.People() | frames.Block() | frames.Picture():
                return self._people(link, question)
            case frames.AskGroups() | frames.AskGroup() | frames.MakeGroup() | frames.ChangeMembers():
                return self._members(link, question)
            case (
                frames.NameGroup()
                | frames.Describe()
                | frames.SetGroup()
                | frames.LeaveGroup()
                | frames.AskInvite()
                | frames.ResetInvite()
                | frames.AskInvited()
                | frames.JoinGroup()
            ):
                return self._group(link, question)
            case _:
                assert_never(question)

    def _change_message(
        self, link: Link, frame: frames.Edit | frames.React | frames.Withdraw | frames.Hide | frames.Star
    ) -> None:
        desk, by = self._office.messages, link.number
        message = self._office.views.named(frame.id, by)
        match frame:
            case frames.Edit(body=body):
                desk.edit(by, message, body)
            case frames.React(emoji=emoji):
                desk.react(by, message, emoji)
            case frames.Withdraw():
                desk.withdraw(by, message)
            case frames.Hide():
                desk.hide(by, message, device=link.device)
            case frames.Star(starred=starred):
                desk.star(by, message, starred=starred, device=link.device)

    def _messages(self, link: Link, frame: frames.Lookup | frames.History) -> frames.Answer:
        if isinstance(frame, frames.Lookup):
            entry = self._office.book.state.log.lookup(link.number, frame.id)
            at = None if entry is None else int(entry.at)
            return frames.Found(outcome="absent" if entry is None else "sent", at=at)
        found = self._office.views.history(
            link.number,
            frame.chat,
            limit=frame.limit,
            before=frame.before,
            inclusive=frame.inclusive,
            notices=frame.notices,
        )
        return frames.HistoryPage(messages=tuple(found))

    def _chats(self, link: Link, frame: frames.ChatFrame) -> frames.Answer | None:
        desk, owner = self._office.chats, link.number
        match frame:
            case frames.Read(chat=chat):
                desk.read(owner, chat, device=link.device)
            case frames.MarkUnread(chat=chat):
                desk.mark_unread(owner, chat, device=link.device)
            case frames.Archive(chat=chat, archived=archived):
                desk.archive(owner, chat, archived=archived, device=link.device)
            case frames.Typing(chat=chat, state=state):
                desk.show(owner, chat, state)
            case frames.Chats():
                return frames.ChatList(chats=tuple(self._office.listings.chats(owner)))
            case _:
                assert_never(frame)
        return None

    def _people(self, link: Link, frame: frames.PeopleFrame) -> frames.Answer | None:
        owner = link.number
        match frame:
            case frames.Exists():
                return self._existence(frame)
            case frames.People():
                return frames.PeopleList(contacts=tuple(self._office.listings.contacts(owner)))
            case frames.Picture(id=chat):
                return frames.PictureFound(picture=self._office.people.picture(owner, chat))
            case frames.Block(id=person, blocked=blocked):
                self._office.people.block(owner, person, blocked=blocked, device=link.device)
                return None
            case _:
                assert_never(frame)

    def _existence(self, frame: frames.Exists) -> frames.Existence:
        wanted = frame.id or chat_of(Number(frame.phone or ""))
        account = self._office.book.find(wanted)
        if account is None:
            return frames.Existence(exists=False, id=wanted, lid=None)
        return frames.Existence(
            exists=True, id=account.chat, lid=account.lid, is_business=account.is_business
        )

    def _members(
        self,
        link: Link,
        frame: frames.AskGroups | frames.AskGroup | frames.MakeGroup | frames.ChangeMembers,
    ) -> frames.Answer:
        desk, owner = self._office.groups, link.number
        match frame:
            case frames.AskGroups():
                return frames.GroupList(groups=tuple(self._office.listings.groups(owner)))
            case frames.AskGroup(group=group):
                return frames.GroupFound(group=self._shown(self._office.book.group(owner, group), owner))
            case frames.MakeGroup(subject=subject, participants=participants):
                made, results = desk.make(owner, subject, participants)
                return frames.GroupMade(made=self._shown(made, owner), results=tuple(results))
            case frames.ChangeMembers():
                changed = desk.change_members(owner, frame.group, frame.change, frame.participants)
                return frames.MembersChanged(changed=tuple(changed))
            case _:
                assert_never(frame)

    def _group(
        self,
        link: Link,
        frame: frames.NameGroup
        | frames.Describe
        | frames.SetGroup
        | frames.LeaveGroup
        | frames.AskInvite
        | frames.ResetInvite
        | frames.AskInvited
        | frames.JoinGroup,
    ) -> frames.Answer | None:
        desk, owner = self._office.groups, link.number
        match frame:
            case frames.NameGroup(group=group, subject=subject):
                desk.rename(owner, group, subject)
            case frames.Describe(group=group, description=text):
                desk.describe(owner, group, text)
            case frames.SetGroup(group=group, rule=rule, on=on):
                desk.set_rule(owner, group, rule, on=on)
            case frames.LeaveGroup(group=group):
                desk.leave(owner, group)
            case frames.AskInvite(group=group):
                return frames.InviteCode(invite=desk.invite(owner, group))
            case frames.ResetInvite(group=group):
                return frames.InviteCode(invite=desk.reset_invite(owner, group))
            case frames.AskInvited(code=code):
                return frames.Invited(invited_to=self._shown(desk.invited(code), owner))
            case frames.JoinGroup(code=code):
                return frames.Joined(joined=desk.join(owner, code))
            case _:
                assert_never(frame)
        return None

    def _shown(self, group: Group, owner: Number) -> frames.Group:
        return self._office.listings.group(group, owner)
