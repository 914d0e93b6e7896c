"""Which sources a checker without a cache of its own need not be given again.

In:  the product's files, and the record of an earlier run that found nothing wrong in them.
Out: the files whose result may differ now.
Method: what is found in a file depends on its own text and on the surfaces of all files it reaches through imports:
their code without the bodies of functions whose headers say all (`pebre check` keeps its own results in the same way).
It also depends on the settings and on what is installed.
"""

from __future__ import annotations

import ast
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

from tests.tidy import tree

_RECORD: Final = tree.ROOT / ".pyright_cache" / "passed.json"


class Seen(NamedTuple):
    """What a text means to others: a digest of its surface, and names of all modules that it may import."""

    surface: str
    imports: list[str]


class Record(NamedTuple):
    """What is kept: what the result of each file depended on, by path; what was seen in each text, by its digest."""

    passed: dict[str, str]
    seen: dict[str, Seen]


def changed(files: Iterable[Path]) -> tuple[list[Path], Record]:
    """The files to check; and the record to `keep` if nothing is wrong in them."""
    try:
        passed, seen = json.loads(_RECORD.read_text(encoding="utf-8"))
        before = Record(passed, {digest: Seen(*each) for digest, each in seen.items()})
    except (OSError, ValueError, TypeError):
        before = Record({}, {})
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    now = digests(texts, before.seen)
    return [path for path in texts if before.passed.get(str(path)) != now.passed[str(path)]], now


def keep(record: Record) -> None:
    """Nothing was wrong."""
    _RECORD.parent.mkdir(exist_ok=True)
    _RECORD.write_text(json.dumps(record), encoding="utf-8")


def digests(texts: Mapping[Path, str], known: Mapping[str, Seen]) -> Record:
    """The record of these texts. `known`: what was seen in some."""
    by_name = {_module(path): path for path in texts}
    own = {path: _digest(text) for path, text in texts.items()}
    seen = {own[path]: known.get(own[path]) or _look(text) for path, text in texts.items()}
    targets = {path: {by_name[name] for name in seen[own[path]].imports if name in by_name} for path in texts}
    settings = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pyright"]
    around = [json.dumps(settings)]
    around += sorted(f"{each.name} {each.version}" for each in metadata.distributions())
    passed = {}
    for path in texts:
        reached = {path}
        pending = [path]
        while pending:
            new = targets[pending.pop()] - reached
            reached |= new
            pending += new
        below = [f"{each} {seen[own[each]].surface}" for each in sorted(reached - {path})]
        passed[str(path)] = _digest("\n".join([own[path], *around, *below]))
    return Record(passed, seen)


def _look(text: str) -> Seen:
    top = ast.parse(text)
    imports = _imported(top)
    return Seen(_digest(ast.dump(_Surface().visit(top))), sorted(imports))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _module(path: Path) -> str:
    parts = path.relative_to(tree.ROOT).with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(top: ast.Module) -> set[str]:
    """Names of all modules that a file of ours, which imports by whole names only, may import."""
    found: set[str] = set()
    for node in ast.walk(top):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *[f"{node.module}.{each.name}" for each in node.names]]
        for name in names:
            parts = name.split(".")
            found.update(".".join(parts[: n + 1]) for n in range(len(parts)))
    return found


class _Surface(ast.NodeTransformer):
    """Leaves out bodies that concern nobody else, when the module's `ast` is dumped."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        wanted = node.args
        named = [*wanted.posonlyargs, *wanted.args, *wanted.kwonlyargs, *filter(None, (wanted.vararg, wanted.kwarg))]
        first = named[0].arg if named else ""
        says_all = node.returns is not None and all(
            each.annotation is not None or each.arg in ("self", "cls") for each in named
        )
        if says_all and len(node.body) > 2 and not any(_is_seen(each, first) for each in ast.walk(node)):
            node.body = [ast.Pass()]
        return node


def _is_seen(node: ast.AST, first: str) -> bool:
    """Whether a node of a body is seen from outside: an attribute it sets, a global, what makes it a generator."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == first
    return isinstance(node, ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom)
