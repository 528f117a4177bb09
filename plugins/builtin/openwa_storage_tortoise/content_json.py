"""What a message of ours carries beyond its text, as the JSON of one column."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    LinkPreview,
    Location,
    MediaBase64,
    MediaKind,
    MediaPath,
    MediaUrl,
    Poll,
    StoredFile,
    Text,
)

__all__ = ["as_content", "content_json"]

_KINDS: Final[Mapping[str, type[Any]]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            Attachment,
            ContactCard,
            Forward,
            LinkPreview,
            Location,
            MediaBase64,
            MediaPath,
            MediaUrl,
            Poll,
            StoredFile,
            Text,
        )
    }
)
_KIND: Final = "is"
_BYTES: Final = "base64"


def content_json(content: Content) -> str | None:
    """None for a bare text: its body says all, and it is the one that must be quick."""
    if isinstance(content, Text) and not content.wants_preview and content.preview is None:
        return None
    return json.dumps(_plain(content), ensure_ascii=False, separators=(",", ":"))


def as_content(body: str, stored: str | None) -> Content:
    """What `content_json` was given."""
    if stored is None:
        return Text(text=body)
    content: Content = json.loads(stored, object_hook=_record)
    return content


def _plain(value: object) -> object:
    """A record as an object that names its class; where a file lies now is not kept."""
    if dataclasses.is_dataclass(value):
        members = {name: _plain(member) for name, member in vars(value).items() if name != "path"}
        if isinstance(value, MediaPath):
            members["path"] = value.path
        return {_KIND: type(value).__name__, **members}
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode()}
    return list(value) if isinstance(value, tuple) else value


def _record(members: dict[str, Any]) -> object:
    if _BYTES in members:
        return base64.b64decode(members[_BYTES])
    kind = _KINDS[members.pop(_KIND)]
    return kind(**{name: _REREAD.get(name, _same)(value) for name, value in members.items()})


def _same(value: object) -> object:
    return value


_REREAD: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {"kind": MediaKind, "options": tuple}
)
"""Members that JSON has no word for."""
