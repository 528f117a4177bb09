"""Query strings."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from openwa_hookspecs.credentials import API_KEY_PARAMETER, MAX_PARAMETERS
from openwa_hookspecs.errors import FieldError, ValidationFailedError

__all__ = ["read_query"]

_LONGEST_SHOWN_NAME: Final = 64


def read_query(raw: bytes) -> dict[str, str]:
    """All parameters but `apiKey`. Raises `ValidationFailedError`."""
    try:
        pairs = _pairs(raw)
    except ValueError:
        message = f"the query string is not valid UTF-8 or has more than {MAX_PARAMETERS} parameters"
        raise ValidationFailedError(FieldError(path="", message=message)) from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise _refusal(name, "is given twice")
        if "\0" in value:
            raise _refusal(name, "must not contain U+0000")
        values[name] = value
    values.pop(API_KEY_PARAMETER, None)
    return values


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    if not raw:
        return []
    return parse_qsl(
        raw.decode("latin-1"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS
    )


def _refusal(name: str, message: str) -> ValidationFailedError:
    return ValidationFailedError(FieldError(path=name[:_LONGEST_SHOWN_NAME], message=message))
