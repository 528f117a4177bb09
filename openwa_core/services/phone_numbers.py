"""Phone numbers, as the world's numbering plans have them (libphonenumber's data)."""

from __future__ import annotations

__all__ = ["national_fault"]


def national_fault(digits: str) -> str | None:
    """What is wrong with an international number without its plus sign; None when a plan may have it."""
    # The tables take 50 ms and are needed for this question alone.
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return "expected an international number: country code and number, digits alone"
    if not phonenumbers.is_possible_number(number):
        return "no numbering plan has a number of this length"
    return None
