"""JSON, nearly JSON, and nothing like JSON, as bytes: our own, and the published suite where it is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.support.corpora import published

__all__ = ["own_documents", "published_documents"]

_DEEP = 100_000
_NUMBERS = (
    *("0", "-0", "01", "+1", "1.", ".5", "1e5", "1E+05", "1e", "1e309", "-1e309", "1e-400", "0x1F", "1_000"),
    *("9007199254740993", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1" * 400),
    *("3." + "1" * 400, "1e1000000", "NaN", "Infinity", "-Infinity", "\u0663", "- 1", "--1"),
)
_TEXTS = (
    *('""', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\uD83D\\uDE00"', '"\\x41"', '"\\u12"', '"\t"'),
    *('"\n"', "'single'", '"\\', '"', '"\\"', '"a" "b"', '"\\/"', '"\x7f"', '"\u2028"', '"\\u202e"'),
)
_SHAPES = (
    *(
        "",
        " ",
        "\n\n",
        "null",
        "true",
        "True",
        "nul",
        "[]",
        "{}",
        "[",
        "]",
        "{",
        "}",
        "[}",
        "{]",
        "[,]",
        "[1,]",
    ),
    *("[1 2]", '{"a"}', '{"a":}', '{"a":1,}', "{,}", "{a:1}", "{1:1}", '{"a":1 "b":2}', '{"a":1}{"b":2}'),
    *('{"a":1} trailing', '{"a":1}#', "/* comment */ {}", '{"a":1,"a":2}', '{"":1}', '{"\\u0000":1}'),
    *('{"__proto__":{}}', '{"constructor":1}', '{"a":{"b":{"c":[[[{}]]]}}}', '["a",1,null,{"b":[]}]'),
)


def own_documents() -> Sequence[bytes]:
    """Some hundred, each once."""
    return tuple(dict.fromkeys((*_written(), *_bytes())))


def published_documents() -> Sequence[bytes]:
    """JSONTestSuite; nothing where nobody has fetched it."""
    folder = published("JSONTestSuite/test_parsing")
    return [] if folder is None else [path.read_bytes() for path in sorted(folder.glob("*.json"))]


def _written() -> Iterator[bytes]:
    for text in (*_SHAPES, *_NUMBERS, *_TEXTS):
        yield text.encode()
    for text in (*_NUMBERS, *_TEXTS):
        yield f'{{"text":{text}}}'.encode()


def _bytes() -> Iterator[bytes]:
    """What is no text, or no UTF-8, or too much."""
    whole = b'{"name":"abc"}'
    yield b"\xef\xbb\xbf" + whole
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield whole.decode().encode(encoding)
    for broken in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80", b"\0"):
        yield b'{"name":"' + broken + b'"}'
        yield broken
    yield from (whole[:length] for length in range(1, len(whole)))
    yield b"[" * _DEEP
    yield b"[" * _DEEP + b"]" * _DEEP
    yield b'{"a":' * _DEEP + b"1" + b"}" * _DEEP
    yield b'{"a":' * 17 + b"1" + b"}" * 17
    yield b'{"a":[' + b"0," * 50_000 + b"0]}"
    yield b"{" + b",".join(b'"m%d":0' % number for number in range(5_000)) + b"}"
