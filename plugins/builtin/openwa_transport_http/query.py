"""Query strings."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from openwa_hookspecs.errors import FieldError, ValidationFailedError

__all__ = ["API_KEY_PARAMETER", "query_key", "read_query"]

API_KEY_PARAMETER: Final = "apiKey"
_MAX_PARAMETERS: Final = 32
_LONGEST_SHOWN_NAME: Final = 64


def query_key(raw: bytes) -> str | None:
    """The value of `apiKey`; values that are given twice are joined and so match no key."""
    try:
        found = [value for name, value in _pairs(raw, errors="replace") if name == API_KEY_PARAMETER]
    except ValueError:
        return None
    return ",".join(found) if found else None


def read_query(raw: bytes) -> dict[str, str]:
    """All parameters but `apiKey`. Raises `ValidationFailedError`."""
    try:
        pairs = _pairs(raw, errors="strict")
    except ValueError:
        message = f"the query string is not valid UTF-8 or has more than {_MAX_PARAMETERS} parameters"
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


def _pairs(raw: bytes, *, errors: str) -> list[tuple[str, str]]:
    if not raw:
        return []
    return parse_qsl(
        raw.decode("latin-1"), keep_blank_values=True, errors=errors, max_num_fields=_MAX_PARAMETERS
    )


def _refusal(name: str, message: str) -> ValidationFailedError:
    return ValidationFailedError(FieldError(path=name[:_LONGEST_SHOWN_NAME], message=message))
