"""What a device is told when it comes back."""

from __future__ import annotations

from openwa_engine_simulator.network.frames import Got, History, HistoryPage, NewMessage, Result, Sync
from openwa_engine_simulator.network.ids import chat_of
from openwa_engine_simulator.network.switches import Fault
from tests.support.simulated_network import ANN, BEN, RecordingDevice, linked_device, simulated_network


def test_device_without_acknowledgements_gets_everything_and_what_is_new_marked() -> None:
    network, _ = simulated_network()
    first = linked_device(network)
    seen = network.phones.send(BEN, chat_of(ANN), "seen")
    first.line.close()
    missed = network.phones.send(BEN, chat_of(ANN), "missed")
    again = RecordingDevice(network)
    again.hello(first.token)
    sync = again.last(Sync)
    assert [message.id for message in sync.messages] == [seen, missed]
    assert sync.missed == (missed,)
    assert [(chat.id, chat.unread) for chat in sync.chats] == [(chat_of(BEN), 2)]


def test_device_with_acknowledgements_gets_only_what_it_has_not_acknowledged() -> None:
    network, _ = simulated_network()
    first = linked_device(network, acknowledges=True)
    network.phones.send(BEN, chat_of(ANN), "acknowledged")
    first.say(Got(seq=first.last(NewMessage).seq + 1))
    lost = network.phones.send(BEN, chat_of(ANN), "handed over, not acknowledged")
    first.line.close()
    again = RecordingDevice(network)
    again.hello(first.token, acknowledges=True)
    assert [message.id for message in again.last(Sync).messages] == [lost]


def test_freshly_linked_device_with_acknowledgements_has_missed_nothing() -> None:
    network, _ = simulated_network()
    network.phones.send(BEN, chat_of(ANN), "long ago")
    device = linked_device(network, acknowledges=True)
    assert device.last(Sync).messages == ()


def test_receipts_that_came_meanwhile_are_in_the_sync() -> None:
    network, _ = simulated_network()
    first = linked_device(network, acknowledges=True)
    first.send("read me", key="3EB0A1")
    first.say(Got(seq=network.book.state.change))
    first.line.close()
    network.phones.read(BEN, chat_of(ANN))
    again = RecordingDevice(network)
    again.hello(first.token, acknowledges=True)
    assert [(message.id, message.ack) for message in again.last(Sync).messages] == [("3EB0A1", 3)]


def test_acknowledgement_from_the_future_counts_as_now() -> None:
    network, _ = simulated_network()
    first = linked_device(network, acknowledges=True)
    first.say(Got(seq=2**50))
    first.line.close()
    missed = network.phones.send(BEN, chat_of(ANN), "still new")
    again = RecordingDevice(network)
    again.hello(first.token, acknowledges=True)
    assert [message.id for message in again.last(Sync).messages] == [missed]


def test_unread_count_goes_when_the_chat_is_read() -> None:
    network, _ = simulated_network()
    network.phones.send(BEN, chat_of(ANN), "hello")
    network.phones.read(ANN, chat_of(BEN))
    assert [chat.unread for chat in linked_device(network).last(Sync).chats] == [0]


def test_device_that_counts_itself_is_believed_over_what_it_was_handed() -> None:
    network, _ = simulated_network()
    first = linked_device(network)
    first.say(Got(seq=0))
    lost = network.phones.send(BEN, chat_of(ANN), "handed over to a browser that died")
    first.line.close()
    again = RecordingDevice(network)
    again.hello(first.token)
    assert again.last(Sync).missed == (lost,)


def test_message_that_the_network_is_slow_to_show_is_not_taken_for_seen() -> None:
    """It has its place in the order from the moment that it is taken in, and is shown after later ones."""
    network, timers = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN, acknowledges=True)
    network.throw(ANN, Fault(delay_s=5.0))
    ann.send("slow", key="3EB0A1")
    network.phones.send(ANN, chat_of(BEN), "quick")
    ben.say(Got(seq=ben.last(NewMessage).seq))
    ben.line.close()
    timers.advance(5.0)
    again = RecordingDevice(network)
    again.hello(ben.token, acknowledges=True)
    assert "slow" in [message.body for message in again.last(Sync).messages]
    again.say(Got(seq=again.last(Sync).seq))
    again.line.close()
    third = RecordingDevice(network)
    third.hello(ben.token, acknowledges=True)
    assert third.last(Sync).messages == ()


def test_neither_a_receipt_nor_its_own_sending_makes_a_message_new_to_a_device() -> None:
    network, _ = simulated_network()
    network.phones.receive(BEN, "manual")
    first = linked_device(network)
    first.send("mine", key="3EB0A1")
    first.line.close()
    network.phones.read(BEN, chat_of(ANN))
    again = RecordingDevice(network)
    again.hello(first.token)
    sync = again.last(Sync)
    assert [(message.id, message.ack) for message in sync.messages] == [("3EB0A1", 3)]
    assert (sync.missed, sync.apart) == ((), ())


def test_old_message_that_has_changed_is_marked_as_apart_from_the_recent_ones() -> None:
    network, _ = simulated_network()
    network.phones.receive(BEN, "manual")
    first = linked_device(network)
    first.send("old", key="3EB0A1")
    old = network.phones.send(BEN, chat_of(ANN), "a slip")
    for n in range(250):
        network.phones.send(BEN, chat_of(ANN), f"text {n}")
    first.line.close()
    network.phones.read(BEN, chat_of(ANN))
    network.phones.revoke(BEN, chat_of(ANN), old)
    again = RecordingDevice(network)
    again.hello(first.token)
    syncs = again.all(Sync)
    assert sum(len(sync.messages) for sync in syncs) == 202
    assert [key for sync in syncs for key in sync.apart] == ["3EB0A1", old]
    assert [key for sync in syncs for key in sync.missed] == [old]


def test_many_messages_missed_at_once_are_all_part_of_the_history() -> None:
    network, _ = simulated_network()
    first = linked_device(network)
    first.line.close()
    for n in range(250):
        network.phones.send(BEN, chat_of(ANN), f"text {n}")
    again = RecordingDevice(network)
    again.hello(first.token)
    assert sum(len(sync.missed) for sync in again.all(Sync)) == 250
    assert not any(sync.apart for sync in again.all(Sync))


def test_history_can_begin_with_the_message_that_it_is_asked_from() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    keys = [network.phones.send(BEN, chat_of(ANN), f"text {n}") for n in range(3)]

    def asked(key: str, *, inclusive: bool) -> list[str]:
        before = f"false_{chat_of(BEN)}_{key}"
        device.say(History(n=1, chat=chat_of(BEN), limit=2, before=before, inclusive=inclusive))
        page = device.last(Result).data
        assert isinstance(page, HistoryPage)
        return [message.id for message in page.messages]

    assert asked(keys[2], inclusive=True) == [keys[2], keys[1]]
    assert asked(keys[2], inclusive=False) == [keys[1], keys[0]]
    assert asked("3EB0FF", inclusive=True) == []
