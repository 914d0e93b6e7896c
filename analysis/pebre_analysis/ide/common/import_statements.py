"""The import statements of a file, and other texts for them.

In:  a file's outline.
Out: `Written`s: each statement with where its parts stand; edits that take one name out of a statement or give it
     another module.
Does not know: what the names lead to.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.common import edits, reshape
from pebre_analysis.modules import names, reverse
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline, outlined, parsed, visit

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

_FOR_TYPES: Final = re.compile(r"if (?:typing\.|t\.)?TYPE_CHECKING:")
_COMMA: Final = re.compile(r"[ \t]*,[ \t]*(?:\\?\r?\n[ \t]*)?")
_LAST_COMMA: Final = re.compile(r"[ \t]*,[\s\\]*\Z")
_BEHIND_NAME: Final = re.compile(r"[ \t]*,?[ \t]*(?:\#[^\r\n]*)?(?=[\r\n])")


class Written(NamedTuple):
    """An import statement; offsets count from the start of the file."""

    node: ir.Import | ir.ImportFrom
    base: int
    spans: array[int]

    def span(self, node: ir.Node) -> ranges.TextRange:
        """Where a part of it stands."""
        return ranges.TextRange(self.base + self.spans[2 * node.n], self.base + self.spans[2 * node.n + 1])

    @property
    def range(self) -> ranges.TextRange:
        return self.span(self.node)

    def module_range(self, text: str) -> ranges.TextRange:
        """Of `from … import`: where the dots and the name of the module stand."""
        node = self.node
        assert isinstance(node, ir.ImportFrom)
        start = self.range.start + len("from")
        while text[start] in " \t\f\\\r\n":
            start += 1
        if node.module_node is not None:
            return ranges.TextRange(start, self.span(node.module_node).end)
        end = text.find("import", start)
        return ranges.TextRange(start, start + len(text[start:end].rstrip(" \t\f\\\r\n")))


def all_of(of: outlined.Outline) -> Iterator[Written]:
    """Every import statement of a file, those in functions too, in source order."""
    for start, part in of.occurrences():
        if "import" not in part.text:
            continue
        lowered = parsed.lowered_of(part)
        for region in lowered.regions:
            for node in visit.statements_in_region(region):
                if isinstance(node, ir.Import | ir.ImportFrom):
                    yield Written(node, start, region.spans)


def of_file(db: database.ProjectDatabase, file: files.File) -> Iterator[Written]:
    """Every import statement of a file."""
    return all_of(outline.outline(db, file))


def module_name(db: database.ProjectDatabase, file: files.File) -> str:
    """The name of the module a file is; empty if it is none."""
    found = reverse.file_to_module(db, file)
    return "" if found is None else found.name


def module_of(db: database.ProjectDatabase, file: files.File, node: ir.ImportFrom) -> str | None:
    """The full name of the module that an import of a file names."""
    is_package = file.path.rpartition("/")[2].startswith("__init__.")
    return names.absolute(node.level, node.module, module_name(db, file), is_package)


def guard_of(text: str, at: int) -> bool | None:
    """Of a statement of a module: whether it stands right below `if TYPE_CHECKING:`; None in any other suite."""
    indent = reshape.indentation(text, at)
    if not indent:
        return False
    start = reshape.line_start(text, at)
    while start:
        start = reshape.line_start(text, start - 1)
        line = text[start : reshape.line_end(text, start)]
        if line.strip() and not line.startswith((indent, "#")) and not line.lstrip().startswith(("#", ")")):
            return True if _FOR_TYPES.match(line) else None
    return None


def without(text: str, path: str, written: Written, gone: Sequence[ir.Alias]) -> edits.Edit:
    """The edit that takes names out of a statement; the whole statement if nothing else is in it."""
    aliases = written.node.names
    kept = [each for each in aliases if all(each is not other for other in gone)]
    if not kept:
        return without_statement(text, path, written.range)
    first, last = written.span(aliases[0]).start, written.span(aliases[-1]).end
    own = [line for each in gone if (line := _own_line(text, written.span(each))) is not None]
    if "(" in text[written.range.start : first] and len(own) == len(gone):
        left = "".join([text[one.end : other.start] for one, other in pairwise(own)])
        return edits.Edit(path, ranges.TextRange(own[0].start, own[-1].end), left)
    if len(gone) > 1 and "#" not in text[first:last]:
        names_left = [text[written.span(each).start : written.span(each).end] for each in kept]
        return edits.Edit(path, ranges.TextRange(first, last), ", ".join(names_left))
    pieces: list[str] = []
    at = first
    for n, alias in enumerate(aliases):
        where = written.span(alias)
        following = written.span(aliases[n + 1]).start if n + 1 < len(aliases) else last
        if any(alias is each for each in gone):
            pieces.append(text[at : where.start])
            comma = _COMMA.match(text, where.end, following)
            at = comma.end() if comma is not None else where.end
    pieces.append(text[at:last])
    found = "".join(pieces)
    if any(aliases[-1] is each for each in gone):
        if "#" not in found.rpartition(",")[2]:
            found = _LAST_COMMA.sub("", found)
        elif comma := _COMMA.match(text, last):  # the one behind the name before is there
            last = comma.end()
    return edits.Edit(path, ranges.TextRange(first, last), found)


def _own_line(text: str, where: ranges.TextRange) -> ranges.TextRange | None:
    """The line of a name, if nothing but a comma and a comment shares it."""
    start = reshape.line_start(text, where.start)
    if text[start : where.start].strip() or _BEHIND_NAME.match(text, where.end) is None:
        return None
    return ranges.TextRange(start, reshape.after_line(text, where.end))


def without_statement(text: str, path: str, where: ranges.TextRange) -> edits.Edit:
    """The edit that takes a statement out: its line, or `pass` in its place where it may be all that a suite has."""
    start, end = reshape.line_start(text, where.start), reshape.line_end(text, where.end)
    rest = text[where.end : end].strip()
    if text[start : where.start].strip() or (rest and not rest.startswith("#")):
        return edits.Edit(path, where, "pass")
    if text[start : where.start]:  # in a suite
        return edits.Edit(path, ranges.TextRange(where.start, where.end), "pass")
    return edits.Edit(path, ranges.TextRange(start, reshape.after_line(text, where.end)), "")


def relative_to(package: str, of: str) -> str | None:
    """The module `of` with dots, as code in a package writes it; None if they have nothing in common."""
    own, other = package.split("."), of.split(".")
    common = 0
    while common < min(len(own), len(other)) and own[common] == other[common]:
        common += 1
    if not package or not common:
        return None
    return "." * (len(own) - common + 1) + ".".join(other[common:])


def package_of(name: str, *, is_package: bool) -> str:
    """The package that relative imports in a module start from."""
    return name if is_package else names.parent(name) or ""
