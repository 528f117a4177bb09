"""What the network's file keeps: everything, whatever happens to the process."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openwa_engine_simulator.network import journal
from openwa_engine_simulator.network.frames import Logout, Read, Resumed
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.journal import FileJournal, JournalBusyError
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_engine_simulator.network.restating import facts_of
from openwa_engine_simulator.network.state import State
from openwa_engine_simulator.network.timers import Timers
from tests.support.simulated_network import (
    ANN,
    BEN,
    ManualTimers,
    RecordingDevice,
    counted_ids,
    linked_device,
    simulated_network,
)


def remembered(path: Path, timers: Timers) -> Network:
    """A network that knows only what the file says."""
    network = Network(timers=timers, ids=counted_ids(), journal=FileJournal(path))
    network.book.restore()
    return network


def test_link_outlives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "simulator.json"
    network, timers = simulated_network(FileJournal(path))
    device = linked_device(network)
    device.send("hello", key="3EB0A1")
    network.close()
    again = RecordingDevice(remembered(path, timers))
    again.hello(device.token)
    assert again.last(Resumed).me.push_name == "Ann"


def test_file_leads_to_the_same_state(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    network, timers = simulated_network(FileJournal(path))
    device = linked_device(network)
    linked_device(network).say(Logout(n=1))
    key = network.phones.send(BEN, chat_of(ANN), "question")
    device.send("answer", key="3EB0A1", quoted=f"false_{chat_of(BEN)}_{key}")
    device.say(Read(chat=chat_of(BEN)))
    network.phones.revoke(BEN, chat_of(ANN), key)
    network.phones.ban(BEN, "spam", 60.0)
    network.close()
    assert list(facts_of(remembered(path, timers).book.state)) == list(facts_of(network.book.state))


def test_log_entry_is_in_the_file_before_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    network, _ = simulated_network(FileJournal(path))
    device = linked_device(network)

    class Witness:
        text = b""

        def deliver(self, _frame: object) -> None:
            Witness.text = path.read_bytes()

        def hang_up(self) -> None:
            """Nothing to do."""

    device.line._client = Witness()  # the moment of the answer is what this test is about
    device.send("precious", key="3EB0A1")
    assert b"precious" in Witness.text


@pytest.mark.parametrize("cut", [1, 10, 100])
def test_half_a_line_at_the_end_is_forgotten(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "simulator.json"
    network, timers = simulated_network(FileJournal(path))
    network.phones.receive(BEN, "manual")
    network.phones.send(ANN, chat_of(BEN), "kept")
    whole = path.stat().st_size
    network.phones.send(ANN, chat_of(BEN), "cut off" * 20)
    network.close()
    os.truncate(path, path.stat().st_size - cut)
    again = remembered(path, timers)
    assert [message.body for message in again.phones.messages(ANN, chat_of(BEN), 10)] == ["kept"]
    assert path.stat().st_size == whole
    again.phones.send(ANN, chat_of(BEN), "after it")
    again.close()
    third = remembered(path, timers)
    assert len(third.phones.messages(ANN, chat_of(BEN), 10)) == 2


def test_file_is_shortened_when_that_pays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_WORTH_REWRITING", 0)
    path = tmp_path / "simulator.json"
    network, timers = simulated_network(FileJournal(path))
    device = linked_device(network)
    for number in range(50):
        network.phones.save(ANN, push_name=f"Ann {number}")
    network.close()
    long = path.stat().st_size
    again = remembered(path, timers)
    assert path.stat().st_size < long / 5
    assert list(facts_of(again.book.state)) == list(facts_of(network.book.state))
    again.phones.send(ANN, chat_of(BEN), "goes on")
    again.close()
    third = RecordingDevice(remembered(path, timers))
    third.hello(device.token)
    assert third.all(Resumed)
    assert not list(tmp_path.glob("*.new"))
    assert path.stat().st_mode & 0o777 == 0o600


def test_line_that_did_not_fit_on_the_disk_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    network, timers = simulated_network(FileJournal(path))
    network.phones.receive(BEN, "manual")
    size, limits = path.stat().st_size, resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, limits[1]))
    try:
        with pytest.raises(OSError, match="half a line"):
            network.phones.send(ANN, chat_of(BEN), "lost")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    network.phones.send(ANN, chat_of(BEN), "kept")
    network.close()
    again = remembered(path, timers)
    assert [message.body for message in again.phones.messages(ANN, chat_of(BEN), 10)] == ["kept"]


def test_file_in_use_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    first = FileJournal(path)
    with pytest.raises(JournalBusyError, match=r"simulator\.json is in use"):
        FileJournal(path)
    first.close()
    FileJournal(path).close()


def test_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "simulator.json"
    FileJournal(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


NUMBERS = st.sampled_from([ANN, BEN, Number("999000111"), Number("6281100000003")])
STEPS = st.one_of(
    st.tuples(st.just("send"), NUMBERS, NUMBERS),
    st.tuples(st.just("read"), NUMBERS, NUMBERS),
    st.tuples(st.just("link"), NUMBERS, NUMBERS),
    st.tuples(st.just("unlink"), NUMBERS, NUMBERS),
    st.tuples(st.just("device send"), NUMBERS, NUMBERS),
    st.tuples(st.just("wait"), NUMBERS, NUMBERS),
    st.tuples(st.just("group"), NUMBERS, NUMBERS),
    st.tuples(st.just("group send"), NUMBERS, NUMBERS),
    st.tuples(st.just("group leave"), NUMBERS, NUMBERS),
    st.tuples(st.just("change"), NUMBERS, NUMBERS),
    st.tuples(st.just("set apart"), NUMBERS, NUMBERS),
    st.tuples(st.just("block"), NUMBERS, NUMBERS),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=40))
@example([("block", ANN, BEN), ("send", ANN, BEN), ("send", BEN, ANN)])
def test_any_history_is_remembered(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Number, Number]]
) -> None:
    path = tmp_path_factory.mktemp("history") / "simulator.json"
    network, timers = simulated_network(FileJournal(path))
    devices: dict[Number, RecordingDevice] = {}
    for place, step in enumerate(steps):
        _take(network, timers, devices, step, f"3EB0{place:04d}")
    network.close()
    again = remembered(path, timers)
    assert list(facts_of(again.book.state)) == list(facts_of(network.book.state))
    assert again.book.state.change == network.book.state.change
    again.close()
    shortened = State()
    for fact in facts_of(network.book.state):
        shortened.apply(fact)
    assert list(facts_of(shortened)) == list(facts_of(network.book.state))
    assert shortened.change <= network.book.state.change


def _take(
    network: Network,
    timers: ManualTimers,
    devices: dict[Number, RecordingDevice],
    step: tuple[str, Number, Number],
    key: str,
) -> None:
    what, one, other = step
    for number in (one, other):
        network.phones.save(number)
    match what:
        case "send":
            with suppress(RefusedError):  # one has blocked the other
                network.phones.send(one, chat_of(other), "typed")
        case "read" if network.book.state.conversation(one, other) is not None:
            network.phones.read(one, chat_of(other))
        case "link":
            devices[one] = linked_device(network, one)
        case "unlink":
            network.phones.unlink(one, "device_removed")
            devices.pop(one, None)
        case "device send" if one in devices:
            devices[one].send("sent", key=key, to=other)
        case "group" | "group send" | "group leave":
            _act_in_group(network, what, one, other)
        case "change" | "set apart" | "block":
            _change_something(network, what, one, other)
        case _:
            timers.advance(1.0)


def _act_in_group(network: Network, what: str, one: Number, other: Number) -> None:
    desk = network.office.groups
    group = next(iter(network.book.state.groups.values()), None)
    if what == "group" or group is None:
        desk.make(one, "Friends", [chat_of(other)])
    elif what == "group send" and one in group.members:
        network.phones.send(one, group.id, "to all")
        network.phones.read(other, group.id) if other in group.members else None
    elif one in group.members:
        desk.leave(one, group.id)
    elif group.members:
        desk.join(one, group.invite)


def _change_something(network: Network, what: str, one: Number, other: Number) -> None:
    people, chats, messages = network.office.people, network.office.chats, network.office.messages
    if what == "block":
        people.block(one, chat_of(other), blocked=other not in network.book.account(one).blocked)
        people.name(one, chat_of(other), "Somebody")
        return
    found = network.phones.messages(one, chat_of(other), 1)
    if not found or found[0].type == "revoked":
        return
    message = network.phones.message(one, chat_of(other), found[0].id)
    if what == "set apart":
        messages.star(one, message, starred=one not in message.starred_by)
        messages.hide(other, message)
        chats.archive(one, chat_of(other), archived=True)
        chats.mark_unread(one, chat_of(other))
    elif message.edited_at is None:
        messages.react(one, message, "👍")
        messages.edit(message.sender, message, "changed")
    else:
        messages.withdraw(message.sender, message)
