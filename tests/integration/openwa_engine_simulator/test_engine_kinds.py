"""Every kind of message through the engine, in both of its forms."""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
from pathlib import Path
from typing import Final

import pytest

from openwa_core.testing.contracts import LinkedSession
from openwa_core.testing.contracts.engine_rig import fresh_key
from openwa_core.testing.contracts.world import PhoneMessage
from openwa_engine_simulator.engine import SimulatorEngine
from openwa_engine_simulator.network import shelf
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    GroupNotFoundError,
    MediaNotFoundError,
    MessageNotFoundError,
    NotGroupAdminError,
    SendFailedError,
)
from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    Location,
    MediaKind,
    Poll,
    StoredFile,
    Text,
)
from openwa_hookspecs.models.events import AckChanged, MessageSeen
from openwa_hookspecs.models.ids import ChatId, MessageId, MessageKey
from openwa_hookspecs.models.messages import Ack, Message, OutboundMessage, SentMessage

_LARGE: Final = 100 * 1024 * 1024
_FLAT: Final = 30 * 1024
"""KiB that the process may grow by while a file of 100 MiB passes through."""


def engine_of(linked: LinkedSession) -> SimulatorEngine:
    assert isinstance(linked.rig.engine, SimulatorEngine)
    return linked.rig.engine


async def send(
    linked: LinkedSession, content: Content, *, key: MessageKey | None = None, to: ChatId | None = None
) -> SentMessage:
    message = OutboundMessage(chat_id=to or linked.chat, content=content)
    async with asyncio.timeout(60):
        return await engine_of(linked).send(linked.record.id, message, key or fresh_key())


async def arrived(linked: LinkedSession) -> PhoneMessage:
    return (await linked.rig.world.messages(linked.peer, linked.phone))[-1]


def stored(path: Path, mimetype: str, **facts: object) -> StoredFile:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return StoredFile(
        name="stored",
        mimetype=mimetype,
        size=path.stat().st_size,
        digest=digest,
        path=path,
        **facts,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("kind", "ptt", "shown"),
    [
        (MediaKind.IMAGE, False, "image"),
        (MediaKind.VIDEO, False, "video"),
        (MediaKind.AUDIO, False, "audio"),
        (MediaKind.AUDIO, True, "ptt"),
        (MediaKind.DOCUMENT, False, "document"),
        (MediaKind.STICKER, False, "sticker"),
    ],
)
async def test_file_arrives_byte_for_byte(
    linked: LinkedSession, tmp_path: Path, kind: MediaKind, ptt: bool, shown: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(os.urandom(70_000))
    file = stored(path, "a/b", duration_s=2.5, waveform=bytes(range(64)), width=3, height=4)
    content = Attachment(
        kind=kind, source=file, caption="look", filename="it.bin", ptt=ptt, gif_playback=True
    )
    sent = await send(linked, content)
    assert sent.message_id.startswith(f"true_{linked.chat}_")
    seen = await arrived(linked)
    assert (seen.type, seen.text) == (shown, "look")
    assert seen.file is not None
    assert (seen.file.sha256, seen.file.size) == (file.digest, file.size)
    assert (seen.file.mimetype, seen.file.filename, seen.file.seconds) == ("a/b", "it.bin", 2.5)
    assert (seen.file.waveform, seen.file.is_gif) == (list(range(64)), True)
    assert path.exists()


async def test_large_file_passes_both_ways_without_growing_the_process(
    linked: LinkedSession, tmp_path: Path
) -> None:
    path, copy = tmp_path / "large", tmp_path / "copy"
    with path.open("wb") as file:
        file.truncate(_LARGE)
    source = StoredFile(name="large", mimetype="video/mp4", size=_LARGE, digest=_digest(path), path=path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sent = await send(linked, Attachment(kind=MediaKind.DOCUMENT, source=source))
    fetched = await engine_of(linked).fetch_media(linked.record.id, sent.message_id, linked.chat, copy)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert fetched.mimetype == "video/mp4"
    assert _digest(copy) == source.digest
    assert grown < _FLAT


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def test_place_card_and_poll_arrive(linked: LinkedSession) -> None:
    await send(linked, Location(latitude=-6.2, longitude=106.8, description="the office"))
    place = await arrived(linked)
    assert (place.type, place.text, place.location) == ("location", "the office", (-6.2, 106.8))
    await send(linked, ContactCard(name="Cat", phone="6281100000003"))
    card = await arrived(linked)
    assert (card.type, card.text) == ("vcard", "Cat")
    assert "waid=6281100000003" in card.cards[0]
    await send(linked, Poll(question="what?", options=("tea", "coffee"), selectable=0))
    poll = await arrived(linked)
    assert (poll.type, poll.text, poll.poll) == ("poll_creation", "what?", (["tea", "coffee"], 0))


async def test_forward_is_the_message_once_more(linked: LinkedSession) -> None:
    key = await linked.rig.world.sends_location(linked.peer, linked.phone, 1.5, 2.5, "here")
    known = await linked.watcher.message(key)
    await send(linked, Forward(message_id=known.id, type="location", body="here"))
    copy = await arrived(linked)
    assert (copy.type, copy.location, copy.is_forwarded) == ("location", (1.5, 2.5), True)
    unknown = MessageId(f"false_{linked.chat}_3EB0FFFFFFFFFFFFFFFFFF")
    with pytest.raises(MessageNotFoundError):
        await send(linked, Forward(message_id=unknown))


async def test_file_sent_twice_under_one_key_is_one_message(linked: LinkedSession, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a picture")
    content = Attachment(kind=MediaKind.IMAGE, source=stored(tmp_path / "file", "image/jpeg"))
    key = fresh_key()
    first, second = await send(linked, content, key=key), await send(linked, content, key=key)
    assert first == second
    seen = await linked.rig.world.messages(linked.peer, linked.phone)
    assert [message.key for message in seen] == [key]
    found = await engine_of(linked).lookup(linked.record.id, key, linked.chat)
    assert found.sent == first


async def test_refused_file_is_named_so(linked: LinkedSession, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a picture")
    content = Attachment(kind=MediaKind.IMAGE, source=stored(tmp_path / "file", "image/jpeg"))
    await linked.rig.world.takes_files_up_to(linked.phone, 5)
    with pytest.raises(GatewayError) as refused:
        await send(linked, content)
    assert refused.value.code is ErrorCode.MESSAGE_MEDIA_TOO_LARGE
    await linked.rig.world.behaves(linked.phone)
    (tmp_path / "file").unlink()
    with pytest.raises(SendFailedError):
        await send(linked, content)
    assert await linked.rig.world.messages(linked.peer, linked.phone) == []


async def seen_of(linked: LinkedSession, key: str) -> Message:
    return await linked.watcher.message(key)


async def test_incoming_files_are_reported_with_their_facts_and_can_be_fetched(
    linked: LinkedSession, tmp_path: Path
) -> None:
    path = tmp_path / "voice"
    path.write_bytes(os.urandom(5_000))
    world = linked.rig.world
    key = await world.sends_file(
        linked.peer, linked.phone, path, kind="ptt", mimetype="audio/ogg; codecs=opus", seconds=3.2
    )
    message = await seen_of(linked, key)
    assert (message.type, message.body, message.has_media) == ("ptt", "", True)
    assert message.media is not None
    facts = (message.media.mimetype, message.media.size, message.media.duration_s)
    assert facts == ("audio/ogg; codecs=opus", 5_000, 3.2)
    engine = engine_of(linked)
    fetched = await engine.fetch_media(linked.record.id, message.id, linked.chat, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == path.read_bytes()
    assert fetched.mimetype == "audio/ogg; codecs=opus"
    await world.loses_file(linked.peer, linked.phone, key)
    with pytest.raises(MediaNotFoundError):
        await engine.fetch_media(linked.record.id, message.id, linked.chat, tmp_path / "again")
    assert not (tmp_path / "again").exists()


async def test_message_without_a_file_has_none_to_fetch(linked: LinkedSession, tmp_path: Path) -> None:
    sent = await linked.send("only text")
    with pytest.raises(MediaNotFoundError):
        await engine_of(linked).fetch_media(linked.record.id, sent.message_id, linked.chat, tmp_path / "copy")


@pytest.mark.parametrize("kind", ["image", "sticker", "document", "audio", "ptt", "video"])
async def test_sample_of_each_kind_comes_in(linked: LinkedSession, kind: str) -> None:
    if kind in {"audio", "ptt", "video"}:
        pytest.importorskip("av", reason="needs the extra `audio`")
    message = await seen_of(linked, await linked.rig.world.sends_sample(linked.peer, linked.phone, kind))
    assert message.type == kind
    assert message.media is not None
    assert message.media.size


async def test_incoming_place_cards_and_poll_are_reported(linked: LinkedSession) -> None:
    world = linked.rig.world
    place = await seen_of(linked, await world.sends_location(linked.peer, linked.phone, 1.5, 2.5, "here"))
    assert (place.type, place.body) == ("location", "here")
    assert place.location == Location(latitude=1.5, longitude=2.5, description="here")
    people = [("Cat", "6281100000003"), ("Dan", "6281100000004")]
    cards = await seen_of(linked, await world.sends_contacts(linked.peer, linked.phone, people))
    assert (cards.type, cards.body) == ("multi_vcard", "Cat")
    assert cards.contact_cards == tuple(ContactCard(name=name, phone=phone) for name, phone in people)
    poll = await seen_of(linked, await world.sends_poll(linked.peer, linked.phone, "what?", ["a", "b"]))
    assert (poll.type, poll.body) == ("poll_creation", "what?")
    assert poll.poll == Poll(question="what?", options=("a", "b"))


async def test_unreadable_message_is_reported_once_it_can_be_read(linked: LinkedSession) -> None:
    await linked.rig.world.gets_ciphertext_first(linked.phone, 0.1)
    key = await linked.rig.world.sends(linked.peer, linked.phone, "hello")
    message = await seen_of(linked, key)
    assert (message.type, message.body) == ("chat", "hello")
    assert linked.watcher.count_of(key) == 1


async def test_group_text_goes_both_ways_with_its_author(linked: LinkedSession) -> None:
    world = linked.rig.world
    group = ChatId(await world.makes_group(linked.peer, "Friends", [linked.phone]))
    key = await world.sends(linked.peer, group, "hello all")
    message = await seen_of(linked, key)
    assert message.id == f"false_{group}_{key}_{linked.peer}@c.us"
    assert (message.chat_id, message.sender, message.author) == (group, group, f"{linked.peer}@c.us")
    own = fresh_key()
    sent = await send(linked, Text(text="hello back"), key=own, to=group)
    assert sent.message_id == f"true_{group}_{own}_{linked.phone}@c.us"
    await linked.watcher.first(
        AckChanged, lambda event: event.message_id == sent.message_id and event.ack is Ack.DELIVERED
    )
    theirs = (await world.messages(linked.peer, group))[-1]
    assert (theirs.text, theirs.author) == ("hello back", f"{linked.phone}@c.us")
    reported = [event.message.type for event in linked.watcher.events if isinstance(event, MessageSeen)]
    assert set(reported) == {"chat"}
    listed = await engine_of(linked).history(linked.record.id, group, limit=2, before=None)
    assert [found.body for found in listed] == ["hello back", "hello all"]


async def test_text_to_a_group_that_one_is_not_in_or_may_not_write_to_is_refused(
    linked: LinkedSession,
) -> None:
    world = linked.rig.world
    group = ChatId(await world.makes_group(linked.peer, "Friends", [linked.phone]))
    await world.sets_group_rule(linked.peer, group, "announce", on=True)
    with pytest.raises(NotGroupAdminError):
        await send(linked, Text(text="but"), to=group)
    await world.changes_members(linked.peer, group, "remove", [linked.phone])
    with pytest.raises(GroupNotFoundError):
        await send(linked, Text(text="but"), to=group)


async def test_file_that_no_network_takes_is_refused_for_its_size(
    linked: LinkedSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "LARGEST_FILE", 1_000_000)
    (tmp_path / "file").write_bytes(os.urandom(8_000_000))
    content = Attachment(kind=MediaKind.DOCUMENT, source=stored(tmp_path / "file", "a/b"))
    with pytest.raises(GatewayError) as refused:
        await send(linked, content)
    assert refused.value.code is ErrorCode.MESSAGE_MEDIA_TOO_LARGE
