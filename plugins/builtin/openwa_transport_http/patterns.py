"""The shapes of the ids that a caller may write."""

from __future__ import annotations

import re
from typing import Final

from openwa_hookspecs.models.events import EventType
from openwa_hookspecs.models.ids import CHAT_ID

__all__ = [
    "API_KEY_ID",
    "ASSET_NAME",
    "DELIVERY_ID",
    "ENGINE_NAME",
    "EVENT_KIND",
    "FILENAME",
    "MESSAGE_ID",
    "MIMETYPE",
    "NOT_BLANK",
    "ONE_LINE",
    "PERSON_ID",
    "PHONE",
    "PROXY_SERVER",
    "SESSION_ID",
    "WEBHOOK_ID",
    "WEB_URL",
]

SESSION_ID: Final = re.compile(r"sess_[A-Za-z0-9_-]{1,64}", re.ASCII)
WEBHOOK_ID: Final = re.compile(r"wh_[A-Za-z0-9_-]{1,64}", re.ASCII)
DELIVERY_ID: Final = re.compile(r"dlv_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
API_KEY_ID: Final = re.compile(r"key_[A-Za-z0-9_-]{1,64}", re.ASCII)
ENGINE_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)

MESSAGE_ID: Final = re.compile(
    rf"(?:true|false)_{CHAT_ID.pattern}_[A-Za-z0-9.-]{{4,64}}(?:_[A-Za-z0-9.:@-]{{5,64}})?", re.ASCII
)
"""`<true|false>_<chatId>_<key>[_<participant>]`; a participant may carry a device (`628…:12@c.us`)."""

PHONE: Final = re.compile(r"\+?[1-9][0-9]{6,14}", re.ASCII)
"""An international number (E.164: at most 15 digits)."""

PERSON_ID: Final = re.compile(r"(?:[0-9]{5,20}@c\.us|[0-9]{5,25}@lid)", re.ASCII)

MIMETYPE: Final = re.compile(
    r"[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(?: ?; ?[ -~]{1,64})?", re.ASCII
)
"""RFC 6838, with one parameter (`audio/ogg; codecs=opus`)."""

_SPACES: Final = r"\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space as Python sees it, for a character class: `\\s` is another set in ECMAScript."""
_CONTROLS: Final = r"\u0000-\u001f\u007f"

WEB_URL: Final = re.compile(rf"[Hh][Tt][Tt][Pp][Ss]?://[^{_CONTROLS}{_SPACES}]{{1,2000}}")
"""Where a file may be; whether it may be reached is for the outgoing client to say."""

EVENT_KIND: Final = re.compile(rf"\*|{'|'.join(re.escape(kind) for kind in sorted(EventType))}", re.ASCII)

PROXY_SERVER: Final = re.compile(
    r"(?:https?|socks5)://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?", re.ASCII
)

NOT_BLANK: Final = re.compile(rf"[^\u0000]*[^{_SPACES}\u0000][^\u0000]*")

ONE_LINE: Final = re.compile(rf"[^{_CONTROLS}]*[^{_CONTROLS}{_SPACES}][^{_CONTROLS}]*")

FILENAME: Final = re.compile(rf"[^{_CONTROLS}/\\]*[^{_CONTROLS}{_SPACES}/\\][^{_CONTROLS}/\\]*")
"""One line without folders."""

ASSET_NAME: Final = re.compile(
    r"(?:swagger-ui\.css|swagger-ui-bundle\.js|favicon-32x32\.png|initializer\.js)", re.ASCII
)
