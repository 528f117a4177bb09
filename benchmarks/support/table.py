"""Figures in columns."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["print_table"]


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """The title, the header, and the rows with numbers at the right."""
    shown = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(line[column]) for line in [list(header), *shown]) for column in range(len(header))]
    print(f"\n{title}")
    for line in [list(header), *shown]:
        first, *rest = line
        cells = [
            first.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
        ]
        print("  " + "  ".join(cells).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
    return str(value)
