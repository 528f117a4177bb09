"""Faults on demand."""

from __future__ import annotations

from openwa_engine_simulator.network.frames import Ref, Result, Resumed
from openwa_engine_simulator.network.ids import chat_of
from openwa_engine_simulator.network.switches import Fault
from tests.support.simulated_network import ANN, BEN, RecordingDevice, linked_device, simulated_network


def test_slow_network_takes_in_at_once_and_answers_later() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    network.throw(None, Fault(delay_s=2.0))
    device.send("hello", key="3EB0A1")
    assert [entry.outcome for entry in network.book.state.log.entries()] == ["stored"]
    timers.advance(1.9)
    assert device.all(Result) == []
    timers.advance(0.1)
    assert device.last(Result).ok


def test_slow_refusals_are_slow_too() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    network.throw(None, Fault(delay_s=2.0, fail="blocked"))
    device.send("hello", key="3EB0A1")
    assert device.all(Result) == []
    timers.advance(2.0)
    failure = device.last(Result).error
    assert failure is not None
    assert failure.code == "blocked"
    assert len(network.book.state.log) == 1


def test_silent_network_swallows_without_storing() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    network.throw(ANN, Fault(silent=True))
    device.send("hello", key="3EB0A1")
    timers.advance(1000.0)
    assert device.all(Result) == []
    assert [entry.outcome for entry in network.book.state.log.entries()] == ["swallowed"]
    assert network.book.state.log.lookup(ANN, "3EB0A1") is None
    network.throw(ANN, Fault())
    device.send("hello", key="3EB0A1")
    assert device.last(Result).ok


def test_switches_of_a_number_win_over_everybodys() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    network.throw(None, Fault(fail="refused"))
    network.throw(ANN, Fault())
    ann.send("hello", key="3EB0A1", to=BEN)
    ben.send("hello", key="3EB0A2", to=ANN)
    assert (ann.last(Result).ok, ben.last(Result).ok) == (True, False)


def test_cut_of_everybody_hangs_up_and_refuses_for_its_time() -> None:
    network, timers = simulated_network()
    linked, guest = linked_device(network), RecordingDevice(network)
    guest.hello()
    network.throw(None, Fault(), cut_s=5.0)
    assert (linked.is_cut, guest.is_cut) == (True, True)
    early = RecordingDevice(network)
    early.hello(linked.token)
    assert early.is_cut
    timers.advance(5.0)
    late = RecordingDevice(network)
    late.hello(linked.token)
    assert late.all(Resumed)


def test_cut_of_one_number_leaves_the_others_alone() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    network.throw(ANN, Fault(), cut_s=5.0)
    assert (ann.is_cut, ben.is_cut) == (True, False)
    guest = RecordingDevice(network)
    guest.hello()
    assert guest.all(Ref)


def test_nothing_is_delivered_after_a_cut() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    network.throw(None, Fault(delay_s=1.0))
    device.send("hello", key="3EB0A1")
    network.throw(None, Fault(), cut_s=1.0)
    timers.advance(5.0)
    assert device.all(Result) == []
    assert len(network.phones.messages(BEN, chat_of(ANN), 10)) == 1
