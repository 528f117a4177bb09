"""A path with named places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

__all__ = ["PathTemplate"]

_PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class PathTemplate:
    """A path in the notation of OpenAPI: `/api/sessions/{sessionId}`."""

    text: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The named places, from left to right."""
        return tuple(_PLACE.findall(self.text))

    @cached_property
    def rule(self) -> str:
        """The same path in Quart's notation."""
        return _PLACE.sub(r"<\1>", self.text)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches what Quart's rule matches."""
        return re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", self.text))
