"""Texts both ways, and what each side sees of them."""

from __future__ import annotations

import pytest

from openwa_engine_simulator.network.frames import (
    Accepted,
    Ack,
    Existence,
    Exists,
    Found,
    History,
    HistoryPage,
    Lookup,
    NewMessage,
    Read,
    Result,
    Revoke,
)
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.refusals import RefusedError
from tests.support.simulated_network import ANN, BEN, START, linked_device, simulated_network

ECHO = Number("999000111")
ANNS_CHAT = chat_of(BEN)
BENS_CHAT = chat_of(ANN)


def test_text_goes_to_the_peers_phone_and_devices() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    ann.send("hello", key="3EB0A1")
    accepted = ann.last(Result)
    assert accepted.data == Accepted(at=int(START))
    seen = ben.last(NewMessage).message
    assert (seen.id, seen.chat, seen.sender, seen.to) == ("3EB0A1", BENS_CHAT, BENS_CHAT, ANNS_CHAT)
    assert (seen.from_me, seen.body, seen.push_name) == (False, "hello", "Ann")
    assert [message.body for message in network.phones.messages(BEN, BENS_CHAT, 10)] == ["hello"]


def test_text_from_one_device_shows_on_the_others_but_not_on_itself() -> None:
    network, _ = simulated_network()
    first, second = linked_device(network), linked_device(network)
    first.send("hello", key="3EB0A1")
    assert first.all(NewMessage) == []
    assert second.last(NewMessage).message.from_me


def test_text_typed_on_the_phone_shows_on_its_devices() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    key = network.phones.send(ANN, ANNS_CHAT, "typed")
    message = device.last(NewMessage).message
    assert (message.id, message.from_me, message.chat) == (key, True, ANNS_CHAT)


def test_answer_comes_before_the_receipts() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    device.forget()
    device.send("hello", key="3EB0A1")
    assert [frame.t for frame in device.heard] == ["result", "ack"]


def test_one_id_in_one_chat_is_delivered_once() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    device.send("hello", key="3EB0A1")
    timers.advance(10.0)
    device.send("hello", key="3EB0A1")
    assert device.last(Result).data == Accepted(at=int(START))
    assert len(network.phones.messages(BEN, BENS_CHAT, 10)) == 1
    assert [entry.outcome for entry in network.book.state.log.entries()] == ["stored", "duplicate"]


def test_number_without_a_phone_is_not_on_whatsapp() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    device.send("hello", key="3EB0A1", to=Number("12025550123"))
    failure = device.last(Result).error
    assert failure is not None
    assert failure.code == "not_on_whatsapp"
    assert [entry.outcome for entry in network.book.state.log.entries()] == ["refused"]


def test_lid_names_the_same_chat_as_the_number() -> None:
    network, _ = simulated_network()
    lid = network.book.account(BEN).lid
    assert network.phones.send(ANN, lid, "by lid")
    assert [message.chat for message in network.phones.messages(ANN, lid, 10)] == [ANNS_CHAT]


def test_quote_is_named_as_each_side_sees_it() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    question = network.phones.send(BEN, BENS_CHAT, "who?")
    ann.send("me", key="3EB0A1", quoted=f"false_{ANNS_CHAT}_{question}")
    quoted = ben.last(NewMessage).message.quoted
    assert quoted is not None
    assert quoted.id == f"true_{BENS_CHAT}_{question}"


@pytest.mark.parametrize("quoted", [f"false_{ANNS_CHAT}_3EB0FF", "nonsense", "true_1@g.us_3EB0FF"])
def test_quote_of_an_unknown_message_is_refused(quoted: str) -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    device.send("as you said", key="3EB0A1", quoted=quoted)
    failure = device.last(Result).error
    assert failure is not None
    assert failure.code == "not_found"
    with pytest.raises(RefusedError, match="was not found"):
        network.phones.send(ANN, ANNS_CHAT, "as you said", quoted)


def test_receipts_only_rise() -> None:
    network, _ = simulated_network()
    network.phones.receive(BEN, "manual")
    device = linked_device(network)
    device.send("hello", key="3EB0A1")
    assert device.all(Ack) == []
    network.phones.read(BEN, BENS_CHAT)
    network.phones.deliver(BEN, BENS_CHAT)
    network.phones.read(BEN, BENS_CHAT)
    assert [(frame.ids, frame.ack) for frame in device.all(Ack)] == [(("3EB0A1",), 3)]


def test_receipts_of_several_messages_come_together() -> None:
    network, _ = simulated_network()
    network.phones.receive(BEN, "manual")
    device = linked_device(network)
    for key in ("3EB0A1", "3EB0A2"):
        device.send("hello", key=key)
    network.phones.deliver(BEN, BENS_CHAT)
    assert device.last(Ack).ids == ("3EB0A1", "3EB0A2")


def test_reading_does_not_look_again_at_what_was_read_before() -> None:
    """An echo bot reads with every text: if it walked the chat, each text would cost more than the last."""
    network, timers = simulated_network()
    device = linked_device(network)
    for number in range(3):
        device.send(f"text {number}", key=f"3EB0A{number}", to=ECHO)
        timers.advance(1.0)
    conversation = network.book.state.conversation(ANN, ECHO)
    assert conversation is not None
    del next(conversation.oldest_first()).recipient  # whoever asks for it now fails
    device.send("one more", key="3EB0A9", to=ECHO)
    timers.advance(1.0)
    assert [(ack.ids, ack.ack) for ack in device.all(Ack)][-1] == (("3EB0A9",), 3)


def test_reading_after_a_while_reads_all_that_has_come_meanwhile() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    device.send("one", key="3EB0A1")
    network.phones.read(BEN, BENS_CHAT)
    device.send("two", key="3EB0A2")
    network.phones.send(BEN, BENS_CHAT, "wait")
    device.send("three", key="3EB0A3")
    network.phones.read(BEN, BENS_CHAT)
    assert device.last(Ack).ids == ("3EB0A2", "3EB0A3")


def test_read_on_a_device_is_read_for_the_peer() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    ann.send("hello", key="3EB0A1")
    ben.say(Read(chat=BENS_CHAT))
    assert ann.last(Ack).ack == 3


def test_read_of_an_unknown_chat_is_refused() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    device.say(Read(chat=ANNS_CHAT))
    failure = device.last(Result).error
    assert failure is not None
    assert failure.code == "not_found"


def test_revoked_message_is_empty_for_both() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    ann.send("never mind", key="3EB0A1")
    network.phones.revoke(ANN, ANNS_CHAT, "3EB0A1")
    assert (ann.last(Revoke).from_me, ben.last(Revoke).from_me) == (True, False)
    assert (ann.last(Revoke).chat, ben.last(Revoke).chat) == (ANNS_CHAT, BENS_CHAT)
    revoked = network.phones.messages(BEN, BENS_CHAT, 10)[0]
    assert (revoked.type, revoked.body) == ("revoked", "")


def test_only_the_author_revokes() -> None:
    network, _ = simulated_network()
    key = network.phones.send(ANN, ANNS_CHAT, "mine")
    with pytest.raises(RefusedError, match="to delete for everybody"):
        network.phones.revoke(BEN, BENS_CHAT, key)


def test_echo_bot_reads_and_answers() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    device.send("hello", key="3EB0A1", to=ECHO)
    timers.advance(1.0)
    assert [frame.ack for frame in device.all(Ack)] == [2, 3]
    assert device.last(NewMessage).message.body == "You said: hello"


def test_echo_bots_do_not_talk_to_each_other() -> None:
    network, timers = simulated_network()
    other = Number("999000222")
    network.phones.send(ECHO, chat_of(other), "hello")
    timers.advance(60.0)
    assert len(network.phones.messages(ECHO, chat_of(other), 10)) == 1


def test_message_to_oneself_exists_once() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    device.send("note", key="3EB0A1", to=ANN)
    messages = network.phones.messages(ANN, BENS_CHAT, 10)
    assert [(message.from_me, message.ack) for message in messages] == [(True, 3)]


def test_history_is_newest_first_and_before_is_exclusive() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    keys = [network.phones.send(BEN, BENS_CHAT, f"text {n}") for n in range(5)]

    def ask(limit: int, before: str | None = None) -> list[str]:
        device.say(History(n=1, chat=ANNS_CHAT, limit=limit, before=before))
        page = device.last(Result).data
        assert isinstance(page, HistoryPage)
        return [message.id for message in page.messages]

    assert ask(10) == keys[::-1]
    assert ask(2) == [keys[4], keys[3]]
    assert ask(2, f"false_{ANNS_CHAT}_{keys[3]}") == [keys[2], keys[1]]
    assert ask(2, f"false_{ANNS_CHAT}_{keys[0]}") == []
    assert ask(2, "unknown") == []


def test_lookup_tells_stored_from_everything_else() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    device.send("hello", key="3EB0A1")
    device.send("hello", key="3EB0A2", to=Number("12025550123"))

    def look_up(key: str) -> str:
        device.say(Lookup(n=1, id=key))
        found = device.last(Result).data
        assert isinstance(found, Found)
        return found.outcome

    assert [look_up(key) for key in ("3EB0A1", "3EB0A2", "3EB0A3")] == ["sent", "absent", "absent"]


def test_exists_knows_phones_and_echo_bots() -> None:
    network, _ = simulated_network()
    device = linked_device(network)

    def exists(phone: str) -> bool:
        device.say(Exists(n=1, phone=phone))
        found = device.last(Result).data
        assert isinstance(found, Existence)
        return found.exists

    assert [exists(phone) for phone in (BEN, ECHO, "12025550123")] == [True, True, False]


def test_banned_echo_bot_neither_reads_nor_answers() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    device.send("hello", key="3EB0A1", to=ECHO)
    network.phones.ban(ECHO, "spam", None)
    timers.advance(10.0)
    assert [message.ack for message in network.phones.messages(ANN, chat_of(ECHO), 10)] == [2]
