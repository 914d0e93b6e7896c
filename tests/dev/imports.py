"""Import lines taken out of real projects: whether the quick fix would put them back.

    python -m tests.dev imports PROJECT… [--cases N] [--seed N] [--python ENVIRONMENT] [--show N]

A case is one statement at the top level of a module that is taken away, and one name of it; asked is at the first use.
The module that was imported is wanted, with that name; of `import a.b` the name `a`. Statements in `if` and `try` and
star imports are no cases, nor is a name that something else binds as well. Printed are, for each project, how many
come first, among the first three, later, and not at all, and each of which `--show` places or more come before; names
of modules that cannot be found, and that no other file of the project imports, and aliases that no other file writes,
are counted apart, and all are listed: no index can know them.
"""

import argparse
import ast
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pebre_analysis.ide import api
from pebre_analysis.source import system
from tests.ide import harness

_TITLE = re.compile(r"Import: `(?:from ([\w.]+) )?import ([\w.]+)(?: as (\w+))?`")


class Case(NamedTuple):
    """A text without one import, the place of a use, and what was imported: module, name, alias."""

    path: str
    text: str
    at: int
    wanted: tuple[str, str, str]
    statement: str


def main(words: list[str]) -> int:
    """Print figures; 0."""
    parser = argparse.ArgumentParser(prog="tests.dev imports", description=__doc__)
    parser.add_argument("projects", nargs="+")
    parser.add_argument("--cases", type=int, default=20, help="of each project")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--python")
    parser.add_argument("--show", type=int, default=1)
    options = parser.parse_args(words)
    total: Counter[str] = Counter()
    for folder in options.projects:
        found = measure(os.path.abspath(folder), options.python, options.cases, options.seed, options.show)
        print(f"{os.path.basename(os.path.abspath(folder))}: {_shown(found)}", flush=True)
        total += found
    print(f"together: {_shown(total)}")
    return 0


def _shown(found: Counter[str]) -> str:
    n = sum(found.values()) - found["unknowable"]
    first, three = found["first"], found["first"] + found["in three"]
    shares = f"first {first / n:.1%}, in three {three / n:.1%} of {n}; " if n else ""
    return shares + ", ".join(f"{count} {kind}" for kind, count in sorted(found.items()))


def measure(folder: str, environment: str | None, n_cases: int, seed: int, show: int) -> Counter[str]:
    """How many cases of a project end where."""
    settings = {"environment": {"python": environment}} if environment else {}
    host = api.Host([folder], settings, lambda line: None, system.OsSystem())
    paths = [path for path in host.files() if path.endswith(".py")]
    chance = random.Random(seed)
    chance.shuffle(paths)
    texts = {path: host.line_index(path).text for path in paths}
    found: Counter[str] = Counter()
    version = 1
    for path in paths:
        cases = list(_cases(path, texts[path], chance))
        for case in chance.sample(cases, min(2, len(cases))):
            if sum(found.values()) == n_cases:
                return found
            version += 1
            host.apply([harness.Change("open", path, case.text, version=version)])
            offered = [each.title for each in host.code_actions(path, case.at, case.at, "quickfix".__eq__)]
            host.apply([harness.Change("close", path)])
            titles = [title for title in offered if title.startswith("Import: ")]
            place = next((n for n, title in enumerate(titles) if _gives(title, path, folder, case.wanted)), -1)
            kind = "first" if place == 0 else "in three" if 0 < place < 3 else "later" if place > 0 else "missing"
            if kind == "missing" and not (_is_known(host, case, texts) and _is_alias_known(case, texts)):
                kind = "unknowable"
            elif kind == "missing" and not titles:
                kind = "without offer"
            found[kind] += 1
            if kind != "first" and (place < 0 or place >= show):
                where = f"{os.path.relpath(path, folder)}:{case.text.count(chr(10), 0, case.at) + 1}"
                print(f"  {kind} {where}: {case.statement!r} wanted {case.wanted}; offered {titles[:4]}", flush=True)
    return found


def _cases(path: str, text: str, chance: random.Random) -> Iterator[Case]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom) or any(each.name == "*" for each in node.names):
            continue
        alias = chance.choice(node.names)
        name = alias.asname or alias.name.partition(".")[0]
        if isinstance(node, ast.ImportFrom):
            wanted = "." * node.level + (node.module or ""), alias.name, alias.asname or ""
        else:
            wanted = "", alias.name if alias.asname else name, alias.asname or ""
        if wanted[0] == "__future__" or wanted[2] == wanted[1] or _is_bound_elsewhere(tree, node, name):
            continue
        end = node.end_lineno or node.lineno
        blank = "".join(["\n" * (line.endswith("\n")) for line in lines[node.lineno - 1 : end]])
        without = "".join(lines[: node.lineno - 1]) + blank + "".join(lines[end:])
        shift = len(without) - len(text)
        for use in ast.walk(tree):
            if isinstance(use, ast.Name) and use.id == name and isinstance(use.ctx, ast.Load) and use.lineno > end:
                column = len(lines[use.lineno - 1].encode()[: use.col_offset].decode())
                yield Case(path, without, starts[use.lineno - 1] + column + shift, wanted, ast.unparse(node))
                break


def _is_bound_elsewhere(tree: ast.AST, but: ast.AST, name: str) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [each.asname or each.name.partition(".")[0] for each in node.names]
            if (node is not but and name in names) or names == ["*"]:
                return True
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name == name:
                return True
        elif isinstance(node, ast.arg):
            if node.arg == name:
                return True
        elif isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
            return True
    return False


def _gives(title: str, path: str, folder: str, wanted: tuple[str, str, str]) -> bool:
    match = _TITLE.fullmatch(title)
    if match is None:
        return False
    of, name, alias = match[1] or "", match[2], match[3] or ""
    package = os.path.relpath(path, folder).split("/")[:-1]
    if not alias and not of and not wanted[0]:
        name = name.partition(".")[0]
    return (_absolute(of, package), name, alias) == (_absolute(wanted[0], package), wanted[1], wanted[2])


def _absolute(of: str, package: list[str]) -> str:
    """The name of a module that may be relative; without the folders that are no packages but sources lie in."""
    level = len(of) - len(of.lstrip("."))
    if level:
        of = ".".join([*package[: len(package) - level + 1], *filter(None, [of[level:]])])
    return of.removeprefix("src.").removeprefix("lib.")


def _is_alias_known(case: Case, texts: dict[str, str]) -> bool:
    """Whether the name is that of the thing itself, or another file calls it so."""
    alias = case.wanted[2]
    if not alias or alias.lstrip("_") == case.wanted[1]:
        return True
    renamed = re.compile(rf"\bas[ \t]+{re.escape(alias)}\b")
    return any(renamed.search(text) for path, text in texts.items() if path != case.path)


def _is_known(host: api.Host, case: Case, texts: dict[str, str]) -> bool:
    """Whether the module can be found, or another file names it beside `import`."""
    of = case.wanted[0] or case.wanted[1]
    if of.startswith("."):
        return True
    name = re.compile(rf"^[ \t]*(?:from|import)[ \t]+{re.escape(of)}\b", re.M)
    if any(name.search(text) for path, text in texts.items() if path != case.path):
        return True
    probe = f"import {of}\n"
    host.apply([harness.Change("open", case.path, probe, version=1)])
    reported = [each.rule for each in host.diagnostics(case.path).flat()]
    host.apply([harness.Change("close", case.path)])
    return "unresolved-import" not in reported
