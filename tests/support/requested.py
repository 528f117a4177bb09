"""Which requests the tests make, read from their source (`client.post(f"/api/keys/{id}")`)."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

__all__ = ["requests_of"]

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
ANYTHING = "*"
_DEEPEST = 5


def requests_of(file: Path) -> set[tuple[str, str]]:
    """Method and path, with `*` for each part of the path that is known only when the test runs."""
    texts = _Texts(ast.parse(file.read_text()))
    return {(method, texts.of(path).partition("?")[0]) for method, path in _calls(texts.module)}


def _calls(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Calls of a method named like an HTTP method, and any `"POST", path` beside each other."""
    for node in ast.walk(module):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[path, *_]) if name in METHODS:
                yield name.upper(), path
            case ast.Call(args=[*parts]) | ast.Tuple(elts=[*parts]):
                for method, path in pairwise(parts):
                    if isinstance(method, ast.Constant) and str(method.value).lower() in METHODS:
                        yield str(method.value).upper(), path


class _Texts:
    """What expressions of one module come to, as far as the source tells."""

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self._values: dict[str, ast.expr] = {}
        for node in ast.walk(module):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._values[name] = value
                case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.expr() as value)]):
                    self._values[name] = value

    def of(self, node: ast.expr, depth: int = 0) -> str:
        if depth > _DEEPEST:
            return ANYTHING
        match node:
            case ast.Constant(value=str() as text):
                return text
            case ast.JoinedStr(values=parts):
                return "".join(self.of(part, depth + 1) for part in parts)
            case ast.FormattedValue(value=value):
                return self.of(value, depth + 1)
            case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)) if name in self._values:
                return self.of(self._values[name], depth + 1)
        return ANYTHING
