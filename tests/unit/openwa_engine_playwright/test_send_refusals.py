"""What a caller is told of a refusal."""

from __future__ import annotations

import pytest

from openwa_engine_playwright.faults import PageAnswerError
from openwa_engine_playwright.refusals import not_ready, send_refusal
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.content import Text
from openwa_hookspecs.models.events import StatusChanged
from openwa_hookspecs.models.ids import ChatId, MessageId, SessionId
from openwa_hookspecs.models.messages import OutboundMessage
from openwa_hookspecs.models.sessions import SessionStatus, StatusReason

SESSION = SessionId("sess_1")
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
