"""The project's Markdown pages and the blocks of code in them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.source import ROOT

__all__ = ["EXCUSE", "Block", "blocks_of", "first_message_lines", "pages", "yaml_blocks"]

EXCUSE = "<!-- not a gateway configuration -->"
_FENCE = re.compile(
    r"(?P<before>[^\n]*)\n"
    r"^(?P<indent> *)```(?P<language>\w+)[^\n]*\n"
    r"(?P<text>.*?)^(?P=indent)```",
    re.MULTILINE | re.DOTALL,
)
_FIRST_MESSAGE = re.compile(r"```sh\n(api=.*?)```", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Block:
    page: str
    line: int
    text: str
    is_excused: bool

    @property
    def name(self) -> str:
        return f"{self.page}:{self.line}"


@cache
def pages() -> dict[str, str]:
    """Every page of the project, by its path below the root."""
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "plugins").rglob("*.md")]
    return {str(file.relative_to(ROOT)): file.read_text() for file in sorted(files) if _is_ours(file)}


def first_message_lines() -> str:
    """The shell lines of the README that send the first message."""
    found = _FIRST_MESSAGE.search(pages()["README.md"])
    assert found, "README.md has no block of shell lines that begins with api="
    return found[1]


def yaml_blocks() -> list[Block]:
    return [block for page in pages() for block in blocks_of(page, "yaml", "yml")]


def blocks_of(page: str, *languages: str) -> list[Block]:
    """The blocks of a page that are in one of these languages."""
    text = pages()[page]
    return [
        Block(
            page=page,
            line=text.count("\n", 0, fence.start("language")) + 1,
            text=_without_indent(fence["text"], fence["indent"]),
            is_excused=fence["before"].strip() == EXCUSE,
        )
        for fence in _FENCE.finditer("\n" + text)
        if fence["language"] in languages
    ]


def _without_indent(text: str, indent: str) -> str:
    return "".join(line.removeprefix(indent) for line in text.splitlines(keepends=True))


def _is_ours(file: Path) -> bool:
    return "bundle" not in file.parts and "node_modules" not in file.parts
