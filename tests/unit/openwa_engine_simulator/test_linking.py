"""How a device comes by an account, and loses it."""

from __future__ import annotations

import pytest

from openwa_engine_simulator.network.frames import (
    Banned,
    LinkCode,
    LinkCodeMade,
    LoggedOut,
    Logout,
    Paired,
    QrIdle,
    Ref,
    Refresh,
    Replaced,
    Result,
    Resumed,
)
from openwa_engine_simulator.network.ids import Number
from openwa_engine_simulator.network.refusals import RefusedError
from tests.support.simulated_network import ANN, BEN, RecordingDevice, linked_device, simulated_network


def test_ref_changes_with_time_until_the_row_is_used_up() -> None:
    network, timers = simulated_network()
    device = RecordingDevice(network)
    device.hello()
    timers.advance(19.9)
    assert len(device.all(Ref)) == 1
    timers.advance(200.0)
    assert len({frame.ref for frame in device.all(Ref)}) == 6
    assert len(device.all(QrIdle)) == 1
    assert list(network.lobby.showing()) == []
    device.say(Refresh())
    assert len(device.all(Ref)) == 7


def test_scan_of_the_code_on_display_links() -> None:
    network, _ = simulated_network()
    device = linked_device(network)
    me = device.last(Paired).me
    assert (me.user, me.device, me.push_name) == (ANN, 1, "Ann")
    assert list(network.lobby.showing()) == []


def test_scan_of_an_older_code_finds_nobody() -> None:
    network, timers = simulated_network()
    device = RecordingDevice(network)
    device.hello()
    old = device.last(Ref).ref
    timers.advance(20.0)
    with pytest.raises(RefusedError, match="was not found"):
        network.phones.scan(ANN, old)


def test_scan_without_a_text_takes_the_only_code_on_display() -> None:
    network, _ = simulated_network()
    with pytest.raises(RefusedError, match="was not found"):
        network.phones.scan(ANN, None)
    first, second = RecordingDevice(network), RecordingDevice(network)
    first.hello()
    network.phones.scan(ANN, None)
    assert first.last(Paired).me.user == ANN
    second.hello()
    third = RecordingDevice(network)
    third.hello()
    with pytest.raises(RefusedError, match="2 devices"):
        network.phones.scan(ANN, None)


def test_scan_gives_a_new_number_a_phone() -> None:
    network, _ = simulated_network()
    device = linked_device(network, Number("6281100000009"))
    assert device.last(Paired).me.user == "6281100000009"


def test_code_links_the_phone_that_it_was_made_for_and_no_other() -> None:
    network, _ = simulated_network()
    device = RecordingDevice(network)
    device.hello()
    device.say(LinkCode(n=1, phone=ANN))
    made = device.last(Result).data
    assert isinstance(made, LinkCodeMade)
    with pytest.raises(RefusedError, match="was not found"):
        network.phones.enter_code(BEN, made.code)
    network.phones.enter_code(ANN, made.code)
    assert device.last(Paired).me.user == ANN
    with pytest.raises(RefusedError, match="was not found"):
        network.phones.enter_code(ANN, made.code)


def test_code_dies_after_three_and_a_quarter_minutes() -> None:
    network, timers = simulated_network()
    device = RecordingDevice(network)
    device.hello()
    device.say(LinkCode(n=1, phone=ANN))
    made = device.last(Result).data
    assert isinstance(made, LinkCodeMade)
    timers.advance(195.0)
    with pytest.raises(RefusedError, match="was not found"):
        network.phones.enter_code(ANN, made.code)


def test_token_resumes_the_link_without_a_scan() -> None:
    network, _ = simulated_network()
    first = linked_device(network)
    first.line.close()
    again = RecordingDevice(network)
    again.hello(first.token)
    assert again.last(Resumed).me.device == 1
    assert again.all(Ref) == []


def test_several_devices_live_on_one_account() -> None:
    network, _ = simulated_network()
    devices = [linked_device(network) for _ in range(5)]
    assert [device.last(Paired).me.device for device in devices] == [1, 2, 3, 4, 5]


def test_number_of_a_removed_device_is_not_given_again() -> None:
    network, _ = simulated_network()
    linked_device(network).say(Logout(n=1))
    assert linked_device(network).last(Paired).me.device == 2


def test_second_client_of_a_link_replaces_the_first() -> None:
    network, _ = simulated_network()
    first = linked_device(network)
    second = RecordingDevice(network)
    second.hello(first.token)
    assert first.all(Replaced)
    assert first.is_cut
    assert not second.is_cut
    first.line.close()
    network.phones.send(BEN, f"{ANN}@c.us", "for the second")
    assert second.heard[-1].t == "message"


def test_unlink_on_the_phone_ends_every_link() -> None:
    network, _ = simulated_network()
    devices = [linked_device(network), linked_device(network)]
    network.phones.unlink(ANN, "device_removed")
    assert [device.last(LoggedOut).reason for device in devices] == ["device_removed"] * 2
    again = RecordingDevice(network)
    again.hello(devices[0].token)
    assert again.all(Ref)


def test_ban_hangs_up_and_answers_hello_until_its_time_is_over() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    network.phones.ban(ANN, "spam", 60.0)
    assert device.last(Banned) == Banned(reason="spam", expires_in_s=60)
    assert device.is_cut
    early = RecordingDevice(network)
    early.hello(device.token)
    assert (early.last(Banned).expires_in_s, early.is_cut) == (60, True)
    timers.advance(60.0)
    late = RecordingDevice(network)
    late.hello(device.token)
    assert late.all(Resumed)


def test_ban_without_an_end_lasts_until_it_is_lifted() -> None:
    network, timers = simulated_network()
    device = linked_device(network)
    network.phones.ban(ANN, "spam", None)
    timers.advance(10_000_000.0)
    early = RecordingDevice(network)
    early.hello(device.token)
    assert early.last(Banned).expires_in_s is None
    network.phones.unban(ANN)
    late = RecordingDevice(network)
    late.hello(device.token)
    assert late.all(Resumed)


def test_banned_phone_links_no_device() -> None:
    network, _ = simulated_network()
    network.phones.ban(ANN, "spam", None)
    device = RecordingDevice(network)
    device.hello()
    with pytest.raises(RefusedError, match="banned"):
        network.phones.scan(ANN, device.last(Ref).ref)
    assert list(network.lobby.showing()) == [device.last(Ref).ref]


def test_device_that_has_gone_is_on_no_list() -> None:
    network, timers = simulated_network()
    device = RecordingDevice(network)
    device.hello()
    device.line.close()
    assert list(network.lobby.showing()) == []
    timers.advance(1000.0)
    assert len(device.all(Ref)) == 1


def test_new_code_takes_the_place_of_the_former_one() -> None:
    network, _ = simulated_network()
    device = RecordingDevice(network)
    device.hello()
    codes = []
    for _ in range(3):
        device.say(LinkCode(n=1, phone=ANN))
        made = device.last(Result).data
        assert isinstance(made, LinkCodeMade)
        codes.append(made.code)
    for former in codes[:2]:
        with pytest.raises(RefusedError, match="was not found"):
            network.phones.enter_code(ANN, former)
    network.phones.enter_code(ANN, codes[2])
    assert device.last(Paired).me.user == ANN


def test_client_that_changes_its_link_leaves_the_former_one() -> None:
    network, _ = simulated_network()
    former, other = linked_device(network, ANN), linked_device(network, BEN)
    link = network.book.state.links[former.token]
    former.hello(other.token)
    assert former.last(Resumed).me.user == BEN
    assert not network.board.is_on(link)
