"""Which files are loaded when a module is: through the imports of its body.

In:  files. Out: files that these import, directly or through others; what functions import, and what only type
checkers see, does not count, and neither do the packages that a module lies in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pebre_analysis.ide.common import import_statements, navigation
from pebre_analysis.modules import desperate, module, resolve
from pebre_analysis.source import source_text
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files


def file_of(db: database.ProjectDatabase, of: str, name: str) -> files.File | None:
    """The file of `from of import name`: of the submodule if it is one, else of the module; None of libraries."""
    for wanted in ([f"{of}.{name}"] if name else []) + [of]:
        found = resolve.resolve(db, wanted)
        if isinstance(found, module.Module) and found.file is not None:
            return None if navigation.is_library(db, found.file) else found.file
    return None


def reached_from(db: database.ProjectDatabase, roots: Iterable[files.File]) -> set[files.File]:
    """The files of the project that loading these loads, themselves included."""
    found = dict.fromkeys(roots)
    pending = list(found)
    while pending:
        for each in _imported(db, pending.pop()):
            if each not in found and not navigation.is_library(db, each):
                found[each] = None
                pending.append(each)
    return set(found)


def _imported(db: database.ProjectDatabase, file: files.File) -> Iterable[files.File]:
    db.check_cancelled()
    text = source_text.source_text(db, file).text
    for written in import_statements.of_file(db, file):
        if import_statements.guard_of(text, written.range.start) is not False:
            continue
        node = written.node
        if isinstance(node, ir.Import):
            for alias in node.names:
                yield from _files(db, file, 0, alias.name)
        else:
            yield from _files(db, file, node.level, node.module)
            for alias in node.names:
                tail = f"{node.module}.{alias.name}" if node.module else alias.name
                yield from _files(db, file, node.level, tail)


def _files(db: database.ProjectDatabase, file: files.File, level: int, name: str) -> Iterable[files.File]:
    found = desperate.resolve_import(db, file, level, name)
    if isinstance(found, module.Module) and found.file is not None:
        yield found.file
