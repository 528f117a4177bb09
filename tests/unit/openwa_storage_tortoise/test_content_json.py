from __future__ import annotations

import pytest

from openwa_hookspecs.models.content import (
    Attachment,
    ContactCard,
    Content,
    Forward,
    LinkPreview,
    Location,
    MediaKind,
    Poll,
    StoredFile,
    Text,
    text_of,
)
from openwa_hookspecs.models.ids import MessageId
from openwa_storage_tortoise.content_json import as_content, content_json

_FILE = StoredFile(
    name="a1.ogg", mimetype="audio/ogg", size=5, digest="0" * 64, duration_s=1.5, waveform=bytes(range(64))
)


@pytest.mark.parametrize(
    "content",
    [
        Text(text="plain"),
        Text(text="see https://example.com", wants_preview=True),
        Text(text="x", preview=LinkPreview(url="https://x", title="☀ ☂", thumbnail=b"\xff\xd8\x00")),
        Attachment(kind=MediaKind.AUDIO, source=_FILE, ptt=True),
        Attachment(kind=MediaKind.DOCUMENT, source=_FILE, filename="r.pdf", caption='"quoted" \\ ☂'),
        Location(latitude=-6.2088, longitude=106.8456, description="Jakarta"),
        ContactCard(name="John Doe", phone="628987654321"),
        Poll(question="Tea?", options=("yes", "no"), selectable=0),
        Forward(message_id=MessageId("true_628@c.us_3EB0"), type="image", body="look"),
    ],
)
def test_content_comes_back_as_it_was_stored(content: Content) -> None:
    assert as_content(text_of(content), content_json(content)) == content


def test_bare_text_needs_no_json() -> None:
    assert content_json(Text(text="hello")) is None
