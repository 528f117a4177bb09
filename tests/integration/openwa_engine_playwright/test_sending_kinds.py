"""Every kind of message out of the browser, under the id that was chosen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from openwa_core.testing.contracts.engine_rig import LinkedSession, fresh_key
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    MessageNotFoundError,
    QuotedMessageNotFoundError,
    SendFailedError,
)
from openwa_hookspecs.models.content import (
    ContactCard,
    Content,
    Forward,
    LinkPreview,
    Location,
    Poll,
    Text,
)
from openwa_hookspecs.models.ids import MessageId, MessageKey
from openwa_hookspecs.models.messages import Ack, OutboundMessage, SendOutcome, SentMessage

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def linked(session: LinkedSession) -> AsyncIterator[LinkedSession]:
    await session.link()
    yield session


async def _send(
    session: LinkedSession,
    content: Content,
    *,
    key: MessageKey | None = None,
    quoted: MessageId | None = None,
) -> SentMessage:
    message = OutboundMessage(chat_id=session.chat, content=content, quoted_message_id=quoted)
    async with asyncio.timeout(session.rig.patience_s):
        return await session.rig.engine.send(session.record.id, message, key or fresh_key())


@pytest.mark.parametrize(
    "content",
    [
        Location(latitude=-6.2088, longitude=106.8456, description="Monas, the gate"),
        Location(latitude=0.0, longitude=-0.5),
        ContactCard(name="Ben; the, second\\", phone="628123456789"),
        Poll(question="When?", options=("today", "tomorrow", "never"), selectable=0),
        Poll(question="Yes?", options=("yes", "no")),
        Text(
            text="see https://example.com/a now",
            preview=LinkPreview(
                url="https://example.com/a", title="A", description="An A", thumbnail=b"\xff\xd8\xff"
            ),
        ),
    ],
    ids=lambda content: type(content).__name__,
)
async def test_kind_goes_out_under_the_chosen_id_and_is_found_again(
    linked: LinkedSession, content: Content
) -> None:
    key = fresh_key()
    sent = await _send(linked, content, key=key)
    assert sent.message_id == f"true_{linked.chat}_{key}"
    assert sent.ack >= Ack.SENT
    assert (await _send(linked, content, key=key)).message_id == sent.message_id
    found = await linked.rig.engine.lookup(linked.record.id, key, linked.chat)
    assert found.outcome is SendOutcome.SENT
    (arrived,) = await linked.rig.world.messages(linked.peer, linked.phone)
    assert arrived.key == key
    match content:
        case Location():
            assert arrived.type == "location"
            assert arrived.location == (content.latitude, content.longitude)
            assert arrived.text == content.description
        case ContactCard():
            assert (arrived.type, arrived.text) == ("vcard", content.name)
            assert f"waid={content.phone}" in arrived.cards[0]
        case Poll():
            assert (arrived.type, arrived.text) == ("poll_creation", content.question)
            assert arrived.poll is not None
            assert (tuple(arrived.poll[0]), arrived.poll[1]) == (content.options, content.selectable)
        case _:
            assert (arrived.type, arrived.text) == ("chat", "see https://example.com/a now")


async def test_own_message_is_told_with_all_that_it_carries(linked: LinkedSession) -> None:
    place = Location(latitude=1.5, longitude=2.5, description="here")
    sent = await _send(linked, place)
    message = await linked.watcher.message(sent.message_id.split("_")[2])
    assert (message.type, message.body, message.location, message.from_me) == (
        "location",
        "here",
        place,
        True,
    )


async def test_kind_quotes_a_message(linked: LinkedSession) -> None:
    question = await linked.rig.world.sends(linked.peer, linked.phone, "where are you?")
    asked = await linked.watcher.message(question)
    await _send(linked, Location(latitude=1.0, longitude=2.0), quoted=asked.id)
    answer = (await linked.rig.world.messages(linked.peer, linked.phone))[-1]
    assert answer.quoted_key == question
    unknown = MessageId(f"false_{linked.chat}_3EB0FFFFFFFFFFFFFFFFFF")
    with pytest.raises(QuotedMessageNotFoundError):
        await _send(linked, Location(latitude=1.0, longitude=2.0), quoted=unknown)


@pytest.mark.parametrize("kind", ["text", "image", "location", "contact"])
async def test_message_is_forwarded_under_the_chosen_id(linked: LinkedSession, kind: str) -> None:
    world = linked.rig.world
    match kind:
        case "text":
            original = await world.sends(linked.peer, linked.phone, "pass it on")
        case "image":
            original = await world.sends_sample(linked.peer, linked.phone, "image", caption="look")
        case "location":
            original = await world.sends_location(linked.peer, linked.phone, 1.5, 2.5, "there")
        case _:
            original = await world.sends_contacts(linked.peer, linked.phone, [("Cid", "628777666555")])
    first = await linked.watcher.message(original)
    key = fresh_key()
    sent = await _send(linked, Forward(message_id=first.id), key=key)
    assert sent.message_id == f"true_{linked.chat}_{key}"
    before, after = await world.messages(linked.peer, linked.phone)
    assert (after.key, after.is_forwarded, before.is_forwarded) == (key, True, False)
    assert (after.type, after.text, after.location) == (before.type, before.text, before.location)
    assert list(after.cards) == list(before.cards)
    assert (after.file and after.file.sha256) == (before.file and before.file.sha256)
    assert (await linked.watcher.message(key)).is_forwarded


async def test_what_is_not_there_or_cannot_be_forwarded_is_said(linked: LinkedSession) -> None:
    unknown = MessageId(f"false_{linked.chat}_3EB0FFFFFFFFFFFFFFFFFF")
    with pytest.raises(MessageNotFoundError):
        await _send(linked, Forward(message_id=unknown))
    poll = await _send(linked, Poll(question="Yes?", options=("yes", "no")))
    with pytest.raises(SendFailedError) as refused:
        await _send(linked, Forward(message_id=poll.message_id))
    assert refused.value.details == {"reason": "not_forwardable"}


async def test_refused_kind_fails_for_certain(linked: LinkedSession) -> None:
    await linked.rig.world.refuses_sends(linked.phone)
    with pytest.raises(GatewayError) as refused:
        await _send(linked, Poll(question="Yes?", options=("yes", "no")))
    assert refused.value.code is ErrorCode.MESSAGE_SEND_FAILED
    assert refused.value.details.get("outcome") != "unknown"
    await linked.rig.world.behaves(linked.phone)
