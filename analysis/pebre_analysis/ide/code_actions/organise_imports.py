"""*Organise imports*: those a file begins with in sections and in order, each once.

Sections are `__future__`, standard library, installed packages, the project's own, relative ones, with a blank line
between; in a section `import` comes before `from`, then the names of modules decide; names behind `import` are ordered
constants first, then classes, then the rest. This is the order of isort's defaults.
Always
  - a comment above an import or behind it goes along; a comment that stands alone parts what is
    above from what is below;
  - no name is taken away; what is imported twice in the same words is once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import edits, imports, reshape
from pebre_analysis.source import ranges
from pebre_analysis.syntax import ir, outline

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

KIND: Final = "source.organizeImports"


class _Unit(NamedTuple):
    """An import with the comments above it. `apart`: the text above these, if a comment stands alone there."""

    key: tuple[int, bool, str]
    comments: str
    text: str
    apart: str


def actions(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action if the imports are not in order."""
    source = outline.outline(db, file)
    text = source.text
    found = imports.top_of(source).imports
    if not found or not all(_is_alone(text, each) for each in found):
        return []
    units = [_unit(db, text, found[n - 1] if n else None, each) for n, each in enumerate(found)]
    start, end = found[0].start, reshape.line_end(text, found[-1].end)
    ordered = _whole(units, reshape.newline_of(text))
    if ordered == text[start:end]:
        return []
    change = edits.Edit(file.path, ranges.TextRange(start, end), ordered)
    return [action.Action("Organise imports", KIND, (change,))]


def _is_alone(text: str, each: imports.Written) -> bool:
    """Whether nothing but a comment shares its lines."""
    rest = text[each.end : reshape.line_end(text, each.end)].strip()
    return reshape.line_start(text, each.start) == each.start and rest[:1] in ("", "#")


def _unit(db: database.ProjectDatabase, text: str, before: imports.Written | None, each: imports.Written) -> _Unit:
    comments = apart = ""
    if before is not None:
        comments, apart = _above(text[reshape.after_line(text, before.end) : each.start])
    end = reshape.line_end(text, each.end)
    return _Unit(imports.key_of(db, each.node), comments, _with_ordered_names(text, each, end), apart)


def _above(text: str) -> tuple[str, str]:
    """The comment lines directly above an import, and what is further up if it is not blank."""
    lines = text.splitlines(keepends=True)
    own: list[str] = []
    while lines and lines[-1].startswith("#"):
        own.insert(0, lines.pop())
    return "".join(own), "".join(lines) if any(line.strip() for line in lines) else ""


def _with_ordered_names(text: str, each: imports.Written, end: int) -> str:
    whole = text[each.start : end]
    if not isinstance(each.node, ir.ImportFrom) or len(each.names) < 2 or "#" in text[each.start : each.end]:
        return whole
    shown = [text[low:high] for low, high in each.names]
    pieces: list[str] = []
    at = each.start
    for (low, high), name in zip(each.names, sorted(shown, key=_name_key), strict=True):
        pieces += (text[at:low], name)
        at = high
    return "".join(pieces) + text[at:end]


def _name_key(shown: str) -> tuple[int, str, str]:
    name = shown.split()[0]
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.casefold(), shown


def _whole(units: list[_Unit], newline: str) -> str:
    """The imports, in order between comments that stand alone."""
    runs: list[list[_Unit]] = [[]]
    for unit in units:
        if unit.apart:
            runs.append([])
        runs[-1].append(unit)
    pieces = [newline.join(_ordered(runs[0]))]
    for run in runs[1:]:
        pieces += (newline, run[0].apart, newline.join(_ordered(run)))
    return "".join(pieces)


def _ordered(run: list[_Unit]) -> Iterator[str]:
    section: int | None = None
    comments: dict[tuple[tuple[int, bool, str], str], dict[str, None]] = {}
    for unit in run:
        comments.setdefault((unit.key, unit.text), {})[unit.comments] = None
    for key, text in sorted(comments):
        if section is not None and key[0] != section:
            yield ""
        section = key[0]
        yield "".join(comments[key, text]) + text
