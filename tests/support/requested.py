"""Which requests the tests make, read from their source (`client.post(f"/api/keys/{id}")`)."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

__all__ = ["requests_of"]

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
ANYTHING = "*"
_DEEPEST = 5


def requests_of(file: Path) -> set[tuple[str, str]]:
    """Method and path, with `*` for each part of the path that is known only when the test runs."""
    module = ast.parse(file.read_text())
    return {
        (method, text.partition("?")[0])
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for texts in [_Texts(module, function)]
        for method, path in _calls(function)
        for text in texts.of(path)
    }


def _calls(function: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Calls of a method named like an HTTP method, and any `"POST", path` beside each other."""
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[path, *_]) if name in METHODS:
                yield name.upper(), path
            case ast.Call(args=[*parts]) | ast.Tuple(elts=[*parts]):
                for method, path in pairwise(parts):
                    if isinstance(method, ast.Constant) and str(method.value).lower() in METHODS:
                        yield str(method.value).upper(), path


class _Texts:
    """What expressions of one function may come to: by assignment, helpers and parametrisation."""

    def __init__(self, module: ast.Module, function: ast.AST) -> None:
        self._values: dict[str, list[ast.expr]] = defaultdict(list)
        for node in (*module.body, *ast.walk(function)):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._values[name].append(value)
                case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.expr() as value)]):
                    self._values[name].append(value)
                case ast.Call(func=ast.Attribute(attr="parametrize"), args=[names, ast.List(elts=rows), *_]):
                    self._add_rows(names, rows)

    def of(self, node: ast.expr, depth: int = 0) -> set[str]:
        match node:
            case ast.Constant(value=str() as text):
                return {text}
            case ast.JoinedStr(values=parts) if depth < _DEEPEST:
                return {"".join(choice) for choice in product(*(self.of(part, depth + 1) for part in parts))}
            case ast.BinOp(left=left, op=ast.Add(), right=right) if depth < _DEEPEST:
                return {a + b for a in self.of(left, depth + 1) for b in self.of(right, depth + 1)}
            case ast.FormattedValue(value=value):
                return self.of(value, depth + 1)
            case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)) if depth < _DEEPEST:
                choices = [self.of(value, depth + 1) for value in self._values.get(name, ())]
                return set().union(*choices) or {ANYTHING}
        return {ANYTHING}

    def _add_rows(self, names: ast.expr, rows: list[ast.expr]) -> None:
        columns = _names(names)
        for row in rows:
            match row:
                case ast.Tuple(elts=cells) | ast.Call(func=ast.Attribute(attr="param"), args=cells):
                    values = cells
                case _:
                    values = [row]
            for name, value in zip(columns, values, strict=False):
                self._values[name].append(value)


def _names(node: ast.expr) -> list[str]:
    """The names of `parametrize`: one text with commas, or a sequence of texts."""
    written = ast.literal_eval(node)
    names = written.split(",") if isinstance(written, str) else written
    return [str(name).strip() for name in names]
