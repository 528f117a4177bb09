"""Names, blocks, pictures, LIDs; reading, marking, archiving, typing."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwa_engine_simulator.network.frames import (
    Ack,
    Archive,
    AuthFailed,
    Block,
    Chat,
    ChatChanged,
    ChatList,
    Chats,
    Contact,
    ContactChanged,
    Existence,
    Exists,
    Got,
    Hello,
    IdentitiesTold,
    Identity,
    MarkUnread,
    NewMessage,
    OutgoingMessage,
    Paired,
    People,
    PeopleList,
    Picture,
    PictureFound,
    PresenceSeen,
    Read,
    Ref,
    Send,
    Sync,
    Typing,
)
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.network.switches import Fault
from tests.support.simulated_network import (
    ANN,
    BEN,
    CAT,
    RecordingDevice,
    linked_device,
    simulated_network,
)

ANNS_CHAT, BENS_CHAT = chat_of(BEN), chat_of(ANN)


def chats_of(device: RecordingDevice) -> tuple[Chat, ...]:
    found = device.ask(lambda n: Chats(n=n)).data
    assert isinstance(found, ChatList)
    return found.chats


def people_of(device: RecordingDevice) -> dict[str, Contact]:
    found = device.ask(lambda n: People(n=n)).data
    assert isinstance(found, PeopleList)
    return {contact.id: contact for contact in found.contacts}


def test_chats_are_listed_with_the_newest_first() -> None:
    network, _ = simulated_network()
    network.phones.save(CAT, push_name="Cat")
    network.phones.send(BEN, BENS_CHAT, "one")
    network.phones.send(CAT, BENS_CHAT, "two")
    network.phones.send(CAT, BENS_CHAT, "three")
    listed = chats_of(linked_device(network))
    assert [(chat.id, chat.name, chat.unread) for chat in listed] == [
        (chat_of(CAT), "Cat", 2),
        (chat_of(BEN), "Ben", 1),
    ]


def test_mark_by_hand_stays_until_the_chat_is_read_and_other_devices_hear_of_both() -> None:
    network, _ = simulated_network()
    device, other = linked_device(network), linked_device(network)
    network.phones.send(BEN, BENS_CHAT, "one")
    assert device.ask(lambda n: Read(n=n, chat=ANNS_CHAT)).ok
    assert device.ask(lambda n: MarkUnread(n=n, chat=ANNS_CHAT)).ok
    assert device.ask(lambda n: Read(n=n, chat=ANNS_CHAT)).ok
    assert [frame.chat.unread for frame in other.all(ChatChanged)] == [0, -1, 0]
    assert device.all(ChatChanged) == []


def test_new_message_takes_a_chat_out_of_the_archive() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    network.phones.send(BEN, BENS_CHAT, "one")
    assert device.ask(lambda n: Archive(n=n, chat=ANNS_CHAT, archived=True)).ok
    assert [chat.archived for chat in chats_of(device)] == [True]
    network.phones.send(BEN, BENS_CHAT, "two")
    assert [chat.archived for chat in chats_of(device)] == [False]


@pytest.mark.parametrize(
    "question",
    [
        lambda n: Read(n=n, chat=chat_of(CAT)),
        lambda n: MarkUnread(n=n, chat=chat_of(CAT)),
        lambda n: Archive(n=n, chat=chat_of(CAT), archived=True),
        lambda n: Typing(n=n, chat=chat_of(CAT), state="typing"),
    ],
)
def test_unknown_chat_is_not_found(question: object) -> None:
    network, _ = simulated_network()
    assert linked_device(network).refusal(question) == "not_found"  # type: ignore[arg-type]


def test_peer_sees_somebody_write_unless_he_has_blocked_him() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    assert ann.ask(lambda n: Typing(n=n, chat=ANNS_CHAT, state="recording")).ok
    assert ben.last(PresenceSeen) == PresenceSeen(chat=BENS_CHAT, sender=chat_of(ANN), state="recording")
    seen = network.office.chats.presence(BEN, BENS_CHAT)
    assert seen is not None
    assert (seen.number, seen.state) == (ANN, "recording")
    network.office.people.block(BEN, chat_of(ANN), blocked=True)
    assert ann.ask(lambda n: Typing(n=n, chat=ANNS_CHAT, state="paused")).ok
    assert len(ben.all(PresenceSeen)) == 1


def test_address_book_names_people_in_chats_and_messages() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    network.phones.send(BEN, BENS_CHAT, "one")
    network.office.people.name(ANN, chat_of(BEN), "Benjamin")
    told = device.last(ContactChanged).contact
    assert (told.name, told.push_name, told.is_my_contact) == ("Benjamin", "Ben", True)
    assert chats_of(device)[0].name == "Benjamin"
    network.phones.send(BEN, BENS_CHAT, "two")
    message = device.last(NewMessage).message
    assert (message.contact_name, message.push_name) == ("Benjamin", "Ben")
    network.office.people.name(ANN, chat_of(BEN), None)
    assert (people_of(device)[chat_of(BEN)].name, chats_of(device)[0].name) == ("Ben", "Ben")


def test_contacts_are_the_address_book_those_with_a_chat_and_the_blocked() -> None:
    network, _ = simulated_network()
    for number in (CAT, Number("6281100000004")):
        network.phones.save(number, is_business=number != CAT)
    device = linked_device(network)
    network.office.people.name(ANN, chat_of(CAT), "Cat")
    network.phones.send(ANN, ANNS_CHAT, "hello")
    assert device.ask(lambda n: Block(n=n, id="6281100000004@c.us", blocked=True)).ok
    found = people_of(device)
    assert set(found) == {chat_of(CAT), chat_of(BEN), "6281100000004@c.us"}
    assert (found["6281100000004@c.us"].is_blocked, found["6281100000004@c.us"].is_business) == (True, True)


def test_nothing_is_sent_to_whom_one_has_blocked() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    assert device.ask(lambda n: Block(n=n, id=ANNS_CHAT, blocked=True)).ok
    message = OutgoingMessage(id="3EB0A1", to=ANNS_CHAT, body="hello")
    assert device.refusal(lambda n: Send(n=n, message=message)) == "blocked"
    assert device.ask(lambda n: Block(n=n, id=ANNS_CHAT, blocked=False)).ok
    assert device.ask(lambda n: Send(n=n, message=message)).ok


def test_blocked_sender_is_told_nothing_and_gets_no_further_than_the_server() -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    network.office.people.block(BEN, chat_of(ANN), blocked=True)
    ben.forget()
    ann.send("hello?", key="3EB0A1")
    assert ann.all(Ack) == []
    assert [message.ack for message in network.phones.messages(ANN, ANNS_CHAT, 10)] == [1]
    assert network.phones.messages(BEN, BENS_CHAT, 10) == []
    assert ben.heard == []


def test_picture_is_shown_unless_its_owner_has_blocked_the_viewer(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "media")
    (tmp_path / "picture").write_bytes(b"a face")
    network, _ = simulated_network(shelf=shelf)
    device = linked_device(network)

    def picture() -> str | None:
        found = device.ask(lambda n: Picture(n=n, id=ANNS_CHAT)).data
        assert isinstance(found, PictureFound)
        return found.picture

    assert picture() is None
    network.phones.set_picture(BEN, name := shelf.bring(tmp_path / "picture"))
    assert picture() == name
    network.office.people.block(BEN, chat_of(ANN), blocked=True)
    assert picture() is None
    assert device.refusal(lambda n: Picture(n=n, id=chat_of(CAT))) == "not_found"


def lid_of(network: Network, number: Number) -> str:
    return network.book.account(number).lid


def test_chat_of_a_phone_that_goes_by_its_lid_is_introduced_before_its_first_message() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    network.phones.address(BEN, "lid")
    device.forget()
    network.phones.send(BEN, BENS_CHAT, "one")
    network.phones.send(BEN, BENS_CHAT, "two")
    lid = lid_of(network, BEN)
    assert [frame.t for frame in device.heard] == ["contact", "identities", "message", "message"]
    assert device.last(IdentitiesTold).pairs == (Identity(lid=lid, id=chat_of(BEN)),)
    message = device.last(NewMessage).message
    assert (message.chat, message.sender, message.to) == (lid, lid, chat_of(ANN))
    assert [chat.id for chat in chats_of(device)] == [lid]
    assert list(people_of(device)) == [chat_of(BEN)]


def test_number_behind_a_hidden_lid_is_told_once_it_is_shown() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    network.phones.address(BEN, "hidden")
    network.phones.send(BEN, BENS_CHAT, "one")
    lid = lid_of(network, BEN)
    assert device.all(IdentitiesTold) == []
    assert list(people_of(device)) == [lid]
    network.phones.address(BEN, "lid")
    assert device.last(IdentitiesTold).pairs == (Identity(lid=lid, id=chat_of(BEN)),)


def test_chat_by_lid_is_written_to_by_either_id() -> None:
    network, _ = simulated_network()
    network.phones.address(BEN, "lid")
    device = linked_device(network)
    lid = lid_of(network, BEN)
    for number, to in enumerate((chat_of(BEN), lid)):
        assert device.deliver_content(to, f"3EB0A{number}", "chat", "hello", None).ok
    assert [message.chat for message in network.phones.messages(ANN, lid, 10)] == [lid, lid]
    assert {frame.chat for frame in device.all(Ack)} == {lid}


def test_somebody_is_found_by_number_and_by_lid() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    lid = lid_of(network, BEN)
    found = [
        device.ask(lambda n: Exists(n=n, phone=BEN)).data,
        device.ask(lambda n: Exists(n=n, id=chat_of(BEN))).data,
        device.ask(lambda n: Exists(n=n, id=lid)).data,
    ]
    assert found == [Existence(exists=True, id=chat_of(BEN), lid=lid)] * 3


def test_unreadable_message_comes_again_readable() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    network.throw(ANN, Fault(ciphertext_s=2.0))
    key = network.phones.send(BEN, BENS_CHAT, "hello")
    first = device.last(NewMessage)
    assert (first.message.id, first.message.type, first.message.body) == (key, "ciphertext", "")
    timers.advance(2.0)
    second = device.last(NewMessage)
    assert (second.message.id, second.message.type, second.message.body) == (key, "chat", "hello")
    assert second.seq > first.seq


def test_message_that_was_still_unreadable_is_missed_after_a_break() -> None:
    network, timers = simulated_network()
    device = linked_device(network, acknowledges=True)
    network.throw(ANN, Fault(ciphertext_s=2.0))
    key = network.phones.send(BEN, BENS_CHAT, "hello")
    device.say(Got(seq=device.last(NewMessage).seq))
    device.line.close()
    timers.advance(5.0)
    again = RecordingDevice(network)
    again.say(Hello(token=device.token, acknowledges=True))
    assert key in again.last(Sync).missed


def test_device_is_not_taken_in_where_linking_fails() -> None:
    network, _ = simulated_network()
    network.throw(ANN, Fault(auth_fails=True))
    device = RecordingDevice(network)
    device.hello()
    network.phones.scan(ANN, device.last(Ref).ref)
    assert device.last(AuthFailed).reason
    assert (device.is_cut, device.all(Paired)) == (True, [])
    assert network.book.account(ANN).links == {}
