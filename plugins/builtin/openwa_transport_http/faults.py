"""From what pydantic says of a request to the error that the caller gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from openwa_hookspecs.errors import ErrorCode, FieldError, GatewayError, ValidationFailedError

__all__ = ["MAX_FAULTS", "refusal", "shown_path"]

MAX_FAULTS: Final = 50
"""A body of a thousand faults is not answered with a thousand lines."""

_LONGEST_SHOWN_NAME: Final = 64
_MESSAGES: Final = {"extra_forbidden": "is not a member of this request", "missing": "is required"}


def refusal(error: ValidationError) -> GatewayError:
    """All faults with their paths; values are never shown.

    A fault whose type is an error code (`fields.py` makes them) gives the whole answer that code, unless an
    ordinary fault stands beside it.
    """
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:MAX_FAULTS]
    plain = ValidationFailedError(*(_field(fault) for fault in faults))
    codes = [fault["type"] for fault in faults]
    if any(code not in ErrorCode.__members__ for code in codes):
        return plain
    return GatewayError(ErrorCode(codes[0]), plain.message, details=plain.details)


def shown_path(parts: Sequence[str | int]) -> str:
    """A place in a body as a caller writes it: `options.mentionedIds[2]`."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part[:_LONGEST_SHOWN_NAME]}" if path else part[:_LONGEST_SHOWN_NAME]
    return path


def _field(fault: ErrorDetails) -> FieldError:
    return FieldError(path=shown_path(fault["loc"]), message=_MESSAGES.get(fault["type"], fault["msg"]))
