"""A project checked as an editor's server would hold it, looked on by a profile; then changed, and checked again.

In:  the options of a command line. Out: what ran each time, and why.
Always: the disk is not written; a change is laid over it, as by an editor.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass

from pebre_analysis.engine import durability, graph, memo, profile
from pebre_analysis.project import changes, check, database, files
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import navigation, region
from pebre_analysis.source import diagnostic, lines, paths, source_text, system
from pebre_server import env
from pebre_server.cli import setup

_PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?", re.DOTALL)
_EDIT = re.compile(_PLACE.pattern + "=(?P<text>.*)", re.DOTALL)
_ESCAPES = {r"\n": "\n", r"\t": "\t", r"\\": "\\"}

Found = dict[str, tuple[diagnostic.Diagnostic, ...]]


class UsageError(Exception):
    """What was asked for cannot be done; the text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a file: all of it, a line, or a column in a line; both count from 1, in a notebook those of all its
    code cells joined."""

    path: str
    line: int | None = None
    column: int | None = None


class Observed:
    """See the module's text. `found`: the diagnostics of the last check, by path."""

    def __init__(self, disk: system.System, options: argparse.Namespace, named: list[str]) -> None:
        project = setup.project(disk, options, named)
        for problem in project.problems:
            print(f"warning: {problem}", file=sys.stderr)
        self.disk = disk
        self.paths, missing = files.collect(disk, project, named)
        if missing:
            raise UsageError(f"no such file or folder: {missing[0]}")
        self.db = database.ProjectDatabase(disk, project)
        env.watch(self.db, lambda text: print(text, file=sys.stderr))
        self.found: Found = {}

    def check(self, only: list[str] | None = None) -> profile.Profile:
        """Check the files."""
        with profile.Profile(self.db) as seen:
            self.found = self.db.run(dict, check.check_files(self.db, self.paths if only is None else only))
        return seen

    def check_unchanged(self) -> profile.Profile:
        """Check again after a revision in which anything might have changed, and nothing did."""
        self.db.synthetic_write(durability.HIGH)
        found = self.found
        seen = self.check()
        self.found = found
        return seen

    def edit(self, words: str) -> str:
        """Change a file, as `FILE:LINE:COL=TEXT`, `FILE:LINE=TEXT` or `FILE=@OTHER` tell; what was done, in words."""
        said = _EDIT.fullmatch(words)
        if said is None:
            raise UsageError(f"not an edit: {words} (FILE:LINE:COL=TEXT, FILE:LINE=TEXT or FILE=@OTHER)")
        place = self._place(said)
        if place.path.endswith(".ipynb"):
            raise UsageError(f"{said['file']} is a notebook: what follows from an edit is told of plain files only")
        text = re.sub(r"\\[nt\\]", lambda found: _ESCAPES[found[0]], said["text"])
        source = source_text.source_text(self.db, self.db.files.file(place.path)).text
        shown = said["file"]
        if place.line is None:
            if not text.startswith("@"):
                raise UsageError(f"not an edit: {words} (the text of a whole file is given as FILE=@OTHER)")
            other = self._place_of(text[1:])
            new = source_text.source_text(self.db, self.db.files.file(other)).text
            done = f"{shown} as in {text[1:]}"
        else:
            start, end = self._span(place, source)
            if place.column is not None:
                new, done = source[:start] + text + source[start:], f"{text!r} inserted at {shown}:{place.line}"
                done += f":{place.column}"
            else:
                new, done = source[:start] + text + source[end:], f"line {place.line} of {shown} is now {text!r}"
        refused = changes.apply(self.db, [changes.Document(place.path, new, 1)])
        if refused:
            raise UsageError(f"{shown} never changes")
        return done

    def place(self, words: str) -> Place:
        """`FILE`, `FILE:LINE` or `FILE:LINE:COL`."""
        said = _PLACE.fullmatch(words)
        if said is None:
            raise UsageError(f"not a place: {words}")
        return self._place(said)

    def concerned(self, place: Place) -> list[memo.Memo]:
        """The memos about the regions at a place, and about the file if the place is all of it."""
        return self.db.run(self._concerned, place)

    def node_of(self, path: str, found: diagnostic.Diagnostic, nodes: graph.Graph) -> int:
        """The memo a diagnostic comes from, as a number of the graph; -1 if it is not there."""
        of_file = found.rule in ("invalid-syntax", "unreadable-file")
        at = None if of_file else self._smallest(path, found.range.start, found.range.end)
        names = ("region_reports", "infer_region") if at is not None else ("outline", "source_text")
        key: memo.Keyed = self.db.files.file(path) if at is None else at
        by_name = {each.query.name: nodes.number_of[each] for each in key.memos if each in nodes.number_of}
        return next((by_name[name] for name in names if name in by_name), -1)

    # ---- helpers ----

    def _place_of(self, name: str) -> str:
        path = self.disk.normalise(name)
        if self.disk.stat(path).kind is not system.Kind.FILE:
            raise UsageError(f"no such file: {name}")
        return path

    def _place(self, said: re.Match[str]) -> Place:
        line, column = said["line"], said["column"]
        return Place(self._place_of(said["file"]), int(line) if line else None, int(column) if column else None)

    def _span(self, place: Place, source: str) -> tuple[int, int]:
        """Offsets of the place in the text; without the line's end."""
        if place.line is None:
            return 0, len(source)
        index = lines.LineIndex(source)
        if not 1 <= place.line <= index.n_lines:
            raise UsageError(f"{paths.name(place.path)} has no line {place.line}")
        text = index.line_text(place.line - 1)
        start = index.line_start(place.line - 1)
        if place.column is None:
            return start, start + len(text)
        if not 1 <= place.column <= len(text) + 1:
            raise UsageError(f"line {place.line} of {paths.name(place.path)} has no column {place.column}")
        return start + place.column - 1, start + place.column - 1

    def _concerned(self, place: Place) -> list[memo.Memo]:
        file = self.db.files.file(place.path)
        start, end = self._span(place, source_text.source_text(self.db, file).text)
        if place.column is not None:
            smallest = self._smallest(place.path, start, end)
            keys: list[memo.Keyed] = [] if smallest is None else [smallest]
        else:
            keys = [each for each in self._regions(place.path) if _meets(each, start, end)]
        if place.line is None:
            keys.append(file)
        return [each for key in keys for each in key.memos if each is not memo.ABSENT]

    def _regions(self, path: str) -> tuple[region.Region, ...]:
        index = semantic_index.semantic_index(self.db, self.db.files.file(path))
        return index.regions.get(self.db)

    def _smallest(self, path: str, start: int, end: int) -> region.Region | None:
        at = navigation.region_at(semantic_index.semantic_index(self.db, self.db.files.file(path)), start)
        return at[0] if at is not None else None


def _meets(each: region.Region, start: int, end: int) -> bool:
    there = navigation.region_range(each)
    return there.start <= end and start <= there.end
