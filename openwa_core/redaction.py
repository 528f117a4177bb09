"""The last net under secrets: what slips into a log line or a shown setting all the same is masked."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["MASK", "is_secret_name", "mask_text"]

MASK: Final = "***"

_SECRET_NAME = re.compile(
    r"(?:^|[_-])(?:password|passwd|secret|token|authorization|cookie|credentials?)$|api[_-]?key$|^key$",
    re.IGNORECASE,
)
_QUOTES = r"[\\\"']*"
_PATTERNS: Final = (
    (re.compile(r"owa_k1_[0-9A-Za-z]+"), f"owa_k1_{MASK}"),
    (re.compile(r"whsec_[0-9A-Za-z+/=]+"), f"whsec_{MASK}"),
    (re.compile(r"(?i)(api[_-]?key=)[^&\s\"'#\\]+"), rf"\g<1>{MASK}"),
    (
        re.compile(
            rf"(?i)((?:authorization|x-api-key){_QUOTES}\s*[:=,]\s*{_QUOTES}(?:b[\\\"']+)?(?:(?:bearer|basic)\s+)?)"
            r"[^\s\\\"',;]+"
        ),
        rf"\g<1>{MASK}",
    ),
    (re.compile(r"(?i)\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}"), rf"\g<1>{MASK}"),
    (re.compile(r"(\w://[^\s:/@\"'\\]*:)[^\s/@\"'\\]+(?=@)"), rf"\g<1>{MASK}"),
)
"""Keys of ours, webhook secrets, query keys, headers in any spelling, and passwords inside URLs."""


def is_secret_name(name: str) -> bool:
    """Whether a field of that name holds a secret."""
    return _SECRET_NAME.search(name) is not None


def mask_text(text: str) -> str:
    """The text without keys, authorization headers and passwords of URLs."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text
