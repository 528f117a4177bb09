"""From what pydantic says of a request to the error that the caller gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from openwa_hookspecs.errors import ErrorCode, FieldError, GatewayError, ValidationFailedError

__all__ = ["MAX_FAULTS", "refusal", "shown_path"]

MAX_FAULTS: Final = 50
"""A body of a thousand faults is not answered with a thousand lines."""

_LONGEST_SHOWN_NAME: Final = 64
_A_TIME: Final = "expected a time such as 2026-12-31T00:00:00.000Z"
_MESSAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extra_forbidden": "is not a member of this request",
        "missing": "is required",
        "model_type": "expected an object",
        "model_attributes_type": "expected an object",
        "tuple_type": "expected a list",
        "string_type": "expected a text",
        "dict_type": "expected an object",
        "bool_type": "expected true or false",
        "int_type": "expected a whole number",
        "int_from_float": "expected a whole number",
        "float_type": "expected a number",
        "literal_error": "expected {expected}",
        "datetime_parsing": _A_TIME,
        "datetime_from_date_parsing": _A_TIME,
        "timezone_aware": "expected an offset, such as Z or +01:00",
        "string_too_short": "expected {min_length} or more characters",
        "string_too_long": "expected at most {max_length} characters",
        "too_short": "expected {min_length} or more items",
        "too_long": "expected at most {max_length} items",
        "union_tag_invalid": "expected {expected_tags}",
        "union_tag_not_found": "is required",
        "greater_than_equal": "expected at least {ge}",
        "less_than_equal": "expected at most {le}",
    }
)
"""Where pydantic speaks of Python; filled in with its facts."""


def refusal(error: ValidationError, tags: frozenset[str] = frozenset()) -> GatewayError:
    """All faults with their paths; values are never shown.

    A fault whose type is an error code (`fields.py` makes them) gives the whole answer that code, unless an
    ordinary fault stands beside it. `tags` are words of pydantic's own in a place: which one of a union it
    took an item of a list for.
    """
    faults = _causes(error.errors(include_url=False, include_input=False))[:MAX_FAULTS]
    plain = ValidationFailedError(*(_field(fault, tags) for fault in faults))
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


def _causes(faults: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists that are too short only because of their faulty items."""
    parents = {fault["loc"][:depth] for fault in faults for depth in range(len(fault["loc"]))}
    return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in parents]


def _field(fault: ErrorDetails, tags: frozenset[str]) -> FieldError:
    known = _MESSAGES.get(fault["type"])
    message = fault["msg"] if known is None else known.format_map(fault.get("ctx", {}))
    return FieldError(path=shown_path(_asked(fault, tags)), message=message)


def _asked(fault: ErrorDetails, tags: frozenset[str]) -> Sequence[str | int]:
    """The place as the request has it."""
    parts = fault["loc"]
    if fault["type"].startswith("union_tag"):
        return (*parts, fault["ctx"]["discriminator"].strip("'"))
    return [
        part
        for index, part in enumerate(parts)
        if not (index and isinstance(parts[index - 1], int) and part in tags)
    ]
