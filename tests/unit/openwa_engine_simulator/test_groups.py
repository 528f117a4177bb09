"""Groups: who is in them, who may do what, and what each member sees."""

from __future__ import annotations

import pytest

from openwa_engine_simulator.network.frames import (
    Accepted,
    Ack,
    AskGroups,
    AskInvite,
    ChangeMembers,
    GroupChanged,
    GroupList,
    GroupMade,
    History,
    HistoryPage,
    MakeGroup,
    MemberChange,
    MembersChanged,
    NewMessage,
    Notice,
    OutgoingMessage,
    QuotedRef,
    Send,
    WireMessage,
    Withdraw,
)
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.switches import Fault
from tests.support.simulated_network import (
    ANN,
    BEN,
    CAT,
    START,
    RecordingDevice,
    linked_device,
    simulated_network,
)

STRANGER = Number("12025550123")


def group_of(network: Network, *members: Number, by: Number = ANN) -> str:
    network.phones.save(CAT, push_name="Cat")
    made, _ = network.office.groups.make(by, "Friends", [chat_of(member) for member in members])
    return made.id


def send(device: RecordingDevice, group: str, body: str, key: str, quoted: str | None = None) -> None:
    ref = None if quoted is None else QuotedRef(id=quoted)
    message = OutgoingMessage(id=key, to=group, body=body, quoted=ref)
    assert isinstance(device.ask(lambda n: Send(n=n, message=message)).data, Accepted)


def bodies(network: Network, number: Number, group: str) -> list[str]:
    return [message.body for message in network.phones.messages(number, group, 100) if message.type == "chat"]


def subtypes(network: Network, number: Number, group: str) -> list[str]:
    return [
        message.enclosed.subtype
        for message in network.phones.messages(number, group, 100)
        if isinstance(message.enclosed, Notice)
    ]


def last_text(device: RecordingDevice) -> WireMessage:
    return [frame.message for frame in device.all(NewMessage) if frame.message.type == "chat"][-1]


def test_new_group_has_its_maker_as_owner_and_tells_what_became_of_each_other_one() -> None:
    network, _ = simulated_network()
    network.phones.save(CAT)
    network.throw(CAT, Fault(keeps_out_of_groups=True))
    device = linked_device(network)
    wanted = tuple(map(chat_of, (BEN, CAT, STRANGER, BEN)))
    made = device.ask(lambda n: MakeGroup(n=n, subject="Friends", participants=wanted)).data
    assert isinstance(made, GroupMade)
    assert [(result.id, result.code) for result in made.results] == [
        (chat_of(BEN), 200),
        (chat_of(CAT), 403),
        (chat_of(STRANGER), 404),
        (chat_of(BEN), 409),
    ]
    assert (made.made.subject, made.made.owner, made.made.created_at) == ("Friends", chat_of(ANN), START)
    roles = [(member.id, member.role) for member in made.made.participants]
    assert roles == [(chat_of(ANN), "owner"), (chat_of(BEN), "member")]


def test_text_reaches_every_member_under_the_groups_id_with_its_author() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN, CAT)
    ann, ben, cat = (linked_device(network, number) for number in (ANN, BEN, CAT))
    send(ann, group, "hello all", "3EB0A1")
    for device, number in ((ben, BEN), (cat, CAT)):
        seen = last_text(device)
        assert (seen.chat, seen.sender, seen.author, seen.to) == (group, group, chat_of(ANN), chat_of(number))
        assert (seen.from_me, seen.body, seen.push_name) == (False, "hello all", "Ann")
    own = network.phones.messages(ANN, group, 1)[0]
    assert (own.chat, own.sender, own.to, own.author) == (group, chat_of(ANN), group, chat_of(ANN))


def test_ack_of_a_group_is_that_of_its_last_member() -> None:
    network, _ = simulated_network()
    network.phones.save(CAT)
    group = group_of(network, BEN, CAT)
    for number in (BEN, CAT):
        network.phones.receive(number, "manual")
    device = linked_device(network)
    send(device, group, "hello", "3EB0A1")
    network.phones.deliver(BEN, group)
    assert device.all(Ack) == []
    network.phones.read(CAT, group)
    network.phones.read(BEN, group)
    assert [(frame.ids, frame.ack, frame.author) for frame in device.all(Ack)] == [
        (("3EB0A1",), 2, chat_of(ANN)),
        (("3EB0A1",), 3, chat_of(ANN)),
    ]


def test_reading_a_group_tells_each_writer_of_his_own_messages() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN, CAT)
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    send(ann, group, "from Ann", "3EB0A1")
    send(ben, group, "from Ben", "3EB0B1")
    network.phones.read(CAT, group)
    network.phones.read(BEN, group)
    network.phones.read(ANN, group)
    assert (ann.last(Ack).ids, ann.last(Ack).ack) == (("3EB0A1",), 3)
    assert (ben.last(Ack).ids, ben.last(Ack).ack) == (("3EB0B1",), 3)


def test_two_members_may_choose_the_same_id() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    send(ann, group, "from Ann", "3EB0A1")
    send(ben, group, "from Ben", "3EB0A1")
    assert bodies(network, ANN, group) == ["from Ann", "from Ben"]
    question = f"false_{group}_3EB0A1_{chat_of(BEN)}"
    page = ann.ask(lambda n: History(n=n, chat=group, limit=1, before=question, inclusive=True)).data
    assert isinstance(page, HistoryPage)
    assert [message.body for message in page.messages] == ["from Ben"]


def test_quote_in_a_group_names_its_author_as_each_member_sees_it() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN, CAT)
    ann, ben, cat = (linked_device(network, number) for number in (ANN, BEN, CAT))
    send(ben, group, "who comes?", "3EB0B1")
    send(ann, group, "me", "3EB0A1", quoted=f"false_{group}_3EB0B1_{chat_of(BEN)}")
    for device, whole in (
        (ben, f"true_{group}_3EB0B1_{chat_of(BEN)}"),
        (cat, f"false_{group}_3EB0B1_{chat_of(BEN)}"),
    ):
        quoted = last_text(device).quoted
        assert quoted is not None
        assert quoted.id == whole


def test_own_message_is_named_with_or_without_its_author() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    device = linked_device(network)
    send(device, group, "mine", "3EB0A1")
    send(device, group, "mine", "3EB0A2")
    assert device.ask(lambda n: Withdraw(n=n, id=f"true_{group}_3EB0A1")).ok
    assert device.ask(lambda n: Withdraw(n=n, id=f"true_{group}_3EB0A2_{chat_of(ANN)}")).ok
    assert bodies(network, BEN, group) == []


def test_who_joins_later_sees_nothing_of_before_and_who_has_left_nothing_of_after() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    network.phones.send(ANN, group, "before")
    network.office.groups.change_members(ANN, group, "add", [chat_of(CAT)])
    network.phones.send(ANN, group, "together")
    network.office.groups.leave(BEN, group)
    network.phones.send(ANN, group, "after")
    assert bodies(network, BEN, group) == ["before", "together"]
    assert bodies(network, CAT, group) == ["together", "after"]


def test_members_are_changed_one_by_one_and_each_gets_his_code() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    device = linked_device(network)
    wanted = tuple(map(chat_of, (BEN, CAT, STRANGER)))

    def change(how: MemberChange) -> list[int]:
        done = device.ask(lambda n: ChangeMembers(n=n, group=group, change=how, participants=wanted)).data
        assert isinstance(done, MembersChanged)
        return [result.code for result in done.changed]

    assert change("add") == [409, 200, 404]
    assert change("promote") == [200, 200, 404]
    assert change("demote") == [200, 200, 404]
    assert change("remove") == [200, 200, 404]
    assert change("remove") == [404, 404, 404]
    assert subtypes(network, ANN, group) == ["create", "add", "add", "promote", "demote", "remove"]


def test_owner_can_be_neither_removed_nor_demoted() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    network.office.groups.change_members(ANN, group, "promote", [chat_of(BEN)])
    changes: tuple[MemberChange, ...] = ("remove", "demote")
    for change in changes:
        results = network.office.groups.change_members(BEN, group, change, [chat_of(ANN)])
        assert [result.code for result in results] == [403]


def test_what_only_admins_may_is_refused_to_others() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    desk = network.office.groups
    for act in (
        lambda: desk.change_members(BEN, group, "add", [chat_of(CAT)]),
        lambda: desk.rename(BEN, group, "Mine"),
        lambda: desk.describe(BEN, group, "Mine"),
        lambda: desk.invite(BEN, group),
        lambda: desk.reset_invite(BEN, group),
        lambda: desk.set_rule(BEN, group, "announce", on=True),
    ):
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.code == "not_admin"


def test_everybody_renames_a_group_without_that_restriction() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    network.office.groups.set_rule(ANN, group, "restrict", on=False)
    network.office.groups.rename(BEN, group, "Ours")
    network.office.groups.describe(BEN, group, "For all of us")
    found = network.office.listings.group(network.book.group(ANN, group), ANN)
    assert (found.subject, found.description) == ("Ours", "For all of us")


def test_only_admins_write_where_that_is_the_rule() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    network.office.groups.set_rule(ANN, group, "announce", on=True)
    network.phones.send(ANN, group, "hear")
    with pytest.raises(RefusedError, match="only admins write") as refused:
        network.phones.send(BEN, group, "but")
    assert refused.value.code == "not_admin"


def test_group_is_nothing_to_those_who_are_not_in_it() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    device = linked_device(network, CAT)
    assert device.refusal(lambda n: AskInvite(n=n, group=group)) == "not_a_member"
    assert device.refusal(lambda n: AskInvite(n=n, group="120363000000000000@g.us")) == "not_a_member"
    message = OutgoingMessage(id="3EB0C1", to=group, body="let me in")
    assert device.refusal(lambda n: Send(n=n, message=message)) == "not_a_member"
    listed = device.ask(lambda n: AskGroups(n=n)).data
    assert listed == GroupList(groups=())


def test_invite_leads_in_until_it_is_reset() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    desk = network.office.groups
    first = desk.invite(ANN, group)
    assert desk.invited(first).id == group
    second = desk.reset_invite(ANN, group)
    with pytest.raises(RefusedError) as refused:
        desk.join(CAT, first)
    assert refused.value.code == "invite_invalid"
    assert desk.join(CAT, second) == group
    assert desk.join(CAT, second) == group
    assert subtypes(network, CAT, group) == ["invite"]


def test_group_without_admins_gets_its_oldest_member_as_one() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN, CAT)
    network.office.groups.leave(ANN, group)
    found = network.office.listings.group(network.book.group(BEN, group), BEN)
    assert found.owner is None
    assert [(member.id, member.role) for member in found.participants] == [
        (chat_of(BEN), "admin"),
        (chat_of(CAT), "member"),
    ]


def test_removed_member_is_told_and_hears_no_more() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    ben = linked_device(network, BEN)
    network.office.groups.change_members(ANN, group, "remove", [chat_of(BEN)])
    changed = ben.last(GroupChanged)
    assert (changed.group.id, changed.is_member) == (group, False)
    notice = ben.last(NewMessage).message.enclosed
    assert notice == Notice(subtype="remove", recipients=(chat_of(BEN),))
    ben.forget()
    network.phones.send(ANN, group, "at last")
    assert ben.heard == []


def test_admin_withdraws_what_others_wrote_and_members_do_not() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN, CAT)
    key = network.phones.send(BEN, group, "rude")
    with pytest.raises(RefusedError) as refused:
        network.phones.revoke(CAT, group, key)
    assert refused.value.code == "not_admin"
    network.phones.revoke(ANN, group, key)
    assert [message.type for message in network.phones.messages(CAT, group, 1)] == ["revoked"]


def test_notices_are_left_out_of_the_history_when_asked() -> None:
    network, _ = simulated_network()
    group = group_of(network, BEN)
    network.phones.send(BEN, group, "only this")
    network.office.groups.rename(ANN, group, "Other")
    device = linked_device(network)
    page = device.ask(lambda n: History(n=n, chat=group, limit=1, notices=False)).data
    assert isinstance(page, HistoryPage)
    assert [message.body for message in page.messages] == ["only this"]
