"""A path with named places."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    def pattern(self) -> re.Pattern[str]:
        """Matches what `params` matches."""
        return re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", self.text))

    @cached_property
    def parts(self) -> tuple[str | None, ...]:
        """The words between the slashes, None for a place."""
        return tuple(None if _PLACE.fullmatch(part) else part for part in self.text.split("/"))

    def params(self, parts: Sequence[str]) -> dict[str, str] | None:
        """What stands in the places of a path with as many parts; None for another path."""
        found = []
        for own, part in zip(self.parts, parts, strict=True):
            if own is None and part:
                found.append(part)
            elif own != part:
                return None
        return dict(zip(self.names, found, strict=True))
