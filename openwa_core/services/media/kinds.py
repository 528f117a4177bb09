"""What WhatsApp takes of each kind of file (specification 6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from openwa_hookspecs.models.content import MediaKind

__all__ = ["KINDS", "MAX_PIXELS", "STICKER_PIXELS", "KindRule"]

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB

MAX_PIXELS: Final = 4096
"""Of an image, in each direction."""
STICKER_PIXELS: Final = 512
"""Of a sticker, in each direction, no more and no less."""


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """One row of the table; a kind without `types` takes anything."""

    max_bytes: int
    types: frozenset[str] = frozenset()

    def says(self) -> str:
        """The types, for a message."""
        return ", ".join(sorted(self.types))


KINDS: Final[Mapping[MediaKind, KindRule]] = MappingProxyType(
    {
        MediaKind.IMAGE: KindRule(
            max_bytes=16 * _MIB, types=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
        ),
        MediaKind.VIDEO: KindRule(
            max_bytes=64 * _MIB,
            types=frozenset({"video/mp4", "video/3gpp", "video/x-msvideo", "video/x-matroska"}),
        ),
        MediaKind.AUDIO: KindRule(
            max_bytes=16 * _MIB,
            types=frozenset(
                {"audio/mpeg", "audio/ogg", "audio/mp4", "audio/amr", "audio/amr-wb", "audio/wav"}
            ),
        ),
        MediaKind.DOCUMENT: KindRule(max_bytes=100 * _MIB),
        MediaKind.STICKER: KindRule(max_bytes=500 * _KIB, types=frozenset({"image/webp"})),
    }
)
