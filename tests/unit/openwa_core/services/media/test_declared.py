"""What a caller says of a file, and what its content says."""

from __future__ import annotations

import pytest

from openwa_core.services.media.declared import agrees, document_type, is_mimetype

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("image/jpeg", "image/jpeg"),
        ("IMAGE/JPG", "image/jpeg"),
        ("audio/mp3", "audio/mpeg"),
        ("audio/ogg; codecs=opus", "audio/ogg"),
        ("audio/x-m4a", "audio/mp4"),
        ("video/avi", "video/x-msvideo"),
        ("application/octet-stream", "image/png"),
        ("application/octet-stream", None),
        (DOCX, "application/zip"),
        ("application/epub+zip", "application/zip"),
        ("application/msword", "application/x-ole-storage"),
        ("application/msword", "application/rtf"),
        ("application/msword", None),
        ("text/plain", None),
        ("text/csv", None),
        ("application/x-our-own", "application/zip"),
        ("application/x-our-own", None),
    ],
)
def test_agreement(declared: str, shown: str | None) -> None:
    assert agrees(declared, shown)


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("image/jpeg", "image/png"),
        ("image/jpeg", None),
        ("audio/mpeg", "audio/ogg"),
        ("video/mp4", "audio/mp4"),
        ("application/pdf", None),
        ("application/pdf", "application/zip"),
        (DOCX, "application/pdf"),
        (DOCX, None),
        ("application/msword", "application/zip"),
        ("text/plain", "application/pdf"),
        ("text/html", "image/png"),
    ],
)
def test_disagreement(declared: str, shown: str | None) -> None:
    assert not agrees(declared, shown)


@pytest.mark.parametrize(
    ("declared", "shown", "filename", "is_text", "wanted"),
    [
        ("text/csv", None, "x.pdf", True, "text/csv"),
        (None, "application/pdf", None, False, "application/pdf"),
        (None, "application/zip", "report.docx", False, DOCX),
        (None, "application/pdf", "report.docx", False, "application/pdf"),
        (None, None, "table.csv", True, "text/csv"),
        (None, None, None, True, "text/plain"),
        (None, None, None, False, "application/octet-stream"),
        ("application/octet-stream", "image/png", None, False, "image/png"),
    ],
)
def test_documents_go_out_under_the_best_known_type(
    declared: str | None, shown: str | None, filename: str | None, is_text: bool, wanted: str
) -> None:
    assert document_type(declared, shown, filename, is_text=is_text) == wanted


@pytest.mark.parametrize(
    "text", ["", "image", "image/", "/png", "image/png/x", "a b/c", "image/png\n", "ï/x", "a/" + "b" * 300]
)
def test_what_is_no_mimetype(text: str) -> None:
    assert not is_mimetype(text)
