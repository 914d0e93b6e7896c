"""*Remove what does nothing*: comments that silence nothing, and casts to the type that a value has.

In:  a file, and a range of it or all of it.
Out: an action for each report of these rules; and one for all of a file, which editors can do when it is saved.
Always
  - the code does what it did; a comment that says something else too keeps that;
  - of comments, only those that speak to pebre alone go without being asked about one by one: a bare `# type: ignore`
    may be needed by another checker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from pebre_analysis.ide.code_actions import action
from pebre_analysis.ide.common import edits, reshape, selection
from pebre_analysis.source import ranges
from pebre_analysis.syntax import covering, ir, outline
from pebre_analysis.types import check, findings

if TYPE_CHECKING:
    from pebre_analysis.project import database
    from pebre_analysis.source import files

KIND: Final = "source.fixAll.pebre"
_COMMENTS: Final = (findings.UNUSED_IGNORE_COMMENT, findings.UNUSED_TYPE_IGNORE_COMMENT)
_COMMA_BEHIND: Final = re.compile(r"\s*,\s*")
_COMMA_BEFORE: Final = re.compile(r"\s*,\s*\Z")


class _Fix(NamedTuple):
    title: str
    rule: str
    at: ranges.TextRange
    edit: edits.Edit


def quick_fixes(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """What can go in the lines of a range."""
    text = outline.outline(db, file).text
    start, end = reshape.line_start(text, wanted.start), reshape.line_end(text, wanted.end)
    if not re.search("ignore|cast", text[start:end]):
        return []
    return [
        action.Action(each.title, "quickfix", (each.edit,), each.rule, each.at, is_preferred=True)
        for each in _fixes(db, file)
        if each.at.start <= end and start <= each.at.end
    ]


def fix_all(db: database.ProjectDatabase, file: files.File, wanted: ranges.TextRange) -> list[action.Action]:
    """One action if anything can go, wherever it is."""
    changes: list[edits.Edit] = []
    for each in sorted(_fixes(db, file), key=lambda each: each.edit.range.start):
        is_inside = bool(changes) and each.edit.range.start < changes[-1].range.end
        if each.rule != findings.UNUSED_TYPE_IGNORE_COMMENT and not is_inside:
            changes.append(each.edit)
    title = "Remove ignore comments and casts that do nothing"
    return [action.Action(title, KIND, tuple(changes))] if changes else []


def _fixes(db: database.ProjectDatabase, file: files.File) -> Iterator[_Fix]:
    text = outline.outline(db, file).text
    for each in check.check_file(db, file):
        if each.rule in _COMMENTS:
            edit = _without_comment(text, file.path, each.range)
            yield _Fix("Remove the comment that silences nothing", each.rule, each.range, edit)
        elif each.rule == findings.REDUNDANT_CAST:
            found = _without_cast(db, file, each.range)
            if found is not None:
                yield _Fix("Remove the cast", each.rule, each.range, found)


def _without_comment(text: str, path: str, at: ranges.TextRange) -> edits.Edit:
    """The comment, or one rule named in it, gone."""
    start, end = at.start, at.end
    if text[start] != "#":  # a rule among others
        behind = _COMMA_BEHIND.match(text, end)
        before = _COMMA_BEFORE.search(text, 0, start)
        if behind is not None:
            end = behind.end()
        elif before is not None:
            start = before.start()
        return edits.Edit(path, ranges.TextRange(start, end), "")
    line_end = reshape.line_end(text, end)
    rest = text[end:line_end].lstrip(" \t")
    if rest.startswith("#"):
        return edits.Edit(path, ranges.TextRange(start, line_end - len(rest)), "")
    if reshape.begins_line(text, start):
        return edits.Edit(path, ranges.TextRange(reshape.line_start(text, start), reshape.after_line(text, end)), "")
    start = len(text[:start].rstrip(" \t"))
    return edits.Edit(path, ranges.TextRange(start, line_end), "")


def _without_cast(db: database.ProjectDatabase, file: files.File, at: ranges.TextRange) -> edits.Edit | None:
    """The value that is cast, in place of the call."""
    of = outline.outline(db, file)
    found = covering.node_at(of, at.start)
    for step in found.steps if found is not None else ():
        node = step.node
        if isinstance(node, ir.Call) and (step.start, step.end) == (at.start, at.end):
            place = selection.place(db, file, of, at.start, step.region)
            if place is None or len(node.args) != 2:
                return None
            value = next((each for each in node.args if each.name == "val"), node.args[1]).value
            source = place.source(value)
            if "#" in of.text[at.start : at.end].replace(source, ""):
                return None  # a comment would go
            return edits.Edit(file.path, at, reshape.wrapped(value, source))
    return None
