"""Contact cards as WhatsApp writes them: vCard 3.0, the number known to WhatsApp as `waid`."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["phone_in", "vcard_of"]

_WAID: Final = re.compile(r"waid=([0-9]{5,20})", re.ASCII)
_PLAIN: Final = re.compile(r"^TEL[^:\r\n]*:([^\r\n]+)", re.ASCII | re.MULTILINE)
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", ";": "\\;", ",": "\\,", "\r": ""})


def vcard_of(name: str, phone: str) -> str:
    written = name.translate(_ESCAPED)
    return (
        f"BEGIN:VCARD\nVERSION:3.0\nN:;{written};;;\nFN:{written}\n"
        f"TEL;type=CELL;waid={phone}:+{phone}\nEND:VCARD"
    )


def phone_in(vcard: str) -> str:
    """The digits of the first number; empty when there is none."""
    known = _WAID.search(vcard)
    if known is not None:
        return known[1]
    plain = _PLAIN.search(vcard)
    return "" if plain is None else re.sub(r"[^0-9]", "", plain[1])
