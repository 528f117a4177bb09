"""No exception disappears: a broad handler raises again or logs, and a bare `except` does not exist."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.source import SourceFile, every_file

BROAD = frozenset({"Exception", "BaseException"})
LOGGING = frozenset({"exception", "error", "warning", "critical"})
FILES = [file for file in every_file() if "except" in file.text or "suppress" in file.text]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_exception_is_swallowed(file: SourceFile) -> None:
    assert [f"{file.name}:{line} {fault}" for line, fault in _faults(file.tree)] == []


def _faults(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None):
                yield node.lineno, "bare except"
            case ast.ExceptHandler() if _is_broad(node.type) and not _is_told(node):
                yield node.lineno, "broad except that neither raises nor logs"
            case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress")) if any(
                _is_broad(argument) for argument in node.args
            ):
                yield node.lineno, "suppress of every exception"


def _is_broad(node: ast.expr | None) -> bool:
    return node is not None and any(
        isinstance(part, ast.Name) and part.id in BROAD for part in ast.walk(node)
    )


def _is_told(handler: ast.ExceptHandler) -> bool:
    """It raises, logs, or hands the exception on to something that takes it as a value."""
    for node in ast.walk(handler):
        match node:
            case ast.Raise():
                return True
            case ast.Call(func=ast.Attribute(attr=name)) if name in LOGGING:
                return True
            case ast.Name(id=name, ctx=ast.Load()) if name == handler.name:
                return True
    return False
