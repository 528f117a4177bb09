"""The shapes of the ids that a caller may write."""

from __future__ import annotations

import re
from typing import Final

from openwa_hookspecs.models.ids import CHAT_ID

__all__ = ["API_KEY_ID", "ENGINE_NAME", "MESSAGE_ID", "PHONE", "SESSION_ID"]

SESSION_ID: Final = re.compile(r"sess_[A-Za-z0-9_-]{1,64}", re.ASCII)
API_KEY_ID: Final = re.compile(r"key_[A-Za-z0-9_-]{1,64}", re.ASCII)
ENGINE_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)

MESSAGE_ID: Final = re.compile(
    rf"(?:true|false)_{CHAT_ID.pattern}_[A-Za-z0-9.-]{{4,64}}(?:_[A-Za-z0-9.:@-]{{5,64}})?", re.ASCII
)
"""`<true|false>_<chatId>_<key>[_<participant>]`; a participant may carry a device (`628…:12@c.us`)."""

PHONE: Final = re.compile(r"\+?[1-9][0-9]{6,14}", re.ASCII)
"""An international number (E.164: at most 15 digits)."""
