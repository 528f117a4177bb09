"""The times by which the services work."""

from __future__ import annotations

import pytest

from openwa_core.services.settings import ServiceSettings
from openwa_hookspecs.models.content import Attachment, Content, MediaKind, MediaUrl, StoredFile, Text

MIB = 1024 * 1024
SETTINGS = ServiceSettings(send_timeout_s=30)


def _file(size: int) -> Attachment:
    stored = StoredFile(name="a", mimetype="application/pdf", size=size, digest="")
    return Attachment(kind=MediaKind.DOCUMENT, source=stored)


@pytest.mark.parametrize(
    ("content", "limit_s"),
    [
        (Text(text="hi"), 30),
        (_file(0), 30),
        (_file(100 * MIB), 130),
        (Attachment(kind=MediaKind.IMAGE, source=MediaUrl(url="https://a.test/")), 30),
    ],
)
def test_a_file_gives_its_message_more_time(content: Content, limit_s: float) -> None:
    assert SETTINGS.send_limit_s(content) == limit_s


def test_a_large_file_may_take_longer_to_come_in() -> None:
    settings = ServiceSettings(media_timeout_s=60)
    assert [settings.media_limit_s(size) for size in (0, 100 * MIB)] == [60, 160]
