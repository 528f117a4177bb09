"""Messages that carry more than a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwa_engine_simulator.network.echo import echo_of
from openwa_engine_simulator.network.frames import (
    Accepted,
    Card,
    Cards,
    Enclosure,
    File,
    NewMessage,
    Notice,
    OutgoingMessage,
    Place,
    Poll,
    Result,
    Send,
)
from openwa_engine_simulator.network.ids import Number, chat_of
from openwa_engine_simulator.network.network import Network
from openwa_engine_simulator.network.shelf import Shelf
from openwa_engine_simulator.network.switches import Fault
from openwa_engine_simulator.network.vcards import phone_in, vcard_of
from tests.support.simulated_network import ANN, BEN, ManualTimers, linked_device, simulated_network

BENS_CHAT = chat_of(ANN)
PLACE = Place(latitude=-6.2, longitude=106.8)
CARDS = Cards(cards=(Card(name="Cat", vcard=vcard_of("Cat", "6281100000003")),))
POLL = Poll(options=("tea", "coffee"), selectable=2)


def with_a_file(tmp_path: Path, data: bytes = b"\xff\xd8\xff a picture") -> tuple[Network, ManualTimers, str]:
    (tmp_path / "file").write_bytes(data)
    shelf = Shelf(tmp_path / "media")
    network, timers = simulated_network(shelf=shelf)
    return network, timers, shelf.bring(tmp_path / "file")


@pytest.mark.parametrize(
    ("kind", "body", "enclosed"),
    [
        ("location", "the office", PLACE),
        ("vcard", "Cat", CARDS),
        ("multi_vcard", "Cat", CARDS),
        ("poll_creation", "what?", POLL),
    ],
)
def test_what_is_carried_arrives_as_it_was_sent(kind: str, body: str, enclosed: Enclosure) -> None:
    network, _ = simulated_network()
    ann, ben = linked_device(network, ANN), linked_device(network, BEN)
    assert isinstance(ann.deliver_content(chat_of(BEN), "3EB0A1", kind, body, enclosed).data, Accepted)
    for seen in (ben.last(NewMessage).message, network.phones.messages(BEN, BENS_CHAT, 1)[0]):
        assert (seen.type, seen.body, seen.enclosed) == (kind, body, enclosed)


@pytest.mark.parametrize("kind", ["image", "video", "audio", "ptt", "document", "sticker"])
def test_file_arrives_with_the_size_that_the_network_counted(kind: str, tmp_path: Path) -> None:
    network, _, name = with_a_file(tmp_path)
    device = linked_device(network)
    file = File(id=name, mimetype="a/b", size=1, filename="f", seconds=1.5, waveform=(1, 2), gif=True)
    assert device.deliver_content(chat_of(BEN), "3EB0A1", kind, "look", file).ok
    seen = network.phones.messages(BEN, BENS_CHAT, 1)[0]
    assert isinstance(seen.enclosed, File)
    assert (seen.type, seen.body, seen.enclosed.size) == (kind, "look", 13)
    assert (seen.enclosed.seconds, seen.enclosed.waveform, seen.enclosed.gif) == (1.5, (1, 2), True)


@pytest.mark.parametrize(
    ("kind", "enclosed"),
    [
        ("chat", PLACE),
        ("image", PLACE),
        ("location", None),
        ("nonsense", PLACE),
        ("gp2", Notice(subtype="create")),
    ],
)
def test_kind_and_what_is_carried_must_agree(kind: str, enclosed: Enclosure | None) -> None:
    network, _ = simulated_network()
    answer = linked_device(network).deliver_content(chat_of(BEN), "3EB0A1", kind, "", enclosed)
    assert answer.error is not None
    assert answer.error.code == "refused"
    assert network.phones.messages(BEN, BENS_CHAT, 1) == []


def test_file_that_was_never_uploaded_is_refused() -> None:
    network, _ = simulated_network()
    file = File(id="0" * 64, mimetype="image/jpeg")
    answer = linked_device(network).deliver_content(chat_of(BEN), "3EB0A1", "image", "", file)
    assert answer.error is not None
    assert answer.error.code == "media_gone"


def test_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    network, _, name = with_a_file(tmp_path)
    network.throw(ANN, Fault(max_file_bytes=10))
    file = File(id=name, mimetype="image/jpeg")
    answer = linked_device(network).deliver_content(chat_of(BEN), "3EB0A1", "image", "", file)
    assert answer.error is not None
    assert answer.error.code == "too_large"


def test_file_sent_twice_under_one_id_is_one_message_even_when_the_file_is_gone(tmp_path: Path) -> None:
    network, _, name = with_a_file(tmp_path)
    device = linked_device(network)
    file = File(id=name, mimetype="image/jpeg")
    first = device.deliver_content(chat_of(BEN), "3EB0A1", "image", "", file)
    network.shelf.forget(name)
    again = device.deliver_content(chat_of(BEN), "3EB0A1", "image", "", file)
    assert (first.data, again.data) == (again.data, first.data)
    assert len(network.phones.messages(BEN, BENS_CHAT, 10)) == 1
    assert [entry.outcome for entry in network.book.state.log.entries()] == ["stored", "duplicate"]


def test_forwarded_copy_carries_what_its_source_does(tmp_path: Path) -> None:
    network, _, name = with_a_file(tmp_path)
    device = linked_device(network)
    source = network.phones.send_content(
        BEN, BENS_CHAT, "image", "look", File(id=name, mimetype="image/jpeg")
    )
    copy = OutgoingMessage(id="3EB0A1", to=chat_of(BEN), copy_of=f"false_{chat_of(BEN)}_{source}")
    assert device.ask(lambda n: Send(n=n, message=copy)).ok
    seen = network.phones.messages(BEN, BENS_CHAT, 1)[0]
    assert (seen.type, seen.body, seen.forwarded) == ("image", "look", True)
    assert isinstance(seen.enclosed, File)
    assert seen.enclosed.id == name


def test_unknown_or_deleted_message_is_not_forwarded() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    key = network.phones.send(BEN, BENS_CHAT, "gone")
    network.phones.revoke(BEN, BENS_CHAT, key)

    def forward(whole: str) -> Result:
        copy = OutgoingMessage(id="3EB0A1", to=chat_of(BEN), copy_of=whole)
        return device.ask(lambda n: Send(n=n, message=copy))

    answers = [forward(f"false_{chat_of(BEN)}_{name}") for name in (key, "3EB0FF")]
    assert [answer.error and answer.error.code for answer in answers] == ["refused", "not_found"]


def test_echo_bot_names_what_came(tmp_path: Path) -> None:
    network, timers, name = with_a_file(tmp_path)
    echo = Number("999000111")
    device = linked_device(network)
    file = File(id=name, mimetype="image/jpeg")
    sent: list[tuple[str, str, Enclosure]] = [
        ("image", "look", file),
        ("location", "the office", PLACE),
        ("vcard", "Cat", CARDS),
        ("poll_creation", "what?", POLL),
    ]
    for number, (kind, body, enclosed) in enumerate(sent):
        device.deliver_content(chat_of(echo), f"3EB0A{number}", kind, body, enclosed)
        timers.advance(1.0)
    seen = network.phones.messages(ANN, chat_of(echo), 10)
    assert [message.body for message in seen if not message.from_me] == [
        "You sent: image (image/jpeg, 13 bytes): look",
        "You sent: location (-6.2, 106.8) the office",
        "You sent: vcard (Cat)",
        "You sent: poll what? (tea, coffee)",
    ]


def test_echo_bot_says_nothing_to_what_was_deleted() -> None:
    network, _ = simulated_network()
    key = network.phones.send(ANN, chat_of(BEN), "gone")
    network.phones.revoke(ANN, chat_of(BEN), key)
    assert echo_of(network.phones.message(ANN, chat_of(BEN), key)) is None


@pytest.mark.parametrize("name", ["Cat", "Cat; the, \\ second", "猫\nsecond line"])
def test_card_leads_back_to_its_number(name: str) -> None:
    card = vcard_of(name, "6281100000003")
    assert phone_in(card) == "6281100000003"
    assert card.startswith("BEGIN:VCARD\n")
    assert card.count("\n") == 5


def test_number_of_a_foreign_card_is_found_as_well() -> None:
    assert phone_in("BEGIN:VCARD\nTEL;TYPE=HOME:+49 (30) 1234-56\nEND:VCARD") == "4930123456"
    assert phone_in("BEGIN:VCARD\nFN:nobody\nEND:VCARD") == ""
