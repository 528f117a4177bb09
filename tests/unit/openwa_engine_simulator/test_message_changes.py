"""What can be done to a message that is there."""

from __future__ import annotations

import pytest

from openwa_engine_simulator.network.desks.messages import EDIT_WITHIN_S, WITHDRAW_WITHIN_S
from openwa_engine_simulator.network.frames import (
    Edit,
    Edited,
    Hidden,
    Hide,
    React,
    Reaction,
    Revoke,
    Star,
    Starred,
    Sync,
    Withdraw,
)
from openwa_engine_simulator.network.ids import chat_of
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.refusals import RefusedError
from tests.support.simulated_network import (
    ANN,
    BEN,
    START,
    RecordingDevice,
    linked_device,
    simulated_network,
)

OWN = f"true_{chat_of(BEN)}_3EB0A1"
ANNS_CHAT, BENS_CHAT = chat_of(BEN), chat_of(ANN)


def with_a_text() -> tuple[Network, RecordingDevice, RecordingDevice]:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    ann.send("first", key="3EB0A1")
    return network, ann, ben


def test_edit_shows_on_both_sides() -> None:
    network, ann, ben = with_a_text()
    assert ann.ask(lambda n: Edit(n=n, id=OWN, body="second")).ok
    told = ben.last(Edited)
    assert (told.chat, told.id, told.from_me, told.body, told.ts) == (
        BENS_CHAT,
        "3EB0A1",
        False,
        "second",
        START,
    )
    assert ann.last(Edited).from_me
    shown = network.phones.messages(BEN, BENS_CHAT, 1)[0]
    assert (shown.body, shown.edited_at) == ("second", START)


def test_edit_is_the_authors_alone_and_not_for_long() -> None:
    network, timers = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    ann.send("first", key="3EB0A1")
    theirs = f"false_{BENS_CHAT}_3EB0A1"
    assert ben.refusal(lambda n: Edit(n=n, id=theirs, body="mine now")) == "refused"
    timers.advance(EDIT_WITHIN_S)
    assert ann.ask(lambda n: Edit(n=n, id=OWN, body="in time")).ok
    timers.advance(1.0)
    assert ann.refusal(lambda n: Edit(n=n, id=OWN, body="too late")) == "too_late"
    assert ann.refusal(lambda n: Edit(n=n, id=f"{OWN}FF", body="unknown")) == "not_found"


def test_reaction_is_told_to_both_and_taken_back_by_the_empty_one() -> None:
    network, ann, ben = with_a_text()
    theirs = f"false_{BENS_CHAT}_3EB0A1"
    assert ben.ask(lambda n: React(n=n, id=theirs, emoji="👍")).ok
    told = ann.last(Reaction)
    assert (told.chat, told.id, told.from_me, told.sender, told.emoji) == (
        ANNS_CHAT,
        "3EB0A1",
        True,
        chat_of(BEN),
        "👍",
    )
    shown = network.phones.messages(ANN, ANNS_CHAT, 1)[0]
    assert [(reaction.sender, reaction.emoji) for reaction in shown.reactions] == [(chat_of(BEN), "👍")]
    ben.ask(lambda n: React(n=n, id=theirs, emoji=""))
    assert ann.last(Reaction).emoji == ""
    assert network.phones.messages(ANN, ANNS_CHAT, 1)[0].reactions == ()


def test_what_is_repeated_is_told_once() -> None:
    _, ann, ben = with_a_text()
    for _ in range(2):
        assert ann.ask(lambda n: Edit(n=n, id=OWN, body="second")).ok
        assert ann.ask(lambda n: React(n=n, id=OWN, emoji="👍")).ok
        assert ann.ask(lambda n: Star(n=n, id=OWN, starred=True)).ok
    assert [len(ben.all(kind)) for kind in (Edited, Reaction)] == [1, 1]
    for _ in range(2):
        assert ann.ask(lambda n: Withdraw(n=n, id=OWN)).ok
    assert len(ben.all(Revoke)) == 1


def test_withdrawn_message_takes_no_edit_and_no_reaction() -> None:
    _, ann, _ = with_a_text()
    ann.ask(lambda n: Withdraw(n=n, id=OWN))
    assert ann.refusal(lambda n: Edit(n=n, id=OWN, body="again")) == "refused"
    assert ann.refusal(lambda n: React(n=n, id=OWN, emoji="👍")) == "refused"


def test_old_message_is_not_withdrawn() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    device.send("first", key="3EB0A1")
    timers.advance(WITHDRAW_WITHIN_S + 1.0)
    assert device.refusal(lambda n: Withdraw(n=n, id=OWN)) == "too_late"


def test_hidden_message_is_gone_for_its_owner_alone() -> None:
    network, ann, ben = with_a_text()
    second = linked_device(network)
    assert ann.ask(lambda n: Hide(n=n, id=OWN)).ok
    assert network.phones.messages(ANN, ANNS_CHAT, 10) == []
    assert len(network.phones.messages(BEN, BENS_CHAT, 10)) == 1
    assert (second.last(Hidden).id, ann.all(Hidden), ben.all(Hidden)) == ("3EB0A1", [], [])
    assert ann.refusal(lambda n: React(n=n, id=OWN, emoji="👍")) == "not_found"


def test_star_is_its_owners_alone() -> None:
    network, ann, ben = with_a_text()
    second = linked_device(network)
    assert ann.ask(lambda n: Star(n=n, id=OWN, starred=True)).ok
    assert network.phones.messages(ANN, ANNS_CHAT, 1)[0].starred
    assert not network.phones.messages(BEN, BENS_CHAT, 1)[0].starred
    assert (second.last(Starred).starred, ben.all(Starred)) == (True, [])


def test_what_a_device_missed_of_known_messages_is_in_its_sync() -> None:
    network, _ = simulated_network()
    device = linked_device(network, acknowledges=True)
    keys = [network.phones.send(BEN, BENS_CHAT, text) for text in ("edited", "revoked", "liked", "same")]
    device.line.close()
    quiet = RecordingDevice(network)
    quiet.hello(device.token)
    quiet.line.close()
    again = RecordingDevice(network)
    edited, revoked, liked = (network.phones.message(BEN, BENS_CHAT, key) for key in keys[:3])
    network.office.messages.edit(BEN, edited, "changed")
    network.office.messages.withdraw(BEN, revoked)
    network.office.messages.react(BEN, liked, "👍")
    again.hello(device.token, acknowledges=True)
    sync = again.last(Sync)
    assert [(message.id, message.type) for message in sync.messages] == [
        (keys[0], "chat"),
        (keys[1], "revoked"),
        (keys[2], "chat"),
    ]
    assert [(reaction.id, reaction.emoji) for reaction in sync.reactions] == [(keys[2], "👍")]
    assert set(sync.missed) == {keys[0], keys[1]}


def test_banned_account_changes_nothing() -> None:
    network, _, _ = with_a_text()
    message = network.phones.message(ANN, ANNS_CHAT, "3EB0A1")
    network.phones.ban(ANN, "spam", None)
    with pytest.raises(RefusedError) as refused:
        network.office.messages.react(ANN, message, "👍")
    assert refused.value.code == "banned"
