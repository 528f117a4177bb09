from __future__ import annotations

from openwa_engine_simulator.engine.errors import group_error
from openwa_engine_simulator.network.refusals import RefusedError
from openwa_hookspecs.errors import ErrorCode
from openwa_hookspecs.models.ids import SessionId
from openwa_hookspecs.models.sessions import SessionStatus


def test_banned_session_is_told_in_a_status_that_callers_know() -> None:
    error = group_error(RefusedError("banned", "no"), SessionId("sess_1"), "628111-1@g.us")
    assert error.code is ErrorCode.SESSION_BANNED
    assert error.details["status"] in {status.api for status in SessionStatus}
