"""What a caller is told of a refusal."""

from __future__ import annotations

import pytest

from openwa_engine_playwright.faults import PageAnswerError
from openwa_engine_playwright.refusals import About, not_ready, refusal, send_refusal
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.content import Attachment, Content, Forward, MediaKind, MediaPath, Text
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason

SESSION = SessionId("sess_1")
FORWARD = Forward(message_id=MessageId("false_628222@c.us_A"))
QUOTING = OutboundMessage(
    chat_id=ChatId("628222@c.us"),
    content=Text(text="secret text"),
    quoted_message_id=MessageId("false_628222@c.us_3EB0"),
)


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("not_connected", ErrorCode.SESSION_DISCONNECTED),
        ("not_on_whatsapp", ErrorCode.MESSAGE_NUMBER_NOT_ON_WHATSAPP),
        ("blocked", ErrorCode.MESSAGE_BLOCKED_CONTACT),
        ("msg_not_found", ErrorCode.MESSAGE_QUOTED_NOT_FOUND),
        ("invalid_wid", ErrorCode.MESSAGE_INVALID_CHAT_ID),
        ("chat_not_found", ErrorCode.MESSAGE_SEND_FAILED),
        ("error", ErrorCode.MESSAGE_SEND_FAILED),
    ],
)
def test_code_of_the_page_has_one_of_ours(code: str, means: ErrorCode) -> None:
    error = send_refusal(PageAnswerError(code, "secret text"), SESSION, QUOTING)
    assert error.code is means
    assert "secret" not in error.message


@pytest.mark.parametrize(
    ("code", "content", "chat", "means"),
    [
        ("forwarded_msg_not_found", FORWARD, "628222@c.us", ErrorCode.MESSAGE_NOT_FOUND),
        ("not_forwardable", FORWARD, "628222@c.us", ErrorCode.MESSAGE_SEND_FAILED),
        ("msg_not_found", FORWARD, "628222@c.us", ErrorCode.MESSAGE_SEND_FAILED),
        ("file_too_large", Text(text=""), "628222@c.us", ErrorCode.MESSAGE_MEDIA_TOO_LARGE),
        ("too_large", Text(text=""), "628222@c.us", ErrorCode.MESSAGE_MEDIA_TOO_LARGE),
        ("chat_not_found", Text(text=""), "120363000000@g.us", ErrorCode.GROUP_NOT_FOUND),
        ("not_a_member", Text(text=""), "120363000000@g.us", ErrorCode.GROUP_NOT_FOUND),
        ("not_admin", Text(text=""), "120363000000@g.us", ErrorCode.GROUP_NOT_ADMIN),
        ("blocked", Text(text=""), "120363000000@g.us", ErrorCode.MESSAGE_SEND_FAILED),
    ],
)
def test_refusal_depends_on_what_was_sent_and_where(
    code: str, content: Content, chat: str, means: ErrorCode
) -> None:
    message = OutboundMessage(chat_id=ChatId(chat), content=content)
    assert send_refusal(PageAnswerError(code, "no"), SESSION, message).code is means


def test_file_that_is_too_large_is_told_with_the_limit() -> None:
    file = Attachment(kind=MediaKind.VIDEO, source=MediaPath(path="clip.mp4"))
    message = OutboundMessage(chat_id=QUOTING.chat_id, content=file)
    error = send_refusal(PageAnswerError("file_too_large", "no", limit=5), SESSION, message)
    assert error.details == {"field": "video", "limit": 5}


@pytest.mark.parametrize(
    ("code", "about", "means"),
    [
        ("not_connected", About(), ErrorCode.SESSION_DISCONNECTED),
        ("msg_not_found", About(message=FORWARD.message_id), ErrorCode.MESSAGE_NOT_FOUND),
        ("media_not_found", About(message=FORWARD.message_id), ErrorCode.MEDIA_NOT_FOUND),
        ("message_not_contains_media", About(message=FORWARD.message_id), ErrorCode.MEDIA_NOT_FOUND),
        ("too_late", About(message=FORWARD.message_id), ErrorCode.MESSAGE_SEND_FAILED),
        ("not_admin", About(message=FORWARD.message_id), ErrorCode.MESSAGE_SEND_FAILED),
        ("not_admin", About(message=MessageId("false_120363@g.us_3EB0_1@c.us")), ErrorCode.GROUP_NOT_ADMIN),
        ("chat_not_found", About(chat=ChatId("628222@c.us")), ErrorCode.NOT_FOUND),
        ("not_on_whatsapp", About(contact=ChatId("628222@c.us")), ErrorCode.CONTACT_NOT_FOUND),
        ("chat_not_found", About(group=ChatId("120363000000@g.us")), ErrorCode.GROUP_NOT_FOUND),
        ("not_a_member", About(group=ChatId("120363000000@g.us")), ErrorCode.GROUP_NOT_FOUND),
        ("group_you_are_not_admin", About(group=ChatId("120363000000@g.us")), ErrorCode.GROUP_NOT_ADMIN),
        (
            "you_are_not_allowed_set_group_subject",
            About(group=ChatId("120363000000@g.us")),
            ErrorCode.GROUP_NOT_ADMIN,
        ),
        ("invalid_invite_code", About(), ErrorCode.GROUP_INVITE_INVALID),
        ("invalid_wid", About(), ErrorCode.MESSAGE_INVALID_CHAT_ID),
        ("error", About(group=ChatId("120363000000@g.us")), ErrorCode.MESSAGE_SEND_FAILED),
        ("chat_not_found", About(), ErrorCode.MESSAGE_SEND_FAILED),
    ],
)
def test_refusal_names_what_the_call_was_about(code: str, about: About, means: ErrorCode) -> None:
    error = refusal(PageAnswerError(code, "secret text"), SESSION, about)
    assert error.code is means
    assert "secret" not in f"{error.message} {error.details}"


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [
        (SessionStatus.INITIALIZING, None, ErrorCode.SESSION_INITIALIZING),
        (SessionStatus.QR_READY, None, ErrorCode.SESSION_NOT_READY),
        (SessionStatus.DISCONNECTED, StatusReason.BANNED, ErrorCode.SESSION_BANNED),
        (SessionStatus.DISCONNECTED, StatusReason.QR_EXPIRED, ErrorCode.SESSION_QR_EXPIRED),
        (SessionStatus.DISCONNECTED, StatusReason.CONNECTION_LOST, ErrorCode.SESSION_DISCONNECTED),
    ],
)
def test_session_that_is_not_connected_says_why(
    status: SessionStatus, reason: StatusReason | None, code: ErrorCode
) -> None:
    assert not_ready(SESSION, StatusChanged(status=status, reason=reason)).code is code
