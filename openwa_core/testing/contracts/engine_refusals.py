"""Messages that WhatsApp does not take: nothing goes out, and the caller is told why."""

from __future__ import annotations

import pytest

from openwa_core.testing.contracts.engine_kinds import ALL_KINDS, content_of
from openwa_core.testing.contracts.engine_rig import fresh_number
from openwa_core.testing.contracts.engine_talk import Talk
from openwa_hookspecs.engine import Capability
from openwa_hookspecs.errors import (
    ErrorCode,
    GatewayError,
    GroupNotFoundError,
    MessageNotFoundError,
    QuotedMessageNotFoundError,
    SendFailedError,
)
from openwa_hookspecs.models.content import Forward, MediaKind, Poll, Text
from openwa_hookspecs.models.ids import ChatId, MessageId

__all__ = ["EngineRefusals"]


class EngineRefusals:
    @pytest.mark.parametrize("kind", ["image", "location", "contact", "poll"])
    async def test_nobody_there_to_read_it(self, talk: Talk, kind: str) -> None:
        nobody = ChatId(f"{fresh_number()}@c.us")
        with pytest.raises(GatewayError) as refused:
            await talk.send(content_of(kind, talk), to=nobody)
        assert refused.value.code is ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP

    @pytest.mark.parametrize("kind", ["text", "image", "location"])
    async def test_reader_whom_the_account_has_blocked(self, talk: Talk, kind: str) -> None:
        talk.engine.needs(Capability.BLOCK)
        await talk.says("before")
        await talk.world.blocks(talk.phone, talk.peer)
        await talk.reported(await talk.world.sends(talk.phone, await talk.another(), "he is blocked"))
        with pytest.raises(GatewayError) as refused:
            await talk.send(content_of(kind, talk))
        assert refused.value.code is ErrorCode.MESSAGE_BLOCKED_CONTACT
        await talk.world.blocks(talk.phone, talk.peer, blocked=False)
        await talk.catch_up()
        await _nothing_came(talk)

    async def test_lid_that_nobody_has(self, talk: Talk) -> None:
        nobody = ChatId(f"{fresh_number()}99@lid")
        with pytest.raises(GatewayError) as refused:
            await talk.send(Text(text="hi"), to=nobody)
        assert refused.value.code is ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP
        assert refused.value.details == {"chatId": nobody}

    @pytest.mark.parametrize("kind", ALL_KINDS)
    async def test_refused_message_fails_for_certain(self, talk: Talk, kind: str) -> None:
        await talk.says("before")
        content = content_of(kind, talk)
        await talk.world.refuses_sends(talk.phone)
        with pytest.raises(SendFailedError) as refused:
            await talk.send(content)
        assert refused.value.details.get("outcome") != "unknown"
        await talk.world.behaves(talk.phone)
        await _nothing_came(talk)

    @pytest.mark.parametrize("kind", ["image", "document"])
    async def test_file_larger_than_whatsapp_takes(self, talk: Talk, kind: str) -> None:
        await talk.says("before")
        content = content_of(kind, talk)
        await talk.world.takes_files_up_to(talk.phone, 16)
        with pytest.raises(GatewayError) as refused:
            await talk.send(content)
        assert refused.value.code is ErrorCode.MESSAGE_MEDIA_TOO_LARGE
        assert refused.value.details == {"field": kind}
        await talk.world.behaves(talk.phone)
        await _nothing_came(talk)

    async def test_file_that_is_gone_leaves_the_next_message_alone(self, talk: Talk) -> None:
        lost = talk.file(MediaKind.IMAGE)
        assert lost.file.path is not None
        lost.file.path.unlink()
        with pytest.raises(SendFailedError):
            await talk.send(lost)
        await _nothing_came(talk)

    @pytest.mark.parametrize("kind", ["text", "image", "location"])
    async def test_answer_to_an_unknown_message(self, talk: Talk, kind: str) -> None:
        await talk.says("before")
        unknown = MessageId(f"false_{talk.chat}_3EB0FFFFFFFFFFFFFFFFFF")
        with pytest.raises(QuotedMessageNotFoundError):
            await talk.send(content_of(kind, talk), quoted=unknown)
        await _nothing_came(talk)

    async def test_answer_to_a_message_that_was_deleted_for_everyone(self, talk: Talk) -> None:
        talk.engine.needs(Capability.DELETE)
        gone = await talk.send(Text(text="never mind"))
        await talk.engine.delete(gone.message_id, for_everyone=True)
        with pytest.raises(QuotedMessageNotFoundError):
            await talk.send(Text(text="as I said"), quoted=gone.message_id)

    async def test_poll_is_not_forwarded(self, talk: Talk) -> None:
        talk.engine.needs(Capability.SEND_POLL, Capability.FORWARD)
        poll = await talk.send(Poll(question="Tea?", options=("yes", "no")))
        with pytest.raises(SendFailedError) as refused:
            await talk.send(Forward(message_id=poll.message_id, type="poll_creation", body="Tea?"))
        assert refused.value.details.get("outcome") != "unknown"

    async def test_forward_of_an_unknown_message(self, talk: Talk) -> None:
        await talk.says("before")
        unknown = MessageId(f"false_{talk.chat}_3EB0FFFFFFFFFFFFFFFFFF")
        with pytest.raises(MessageNotFoundError):
            await talk.send(Forward(message_id=unknown))
        await _nothing_came(talk)

    async def test_group_that_the_account_is_not_in(self, talk: Talk) -> None:
        talk.engine.needs(Capability.GROUPS)
        group = ChatId(await talk.world.makes_group(talk.peer, "Without you"))
        with pytest.raises(GroupNotFoundError):
            await talk.send(Text(text="let me in"), to=group)


async def _nothing_came(talk: Talk) -> None:
    """The next message is the only one of ours that the peer has."""
    await talk.send(Text(text="but this"))
    arrived = await talk.world.messages(talk.peer, talk.phone)
    assert [message.text for message in arrived if not message.from_me] == ["but this"]
