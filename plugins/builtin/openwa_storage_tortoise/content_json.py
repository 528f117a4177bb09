"""What a message carries beyond its text, as the JSON of one column."""

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
from openwa_hookspecs.models.messages import Message
from openwa_hookspecs.models.sent import parts_of

__all__ = ["as_content", "as_parts", "content_json", "seen_json"]

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
_SEEN: Final = ("contact_name", "location", "contact_cards", "poll", "is_forwarded", "is_edited")
"""Members of a message that no column has."""
_BYTES: Final = "base64"


def content_json(content: Content) -> str | None:
    """None for a bare text: its body says all, and it is the one that must be quick."""
    if isinstance(content, Text) and not content.wants_preview and content.preview is None:
        return None
    return _dump(content)


def as_content(body: str, stored: str | None) -> Content:
    """What `content_json` was given."""
    if stored is None:
        return Text(text=body)
    content: Content = json.loads(stored, object_hook=_record)
    return content


def seen_json(message: Message) -> str | None:
    """What a message that the engine saw shows besides its columns; None when that is nothing."""
    shown = {name: getattr(message, name) for name in _SEEN if getattr(message, name)}
    return _dump(shown) if shown else None


def as_parts(stored: str | None) -> dict[str, Any]:
    """Members of `Message` from what `content_json` or `seen_json` wrote; the file is none of them."""
    found = {} if stored is None else json.loads(stored, object_hook=_record)
    if not isinstance(found, dict):
        parts = vars(parts_of(found))
        return {name: value for name, value in parts.items() if name not in ("has_media", "media")}
    return found


def _dump(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    """A record as an object that names its class; where a file lies now is not kept."""
    if dataclasses.is_dataclass(value):
        members = {name: _plain(member) for name, member in vars(value).items() if name != "path"}
        if isinstance(value, MediaPath):
            members["path"] = value.path
        return {_KIND: type(value).__name__, **members}
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return list(map(_plain, value)) if isinstance(value, tuple) else value


def _record(members: dict[str, Any]) -> object:
    if _BYTES in members:
        return base64.b64decode(members[_BYTES])
    reread = {name: _REREAD.get(name, _same)(value) for name, value in members.items() if name != _KIND}
    return _KINDS[members[_KIND]](**reread) if _KIND in members else reread


def _same(value: object) -> object:
    return value


_REREAD: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {"kind": MediaKind, "options": tuple, "contact_cards": tuple}
)
"""Members that JSON has no word for."""
