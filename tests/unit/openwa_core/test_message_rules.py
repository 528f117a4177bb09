from __future__ import annotations

import pytest

from openwa_core.services.content_rules import MAX_TEXT
from openwa_core.services.message_rules import check_message
from openwa_hookspecs.errors import ErrorCode, GatewayError
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.ids import ChatId
from openwa_hookspecs.models.messages import OutboundMessage


def message(chat_id: str = "628123456789@c.us", text: str = "hi", *mentioned: str) -> OutboundMessage:
    return OutboundMessage(
        chat_id=ChatId(chat_id), content=Text(text=text), mentioned_ids=tuple(map(ChatId, mentioned))
    )


def refusal(told: OutboundMessage) -> ErrorCode | None:
    """Why it is refused, if it is."""
    try:
        check_message(told)
    except GatewayError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    "chat_id",
    [
        "628123456789@c.us",
        "628123456789-1234567890@g.us",
        "120363020202020202@g.us",
        "123456789012345@lid",
        "120363020202020202@newsletter",
        "status@broadcast",
    ],
)
def test_every_kind_of_chat_id_is_accepted(chat_id: str) -> None:
    assert refusal(message(chat_id)) is None


@pytest.mark.parametrize(
    "chat_id",
    [
        "",
        "628123456789",
        "+628123456789@c.us",
        "628123456789@s.whatsapp.net",
        "a@c.us",
        "628123@c.us\n",
        "٦٢٨١٢٣٤٥@c.us",
    ],
)
def test_anything_else_is_an_invalid_chat_id(chat_id: str) -> None:
    assert refusal(message(chat_id)) is ErrorCode.MESSAGE_INVALID_CHAT_ID


def test_a_bad_mention_is_named_by_its_index() -> None:
    with pytest.raises(GatewayError, match=r"options\.mentionedIds\[1\]"):
        check_message(message("628123456789@c.us", "hi", "628123456789@c.us", "nobody"))


def test_the_text_limit_counts_code_points() -> None:
    check_message(message(text="😀" * MAX_TEXT))
    with pytest.raises(GatewayError) as caught:
        check_message(message(text="😀" * (MAX_TEXT + 1)))
    assert caught.value.code is ErrorCode.MESSAGE_TEXT_TOO_LONG
    assert caught.value.details == {"field": "text", "length": MAX_TEXT + 1, "limit": MAX_TEXT}


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(GatewayError) as caught:
        check_message(message(text=""))
    assert caught.value.code is ErrorCode.VALIDATION_ERROR
