"""Files and projects of any size, grown out of the standard library of the Python that runs this.

Each copy of a module numbers its top-level names, and `self` and `cls`, so that no two copies hold equal text: a tool
that knows equal code by its content must not be faster for it. Copies import an earlier one, as a tree.
"""

from __future__ import annotations

import ast
import itertools
import re
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MODULES = (
    "argparse", "configparser", "textwrap", "shlex", "csv", "difflib", "optparse", "pprint", "smtplib", "imaplib",
    "mailbox", "statistics", "tarfile",
)  # fmt: skip
TYPED_HERE = "def typed_here(n: int) -> int:\n    m = n + 1\n    return m\n"
TYPED = "\n    total = len(str(n)) + m"  # behind the first line of that body


@dataclass(frozen=True)
class Module:
    """Source text in two parts: imports, and all other statements."""

    imports: str
    statements: tuple[str, ...]
    names: re.Pattern[str]

    def numbered(self, n: int) -> list[str]:
        """The statements of the n-th copy."""
        return [self.names.sub(rf"\1_{n}", each) for each in self.statements]


@cache
def modules() -> tuple[Module, ...]:
    """Those of MODULES that this Python has."""
    folder = Path(sysconfig.get_path("stdlib"))
    return tuple([_module(path.read_text(encoding="utf-8")) for name in MODULES if (path := _path(folder, name))])


def _path(folder: Path, name: str) -> Path | None:
    path = folder / f"{name}.py"
    return path if path.is_file() else None


def _module(text: str) -> Module:
    lines = text.split("\n")
    imports: list[str] = []
    statements: list[str] = []
    names = {"self", "cls"}
    for node in ast.parse(text).body:
        first = min([node.lineno, *[each.lineno for each in getattr(node, "decorator_list", [])]])
        here = "\n".join(lines[first - 1 : node.end_lineno])
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(here)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            statements.append(here)
        elif not isinstance(node, ast.If):  # `if __name__ == "__main__":` and the like
            statements.append(here)
    pattern = re.compile(rf"(?<!\.)\b({'|'.join(sorted(names, key=len, reverse=True))})\b")
    return Module("\n".join(imports), tuple(statements), pattern)


def file_of(n_lines: int, first: int = 0) -> tuple[str, int]:
    """A file of about `n_lines` lines; and the line, from 0, behind which `TYPED` is to be typed.

    Copies are numbered from `first` on.
    """
    statements: list[str] = []
    have = 0
    for each in _statements(first):
        if have >= n_lines:
            break
        if each.count("\n") > n_lines // 4:
            continue  # a class that is a large part of the file
        statements.append(each)
        have += each.count("\n") + 3
    statements.insert(len(statements) // 2, TYPED_HERE)
    head = "\n".join(dict.fromkeys("\n".join(each.imports for each in modules()).split("\n")))
    text = "\n\n\n".join([head, *statements]) + "\n"
    return text, text[: text.index("def typed_here")].count("\n") + 1


def _statements(first: int) -> Iterator[str]:
    for n in itertools.count(first):
        for module in modules():
            yield from module.numbered(n)


def write_project(folder: Path, n_lines: int) -> int:
    """Write packages of about `n_lines` lines below a folder; how many lines it has."""
    have = 0
    for n in itertools.count():
        package = folder / f"pack_{n}"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("", encoding="utf-8")
        for name, module in zip(MODULES, modules(), strict=False):
            if have >= n_lines:
                return have
            lines = [module.imports, f"from pack_{n // 2} import {name} as earlier" if n else ""]
            text = "\n\n\n".join([*lines, *module.numbered(n)]) + "\n"
            (package / f"{name}.py").write_text(text, encoding="utf-8")
            have += text.count("\n")
    raise AssertionError
