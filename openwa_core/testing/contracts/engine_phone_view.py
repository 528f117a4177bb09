"""What a phone shows of a message, as one value that a test can spell out."""

from __future__ import annotations

from typing import Any

import pytest

from openwa_core.testing.contracts.engine_samples import SAMPLE_SECONDS
from openwa_core.testing.contracts.world import PhoneFile, PhoneMessage
from openwa_hookspecs.models.content import MediaKind, StoredFile

__all__ = ["PLAIN", "SECONDS", "file_view", "view_of"]

PLAIN: dict[str, Any] = {
    "type": "chat",
    "text": "",
    "quoted": None,
    "mentioned": [],
    "author": None,
    "forwarded": False,
    "edited": False,
    "starred": False,
    "reactions": {},
    "file": None,
    "location": None,
    "cards": [],
    "poll": None,
    "preview": None,
}
"""An empty text: a test says what is different."""

SECONDS = pytest.approx(sum(SAMPLE_SECONDS) / 2, abs=0.15)
"""Of a sample."""


def view_of(message: PhoneMessage) -> dict[str, Any]:
    """All members but its names, its time and how far it has come."""
    link = message.preview
    return {
        "type": message.type,
        "text": message.text,
        "quoted": message.quoted_key,
        "mentioned": list(message.mentioned),
        "author": message.author,
        "forwarded": message.is_forwarded,
        "edited": message.is_edited,
        "starred": message.is_starred,
        "reactions": dict(message.reactions),
        "file": None if message.file is None else _file_of(message.type, message.file),
        "location": message.location,
        "cards": list(message.cards),
        "poll": None if message.poll is None else (list(message.poll[0]), message.poll[1]),
        "preview": None if link is None else (link.url, link.title, link.description, link.thumbnail),
    }


def file_view(
    file: StoredFile,
    *,
    filename: str | None = None,
    seconds: object = None,
    has_waveform: bool = False,
    is_gif: bool = False,
) -> dict[str, Any]:
    """How `view_of` shows this file."""
    return {
        "sha256": file.digest,
        "size": file.size,
        "mimetype": file.mimetype,
        "filename": filename,
        "seconds": seconds,
        "has_waveform": has_waveform,
        "is_gif": is_gif,
    }


def _file_of(kind: str, file: PhoneFile) -> dict[str, Any]:
    """Documents have names; what engines call other files is no matter. How a waveform is drawn is not
    either, but it has 64 values up to 100."""
    waveform = file.waveform
    if waveform is not None:
        assert len(waveform) == 64
        assert all(0 <= value <= 100 for value in waveform)
        assert any(waveform)
    return {
        "sha256": file.sha256,
        "size": file.size,
        "mimetype": file.mimetype,
        "filename": file.filename if kind == MediaKind.DOCUMENT else None,
        "seconds": file.seconds,
        "has_waveform": waveform is not None,
        "is_gif": file.is_gif,
    }
