"""Pieces of Markdown."""

from collections.abc import Iterable, Sequence

GENERATED = "<!-- Rendered by scripts/generate-docs: change the code, not this page. -->"


def page(title: str, *parts: str) -> str:
    return "\n\n".join([GENERATED, f"# {title}", *(part.strip() for part in parts if part.strip())]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Empty when there are no rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(heads), "|---" * len(heads) + "|", *lines]) if lines else ""


def code(text: str) -> str:
    return f"`{text}`"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.replace('|', chr(92) + '|').split()) for cell in cells)} |"
