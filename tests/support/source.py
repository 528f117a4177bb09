"""The project's own Python files, parsed once, for the tests that judge their shape."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

__all__ = ["PACKAGES", "ROOT", "Function", "SourceFile", "every_file", "package_files"]

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "hookspecs/openwa_hookspecs",
    "openwa_core",
    *sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "plugins" / "builtin").glob("openwa_*")
        if any(path.rglob("*.py"))
    ),
)
FOLDERS = (*PACKAGES, "tests", "scripts", "benchmarks")

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, kw_only=True)
class Function:
    name: str
    line: int
    length: int


@dataclass(frozen=True)
class SourceFile:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def functions(self) -> Iterator[Function]:
        for node in ast.walk(self.tree):
            if isinstance(node, type_of_function):
                yield Function(name=node.name, line=node.lineno, length=_length(node))


@cache
def every_file() -> tuple[SourceFile, ...]:
    return _files(*FOLDERS)


@cache
def package_files() -> tuple[SourceFile, ...]:
    return _files(*PACKAGES)


def _files(*folders: str) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring not counted: it belongs to the reader."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None:
        return lines
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)
