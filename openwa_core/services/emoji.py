"""What an emoji is: the sequences of Unicode's UTS #51, over the blocks that it keeps for pictographs, so
that emoji which are newer than this Python's tables pass as well."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_emoji"]

_PICTOGRAPH: Final = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
    "\U0001fc00-\U0001fffd]"
)
_FLAG: Final = "[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP: Final = "[0-9#*]\ufe0f?\u20e3"
_VARIED: Final = "(?:[\U0001f3fb-\U0001f3ff]|\ufe0f\u20e3?|\ufe0e)?(?:[\U000e0020-\U000e007e]+\U000e007f)?"
"""With a tone of skin, as a picture or a text, or of a region."""
_ELEMENT: Final = f"(?:{_PICTOGRAPH}{_VARIED}|{_FLAG})"
_EMOJI: Final = re.compile(f"{_KEYCAP}|{_ELEMENT}(?:\u200d{_ELEMENT})*")


def is_emoji(text: str) -> bool:
    """Whether the text is one emoji and nothing else."""
    return _EMOJI.fullmatch(text) is not None
