"""Imports that only what goes needed: when a function is moved or deleted, these go with it.

In:  a file, ranges of its text that go, the paths of the project's files.
Out: the edits that take the imports out.
Always
  - a name that stands anywhere else in the file stays, be it in a text or a comment;
  - so does all that is given on: what a package or a stub imports, `x as x`, what comes with `noqa`, and what another
    file takes from this one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from pebre_analysis.ide.common import deletion, edits, import_statements, reshape
from pebre_analysis.source import paths, ranges, source_text
from pebre_analysis.syntax import ir

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_KEPT: Final = re.compile(r"#.*\bnoqa\b", re.I)
_WORD: Final = re.compile(r"\w+")


def without(
    db: database.ProjectDatabase, file: files.File, gone: Sequence[ranges.TextRange], places: Iterable[str]
) -> Iterator[edits.Edit]:
    """See the module's docstring."""
    if paths.name(file.path).startswith("__init__.") or file.is_stub:
        return
    text = source_text.source_text(db, file).text
    words = {word for each in gone for word in _WORD.findall(text, each.start, each.end)}
    found = {
        name: at
        for name, at in _imported(db, file, text)
        if name in words and not any(each.start <= at.start < each.end for each in gone)
    }
    for match in _WORD.finditer(text) if found else ():
        own = found.get(match[0])
        if own is not None and not any(each.start <= match.start() < each.end for each in (own, *gone)):
            del found[match[0]]
    if found:
        for name in list(_taken_by_others(db, file, tuple(found), places)):
            found.pop(name, None)
        yield from deletion.of_imports(db, file, {each.start for each in found.values()})


def _imported(db: database.ProjectDatabase, file: files.File, text: str) -> Iterator[tuple[str, ranges.TextRange]]:
    """The names that a file imports for itself, with where."""
    for written in import_statements.of_file(db, file):
        node = written.node
        if isinstance(node, ir.ImportFrom) and (node.module == "__future__" or node.is_star):
            continue
        is_guarded = import_statements.guard_of(text, written.range.start) is None
        if is_guarded or _KEPT.search(text, written.range.start, reshape.line_end(text, written.range.end)):
            continue
        for alias in node.names:
            bound = alias.as_node.id if alias.as_node is not None else alias.name.partition(".")[0]
            if alias.as_node is None or bound != alias.name:
                yield bound, written.span(alias)


def _taken_by_others(
    db: database.ProjectDatabase, file: files.File, wanted: Collection[str], places: Iterable[str]
) -> Iterator[str]:
    """Which names other files take from this one: by an import, or behind its name."""
    own = import_statements.module_name(db, file)
    last = own.rpartition(".")[2]
    behind = re.compile(rf"(?<!\w){re.escape(last)}\s*\.\s*(\w+)")
    for path in places if last else ():
        other = db.files.file(path)
        if other is file or last not in (text := source_text.source_text(db, other).text):
            continue
        yield from behind.findall(text)
        for written in import_statements.of_file(db, other):
            node = written.node
            if isinstance(node, ir.ImportFrom) and import_statements.module_of(db, other, node) == own:
                yield from wanted if node.is_star else [alias.name for alias in node.names]
            if any(alias.as_node is not None and alias.name.rpartition(".")[2] == last for alias in node.names):
                yield from wanted  # another name may stand for the module
