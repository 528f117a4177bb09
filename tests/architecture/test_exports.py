"""`__all__` says what a module offers: everything public that it defines, and nothing else.

That it is sorted is ruff's rule RUF022."""

import ast

import pytest

from tests.support.source import SourceFile, package_files

MODULES = [file for file in package_files() if file.path.name != "__main__.py"]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_all_is_complete_and_true(file: SourceFile) -> None:
    listed = _listed(file.tree)
    assert listed is not None, f"{file.name} has no __all__; it would be {sorted(_defined(file.tree))}"
    assert len(listed) == len(set(listed)), "a name is listed twice"
    assert _defined(file.tree) - set(listed) == set(), "defined here and public, but not listed"
    assert set(listed) - _bound(file.tree) == set(), "listed, but neither defined nor imported here"


def _listed(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            ):
                return list(ast.literal_eval(value))
    return None


def _defined(tree: ast.Module) -> set[str]:
    """Public names that a statement of the module itself makes."""
    names: set[str] = set()
    for node in _statements(tree.body):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.Assign() if not _is_type_variable(node.value):
                names.update(name.id for target in node.targets for name in _names(target))
            case ast.AnnAssign(target=ast.Name() as target):
                names.add(target.id)
    return {name for name in names if not name.startswith("_")}


def _is_type_variable(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec" | "TypeVarTuple")):
            return True
    return False


def _bound(tree: ast.Module) -> set[str]:
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for node in _statements(tree.body)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return _defined(tree) | imported


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """The module's statements, those under a top-level `if` or `try` too."""
    found: list[ast.stmt] = []
    for node in body:
        found.append(node)
        if isinstance(node, ast.If):
            found += _statements(node.body) + _statements(node.orelse)
        if isinstance(node, ast.Try):
            found += _statements(node.body) + [s for h in node.handlers for s in _statements(h.body)]
    return found


def _names(target: ast.expr) -> list[ast.Name]:
    return [
        node for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
