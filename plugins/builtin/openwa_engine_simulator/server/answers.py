"""JSON answers, and the one place where errors become them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError
from pydantic_core import to_json
from quart import Quart, Response
from werkzeug.exceptions import HTTPException

from openwa_engine_simulator.network.refusals import RefusalCode, RefusedError

__all__ = ["answer_errors_as_json", "error_answer", "faults_of", "json_answer"]

_STATUSES: Final[Mapping[RefusalCode, int]] = {
    "not_found": 404,
    "conflict": 409,
    "banned": 409,
    "too_large": 413,
    "media_gone": 404,
    "not_admin": 403,
    "not_a_member": 404,
    "invite_invalid": 404,
}
_MOST_FAULTS: Final = 20


def json_answer(value: object, status: int = 200) -> Response:
    return Response(to_json(value), status=status, content_type="application/json")


def faults_of(error: ValidationError) -> str:
    """Every fault in one line, without the input."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_FAULTS]
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in faults)


def answer_errors_as_json(app: Quart) -> None:
    @app.errorhandler(RefusedError)
    async def refused(error: RefusedError) -> Response:
        return error_answer(error.code, error.message, _STATUSES.get(error.code, 400))

    @app.errorhandler(ValidationError)
    async def invalid(error: ValidationError) -> Response:
        return error_answer("bad_request", faults_of(error), 400)

    @app.errorhandler(HTTPException)
    async def http(error: HTTPException) -> Response:
        code = (error.name or "error").lower().replace(" ", "_")
        answer = error_answer(code, error.description or code, error.code or 500)
        for name, value in error.get_headers():
            if name.lower() == "allow":
                answer.headers[name] = value
        return answer


def error_answer(code: str, message: str, status: int) -> Response:
    return json_answer({"error": {"code": code, "message": message}}, status)
