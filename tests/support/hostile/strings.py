"""Texts that programs stumble over: our own, and the published list where it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.support.corpora import published

__all__ = ["own_strings", "published_strings"]

_CURIOUS = (
    *("", " ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\ufeff", "\u2028", "\u2029", "\u200b", "\u00ad"),
    *("\x00", "a\x00b", "\x01", "\x07", "\x08", "\x0b", "\x1b[31mred\x1b[0m", "\x7f", "\x85", "\x9f"),
    *("\ud800", "\udfff", "a\udc80b", "\udfff\ud800", "\uffff", "\U0010ffff", "\U0001f600", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    *(
        "e\u0301",
        "é",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A",
        "\u0301",
        "a" + "\u0301" * 300,
        "ﬁ",
        "ẞ",
        "ǅ",
        "İ",
        "\u017f",
        "Ω",
        "½",
        "\u0661\u0662\u0663",
    ),
    *("\u202eright to left\u202c", "\u2066isolated\u2069", "שלום", "مرحبا", "a\u200fb", "\u061c"),
    *(
        "true",
        "false",
        "null",
        "None",
        "undefined",
        "NaN",
        "Infinity",
        "-0",
        "1e309",
        "0x10",
        "1_000",
        "\u0660",
    ),
    *("' OR 1=1 --", "'; drop table sessions; --", '"', "\\", "\\u0000", "%00", "%s%n", "{0}", "${HOME}"),
    *("{name}", "{{name}}", "<script>alert(1)</script>", "&amp;", "]]>", "<!--", "../../etc/passwd"),
    *("..", ".", "/", "//", "C:\\", "con", "file:///etc/passwd", "http://[::1]/", "data:,x", "javascript:0"),
    *("sess_", "sess_x", "key_x", "628222222222@c.us", "0@c.us", "@c.us", "status@broadcast ", "1@lid"),
    *(
        "true_628222222222@c.us_3EB0",
        "false_1@g.us_AAAA_2@c.us",
        "12345",
        "+628222222222",
        "\u0666\u0662\u0668",
    ),
    *("a b", "a+b", "a%20b", "a;b", "a=b&c=d", "a#b", "a?b", "a,b", "\r\nX-Injected: 1", "*", "?", "(", "["),
    *("x" * 255, "x" * 1_024, "x" * 1_025, "é" * 100, "😀" * 101, "x" * 70_000),
)


def own_strings() -> Sequence[str]:
    """Some hundred, each once."""
    return tuple(dict.fromkeys((*_CURIOUS, *_controls())))


def published_strings() -> Sequence[str]:
    """The Big List of Naughty Strings; nothing where nobody has fetched it."""
    path = published("big-list-of-naughty-strings/blns.json")
    return [] if path is None else json.loads(path.read_text())


def _controls() -> Iterator[str]:
    """Every character that is none to see, alone between two that are."""
    for number in (*range(0x20), *range(0x7F, 0xA0)):
        yield f"a{chr(number)}b"
