"""What no other tool checks: size, docstrings, and calls that do not belong in the analysis."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tidy import sizes, tree

BANNED_MODULES = {"pickle", "marshal", "shelve", "runpy"}
BANNED_ATTRIBUTES = {("os", "environ"), ("os", "getenv"), ("time", "time"), ("sys", "stdout")}
# Those that change, when they are imported, what another module holds; who needs that runs them (`lazy_modules`).
JOIN = {"analysis/pebre_analysis/syntax/lower.py", "analysis/pebre_analysis/semantic/walk_expressions.py"}
# The only file that reads the disk.
DISK = "analysis/pebre_analysis/source/system.py"


def _id(path: Path) -> str:
    return tree.relative(path)


@pytest.mark.parametrize("path", tree.product_files(), ids=_id)
def test_product_file_is_in_shape(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    module = ast.parse(text)
    name = tree.relative(path)
    assert ast.get_docstring(module), f"{name}: a module opens with its contract"
    n_lines = text.count("\n")
    assert n_lines <= sizes.HARD_LIMIT or name in sizes.EXCEPTIONS, f"{name}: {n_lines} lines"
    if name.startswith("analysis/"):
        assert list(_foreign(module, name)) == []
        assert name in JOIN or list(_changes_others(module)) == []
    assert list(_dangerous(module)) == []


def test_exceptions_to_the_size_limit_are_still_needed() -> None:
    for name, reason in sizes.EXCEPTIONS.items():
        assert reason
        assert (tree.ROOT / name).read_text(encoding="utf-8").count("\n") > sizes.HARD_LIMIT, name


def test_no_machine_path_in_the_tree() -> None:
    pattern = re.compile(r"/(?:work|root|farm)/[a-z]|/tmp/[a-z]+/")
    for path in [*tree.product_files(), *tree.test_files(), *tree.ROOT.glob("*.md"), tree.ROOT / ".ci" / "run"]:
        if path.name != Path(__file__).name:
            assert not pattern.search(path.read_text(encoding="utf-8")), tree.relative(path)


def test_packages_are_only_docstrings() -> None:
    """`__init__.py` holds a docstring and at most an explicit registry: no re-exports of names."""
    for path in tree.product_files():
        if path.name != "__init__.py":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            re_export = isinstance(node, ast.ImportFrom) and node.module is not None and "." in node.module
            if re_export and path.parent.name not in ("requests", "notifications", "rules", "cli"):
                raise AssertionError(f"{tree.relative(path)} re-exports at line {node.lineno}")


def _foreign(module: ast.Module, name: str) -> Iterator[str]:
    """Calls of the analysis to the outside world."""
    for node in ast.walk(module):
        called = _called_name(node)
        if called in ("open", "print", "input") and name != DISK:
            yield f"line {node.lineno}: {called}()"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in BANNED_ATTRIBUTES and name != DISK:
                yield f"line {node.lineno}: {node.value.id}.{node.attr}"


def _dangerous(module: ast.Module) -> Iterator[str]:
    """Ways to run data as code; none is allowed anywhere."""
    for node in ast.walk(module):
        called = _called_name(node)
        if called in ("eval", "exec", "__import__"):
            yield f"line {node.lineno}: {called}()"
        if isinstance(node, ast.Import):
            yield from (f"line {node.lineno}: {a.name}" for a in node.names if a.name in BANNED_MODULES)
        if isinstance(node, ast.ImportFrom) and node.module in BANNED_MODULES:
            yield f"line {node.lineno}: {node.module}"


def _called_name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return None


def _changes_others(module: ast.Module) -> Iterator[str]:
    """Statements of a module that change what is imported: a table of another module, say."""
    imported: set[str] = set()
    waiting = list(module.body)
    while waiting:
        statement = waiting.pop(0)
        if isinstance(statement, ast.ImportFrom):
            imported.update([alias.asname or alias.name for alias in statement.names])
        elif isinstance(statement, (ast.If, ast.For, ast.Try)):
            waiting[:0] = [*statement.body, *statement.orelse]
        changed: list[ast.expr] = []
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            changed = [statement.value.func]
        elif isinstance(statement, (ast.Assign, ast.Delete)):
            changed = statement.targets
        elif isinstance(statement, (ast.AugAssign, ast.AnnAssign)):
            changed = [statement.target]
        for target in changed:
            root = target
            while isinstance(root, (ast.Attribute, ast.Subscript)):
                root = root.value
            if root is not target and isinstance(root, ast.Name) and root.id in imported:
                yield ast.unparse(statement)
