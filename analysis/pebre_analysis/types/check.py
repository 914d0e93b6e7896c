"""The join: what is said about the regions of a file, put together with places, levels and comments.

In:  a database and a file.
Out: `check_file`: its diagnostics, in a total order that does not depend on how they were found.
     `Join`: the same in pieces, for whoever asks again after each change.
     `shown`: what is said about its regions, with the region it is about.
Always
  - nothing is inferred here but through `reports.file_reports`, and where a comment silences nothing;
  - a suppressed or ignored finding is left out here, at the end;
  - a piece is the same object as long as its chunk, what is said about its region and the settings are;
    so after an edit only the pieces it touches are made;
  - the pieces of a run of regions are kept together; where the outline says how it follows from the last one and no
    region came, went or changed places, a run above or below the edit is not looked into: 0.5 µs.
"""

from __future__ import annotations

from operator import add
from typing import TYPE_CHECKING, Final

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.source import diagnostic, pieces, ranges, source_text
from pebre_analysis.syntax import ir, outlined, parsed, problems, semantic_errors
from pebre_analysis.syntax import outline as outlines
from pebre_analysis.types import comments, findings, levels, positions, reports, silence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.semantic.region import Region
    from pebre_analysis.source.files import File
    from pebre_analysis.syntax.outlined import Outline
    from pebre_analysis.types.db import Db

    Slot = tuple[Occurrence, int]  # where a region stands: a chunk in the file, its number there
    Silenced = list[tuple[Occurrence, comments.Used]]  # of chunks, the comments that silenced something
    Beside = tuple[tuple[diagnostic.Related, ...], ...]  # of each report; empty if there are none at all
    # Where the region was, what was said, the piece, and the places beside it.
    Known = tuple[Slot, tuple[reports.Report, ...] | str, pieces.Piece, Beside]

Level = diagnostic.Level


def check_file(db: Db, file: File) -> tuple[diagnostic.Diagnostic, ...]:
    """Everything that is reported about a file."""
    return Join(db, file).report().flat()


class Join:
    """The diagnostics of one file, put together again whenever somebody asks."""

    __slots__ = ("_anchors", "_commented", "_flaws", "_known", "_last", "_placed", "_runs", "_settings", "_silenced",
                 "_told", "_used", "db", "file")  # fmt: skip

    def __init__(self, db: Db, file: File) -> None:
        self.db = db
        self.file = file
        self._settings: tuple[_Settings, bool] | None = None  # and whether the whole file is silenced
        # What was made last, with what it was made of: of each run, by the id of its entries; of each region.
        self._runs: dict[int, _Run] = {}
        # The index, how often its regions came or went, and the number of the outline that the runs were placed in.
        self._last = _UNPLACED
        self._known: dict[Region, Known] = {}
        self._flaws: dict[Occurrence, pieces.Piece] = {}
        self._used: dict[Region, comments.Used] = {}  # of the region's chunk, the comments that silenced its findings
        self._silenced: list[Silenced] = []  # of the runs in which comments silenced something
        self._told: dict[Occurrence, tuple[comments.Judged, pieces.Piece]] = {}
        self._commented = _NO_COMMENTS
        self._anchors: dict[Occurrence, diagnostic.Anchor] = {}  # those that something counts from
        self._placed: pieces.Places = {}

    def report(self) -> pieces.FileReport:
        """What is reported about the file now."""
        db, file = self.db, self.file
        error = source_text.source_text(db, file).error
        if error is not None:
            at = ranges.TextRange(0, 0)
            return pieces.whole("", (diagnostic.Diagnostic(findings.UNREADABLE_FILE, Level.ERROR, error.message, at),))
        settings = _Settings(db)
        said = reports.file_reports(db, file)
        outline = outlines.outline(db, file)
        is_silent = silence.is_whole_file(outline, settings.honours_type_ignore)
        if (settings, is_silent) != self._settings:
            self._settings = settings, is_silent
            self._runs.clear()
            self._known.clear()
            self._flaws.clear()
            self._told.clear()
            self._commented = _NO_COMMENTS
        groups = self._regions(said, outline, settings, is_silent)
        if settings.syntax is not Level.IGNORE:
            flaws = semantic_index.semantic_index(db, file).flawed()
            if (found := self._syntax(flaws, outline, settings)).pieces:
                groups.append(found)
        if not is_silent and (told := self._comments(outline, settings)).pieces:
            groups.append(told)
        return pieces.FileReport(groups, self._places(outline)) if groups else pieces.EMPTY

    def _regions(
        self, said: tuple[reports.Entries, ...], outline: Outline, settings: _Settings, is_silent: bool
    ) -> list[pieces.Group]:
        """The pieces of the regions about which something is said, by run."""
        before, now = self._runs, {}
        found: list[pieces.Group] = []
        silenced: list[Silenced] = []
        step = self._step(outline)
        placed, self._last = self._last, _UNPLACED  # until all are: whoever is stopped on the way places all anew
        keep = -1 if step is None else step.keep
        for entries in said:
            run = before.get(id(entries))
            # What an edit further down leaves alone costs no call: of all runs that is half.
            if (
                run is None
                or (run.minded and not self._beside_stands(run))
                or (run.high >= keep and not (step is not None and run.follow(step)) and not run.holds(outline))
            ):
                run = self._run(entries, settings, is_silent)
                run.place(outline)
            now[id(entries)] = run
            if run.group.pieces:
                found.append(run.group)
            if run.used:
                silenced.append(run.used)
        self._runs = now
        self._silenced = silenced
        self._last = placed
        if len(self._known) > 2 * sum(map(len, said)) + 100:
            known = self._known
            self._known = {region: known[region] for entries in said for region, _ in entries}
            self._used = {region: used for region, used in self._used.items() if region in self._known}
        return found

    def _step(self, outline: Outline) -> outlined.Step | None:
        """How the outline follows from the one of the last time, if all regions are still where they were in it."""
        index = semantic_index.semantic_index(self.db, self.file)
        last, self._last = self._last, (index, index.n_structures, outline.number)
        if last[:2] != self._last[:2]:
            return None
        step = outline.step
        if step is not None and step.before == last[2]:
            return step
        n = len(outline.chunks)
        return outlined.Step(last[2], n, n, n, 0, 0) if outline.number == last[2] else None

    def _beside_stands(self, run: _Run) -> bool:
        """Whether the places beside its findings are what they were; in this file, from their anchors."""
        for region, version in run.minded.items():
            if region.version != version or region.is_dead():
                return False
        return all(outlines.outline(self.db, file).number == number for file, number in run.others.items())

    def _run(self, entries: reports.Entries, settings: _Settings, is_silent: bool) -> _Run:
        run = _Run(entries)
        known = self._known
        for region, here in entries:
            slot = region.occurrence, region.number
            beside = self._beside(here, run) if not isinstance(here, str) else ()
            last = known.get(region)
            if last is None or last[1] is not here or last[0] != slot or last[3] != beside:
                last = known[region] = (slot, here, self._piece(region, here, beside, settings, last), beside)
            run.add(region, slot, last[2], is_silent and not isinstance(here, str))
            if region in self._used:
                run.used.append((slot[0], self._used[region]))
        return run

    def _piece(
        self,
        region: Region,
        here: tuple[reports.Report, ...] | str,
        beside: Beside,
        settings: _Settings,
        last: Known | None,
    ) -> pieces.Piece:
        part = region.occurrence.chunk
        if isinstance(here, str):
            return pieces.Piece(part.text, (_failed(region, here),))
        found: dict[diagnostic.Diagnostic, None] = {}
        used: comments.Used = set()
        may_silence = "ignore" in part.text
        for n, each in enumerate(here):
            level = settings.levels.get(each.rule, Level.INFO)
            place = None if level is Level.IGNORE and not may_silence else span(region, each)
            if place is None:
                continue
            low, high = place
            if may_silence and each.rule != findings.REVEALED_TYPE:
                silencing = silence.silencing(part, low, high, each.rule, settings.honours_type_ignore)
                if silencing:
                    used.update((number, each.rule) for number in silencing)
                    continue
            if level is Level.IGNORE:
                continue
            related = beside[n] if beside else ()
            at = ranges.TextRange(low, high)
            found[diagnostic.Diagnostic(each.rule, level, each.message, at, related)] = None
        if used:
            self._used[region] = used
        else:
            self._used.pop(region, None)
        return _same_or(part.text, tuple(sorted(found, key=diagnostic.sort_key)), last[2] if last else None)

    def _beside(self, here: tuple[reports.Report, ...], run: _Run) -> Beside:
        """The places beside what is reported, as they are now; the run is told what they depend on."""
        if not any(each.related for each in here):
            return ()
        return tuple([tuple(self._related(each.related, run)) for each in here])

    def _related(self, definitions: tuple[findings.Related, ...], run: _Run) -> Iterator[diagnostic.Related]:
        for each in definitions:
            file = each.definition.scope.file
            if file is not self.file:
                semantic_index.semantic_index(self.db, file)  # brought up to date, if it is not
                run.others[file] = outlines.outline(self.db, file).number
            region = each.definition.region
            run.minded[region] = region.version
            if not each.definition.exists:
                continue
            binding = each.definition.binding
            if binding.kind == use_def.PARAMETER and region.is_body and not binding.scope:
                region = region.scope.header or region  # a parameter stands in the header of its function
                run.minded[region] = region.version
            if file is self.file:
                at = positions.range_within(region, binding.n)
                anchor = run.anchors[region.occurrence] = self._anchor(region.occurrence)
                yield diagnostic.Related(ranges.FileRange(file, at), each.message, anchor)
            else:
                at = positions.range_of(outlines.outline(self.db, file), region, binding.n)
                yield diagnostic.Related(ranges.FileRange(file, at), each.message)

    def _anchor(self, occurrence: Occurrence) -> diagnostic.Anchor:
        """The text of an occurrence, from which places in it count."""
        found = self._anchors.get(occurrence)
        if found is None:
            found = self._anchors[occurrence] = diagnostic.Anchor(occurrence.chunk.text)
        return found

    def _places(self, outline: Outline) -> pieces.Places:
        """Where the anchors stand now; those that nobody counts from any more are forgotten."""
        anchors: dict[Occurrence, diagnostic.Anchor] = {}
        for run in self._runs.values():
            anchors.update(run.anchors)
        for occurrence, piece in self._flaws.items():
            if piece.has_related:
                anchors[occurrence] = self._anchors[occurrence]
        self._anchors = anchors
        places = {anchor: positions.place_of(outline, occurrence) for occurrence, anchor in anchors.items()}
        if places != self._placed:
            self._placed = places
        return self._placed

    # ---- comments ----

    def _comments(self, outline: Outline, settings: _Settings) -> pieces.Group:
        """What is said of comments that ask for silence."""
        asking = semantic_index.semantic_index(self.db, self.file).commented()
        commented = self._commented
        if not commented.holds(self.db, asking, self._silenced):
            commented = self._commented = self._judged(asking, outline, settings)
        commented.place(outline)
        return commented.group

    def _judged(self, asking: tuple[Occurrence, ...], outline: Outline, settings: _Settings) -> _Commented:
        """Judge the comments of these chunks, as far as they are not judged already."""
        used: dict[Occurrence, comments.Used] = {}
        for silenced in self._silenced if asking else ():
            for occurrence, here in silenced:
                used.setdefault(occurrence, set()).update(here)
        before, self._told = self._told, {}
        found = _Commented(asking, self._silenced)
        for _, _, occurrence in sorted([(*positions.place_of(outline, each), each) for each in asking], key=_first_two):
            here = used.get(occurrence, set())
            last = before.get(occurrence)
            if last is None or not last[0].holds(self.db, occurrence, here):
                judged = comments.Judged(self.db, occurrence, here, settings.levels, settings.honours_type_ignore)
                piece = None if last is None else last[1]
                last = judged, _same_or(occurrence.chunk.text, judged.found, piece)
            self._told[occurrence] = last
            found.add(occurrence, *last)
        return found

    # ---- syntax ----

    def _syntax(self, flaws: tuple[Occurrence, ...], outline: Outline, settings: _Settings) -> pieces.Group:
        """What is wrong with the text itself, and syntax newer than the checked version."""
        if not flaws and not self._flaws:
            return _NOWHERE
        before, self._flaws = self._flaws, {}
        found: list[pieces.Piece] = []
        starts: list[int] = []
        lines: list[int] = []
        for start, line, occurrence in sorted(
            [(*positions.place_of(outline, each), each) for each in flaws], key=_first_two
        ):
            piece = before.get(occurrence)
            if piece is None or occurrence.imports_future:
                piece = self._flaw(occurrence, outline, settings, piece)
            self._flaws[occurrence] = piece
            if piece.found:
                found.append(piece)
                starts.append(start)
                lines.append(line)
        return pieces.Group(found, starts, lines)

    def _flaw(
        self, occurrence: Occurrence, outline: Outline, settings: _Settings, last: pieces.Piece | None
    ) -> pieces.Piece:
        found: list[diagnostic.Diagnostic] = []
        part = occurrence.chunk
        flaws = parsed.problems_of(part)
        if occurrence.imports_future and not self.file.is_notebook:  # each cell of those is compiled by itself
            above = map(parsed.lowered_of, outline.chunks[: occurrence.position])
            flaws = (*flaws, *semantic_errors.late_futures(above, occurrence.lowered))
        for problem in flaws:
            found.append(self._problem(occurrence, problem, problem.message, settings))
        for feature in part.features:
            if feature.version is not None and feature.version > settings.version:
                checked = ".".join(map(str, settings.version))
                message = f"{feature.message}; the code is checked for {checked}"
                found.append(self._problem(occurrence, feature, message, settings))
        return _same_or(part.text, tuple(found), last)

    def _problem(
        self, occurrence: Occurrence, problem: problems.Problem, message: str, settings: _Settings
    ) -> diagnostic.Diagnostic:
        related: tuple[diagnostic.Related, ...] = ()
        if problem.related_start >= 0:
            there = ranges.FileRange(self.file, ranges.TextRange(problem.related_start, problem.related_end))
            related = (diagnostic.Related(there, problem.related_message, self._anchor(occurrence)),)
        at = ranges.TextRange(problem.start, problem.end)
        return diagnostic.Diagnostic(findings.INVALID_SYNTAX, settings.syntax, message, at, related)


class _Commented:
    """What is said of all comments that ask for silence, and all that it depends on beside the settings."""

    __slots__ = ("_asking", "_silenced", "_told", "_watched", "group")

    def __init__(self, asking: tuple[Occurrence, ...], silenced: list[Silenced]) -> None:
        self.group: pieces.Group = _NOWHERE
        self._asking = asking
        self._silenced = silenced
        self._told: list[tuple[Occurrence, pieces.Piece]] = []  # about which something is said, in source order
        self._watched: list[tuple[Occurrence, comments.Judged]] = []  # which depend on what can run

    def add(self, occurrence: Occurrence, judged: comments.Judged, piece: pieces.Piece) -> None:
        if piece.found:
            self._told.append((occurrence, piece))
        if judged.depends_on_code:
            self._watched.append((occurrence, judged))

    def holds(self, db: Db, asking: tuple[Occurrence, ...], silenced: list[Silenced]) -> bool:
        """Whether these chunks and what was silenced in them are still all."""
        return (
            asking is self._asking
            and silenced == self._silenced
            and all(judged.holds(db, occurrence, judged.used) for occurrence, judged in self._watched)
        )

    def place(self, outline: Outline) -> None:
        """Say where the pieces stand now."""
        at = [positions.place_of(outline, occurrence) for occurrence, _ in self._told]
        found = pieces.Group([piece for _, piece in self._told], [each[0] for each in at], [each[1] for each in at])
        if not self.group.same(found):
            self.group = found


class _Run:
    """The pieces of a run of regions, and all that they depend on beside the settings. `group`: where they stand."""

    __slots__ = ("_above", "_entries", "_lines_above", "_low", "_members", "_parents", "_pieces", "_regions", "_slots",
                 "_tops", "anchors", "group", "high", "minded", "others", "used")  # fmt: skip

    def __init__(self, entries: reports.Entries) -> None:
        self.group: pieces.Group = _NOWHERE
        self._entries = entries  # kept, so that no other object gets its id
        self._pieces: list[pieces.Piece] = []
        self.used: Silenced = []  # of the chunks, the comments that silenced something
        # What the places beside the findings depend on: regions, with their versions; the outlines of other files, by
        # their numbers. And from where they count.
        self.minded: dict[Region, int] = {}
        self.others: dict[File, int] = {}
        self.anchors: dict[Occurrence, diagnostic.Anchor] = {}
        self._regions: list[Region] = []
        self._slots: list[Slot] = []  # of the regions
        self._members: list[Occurrence] = []  # those of them that stand in others, and these in turn
        self._parents: list[Occurrence | None] = []  # in which they stand
        # Of each region: the occurrence in the outline; of each piece, where it starts in that.
        self._tops: list[Occurrence] = []
        self._above: list[int] = []
        self._lines_above: list[int] = []
        self._low = self.high = 0  # the first and last place in the outline

    def add(self, region: Region, slot: Slot, piece: pieces.Piece, is_silent: bool) -> None:
        self._regions.append(region)
        self._slots.append(slot)
        above = line_above = 0
        top, _ = slot
        while (parent := top.parent) is not None:
            above += parent.chunk.members[top.hole][top.position][0]
            line_above += parent.chunk.member_lines[top.hole][top.position]
            self._members.append(top)
            self._parents.append(parent)
            top = parent
        self._tops.append(top)
        self._pieces.append(_SILENT if is_silent else piece)
        self._above.append(above)
        self._lines_above.append(line_above)

    def follow(self, step: outlined.Step) -> bool:
        """Go where an edit elsewhere moves it; False if that may have touched it."""
        if self.high < step.keep:
            return True
        if self._low < step.old_top:
            return False
        self._low += step.new_top - step.old_top
        self.high += step.new_top - step.old_top
        self.group = self.group.below(step.delta, step.line_delta)
        return True

    def holds(self, outline: Outline) -> bool:
        """Whether every piece is what would be made now; then it is placed. Places beside them are not looked at."""
        if [(each.occurrence, each.number) for each in self._regions] != self._slots or [
            each.parent for each in self._members
        ] != self._parents:
            return False
        self.place(outline)
        return True

    def place(self, outline: Outline) -> None:
        """Say where the pieces stand now."""
        at = [each.position for each in self._tops]
        self._low, self.high = min(at), max(at)
        starts = map(add, map(outline.starts.__getitem__, at), self._above)
        lines = map(add, map(outline.lines.__getitem__, at), self._lines_above)
        shown = [each for each in zip(self._pieces, starts, lines, strict=True) if each[0].found]
        found = pieces.Group([each[0] for each in shown], [each[1] for each in shown], [each[2] for each in shown])
        if self.group.pieces != found.pieces or not self.group.same(found):
            self.group = found


_UNPLACED: Final[tuple[object, int, int]] = (None, 0, 0)
_NOWHERE: Final = pieces.Group([], [], [])
_SILENT: Final = pieces.Piece("", ())
_NO_COMMENTS: Final = _Commented((), [])


def shown(db: Db, file: File) -> Iterator[tuple[Region, reports.Report, ranges.TextRange]]:
    """What is reported about the regions of a file, one by one, with its place in the file."""
    if source_text.source_text(db, file).error is not None:
        return
    settings = _Settings(db)
    outline = outlines.outline(db, file)
    if silence.is_whole_file(outline, settings.honours_type_ignore):
        return
    for entries in reports.file_reports(db, file):
        for region, here in entries:
            if isinstance(here, str):
                continue
            part = region.occurrence.chunk
            start = positions.start_of(outline, region.occurrence)
            for each in here:
                at = span(region, each)
                if at is None or settings.levels.get(each.rule, Level.INFO) is Level.IGNORE:
                    continue
                if not silence.is_silenced(part, *at, each.rule, settings.honours_type_ignore):
                    yield region, each, ranges.TextRange(start + at[0], start + at[1])


class _Settings:
    """The settings that decide what is shown."""

    __slots__ = ("honours_type_ignore", "levels", "syntax", "version")

    def __init__(self, db: Db) -> None:
        self.levels = levels.of(db)
        self.syntax = self.levels.get(findings.INVALID_SYNTAX, Level.ERROR)
        self.version = db.program.python_version.get(db)
        self.honours_type_ignore = db.rules.type_ignore.get(db)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Settings):
            return NotImplemented
        return (
            self.levels == other.levels
            and self.version == other.version
            and self.honours_type_ignore == other.honours_type_ignore
        )

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key


def _same_or(text: str, found: tuple[diagnostic.Diagnostic, ...], last: pieces.Piece | None) -> pieces.Piece:
    """A piece; the last one if it is equal."""
    if last is not None and last.text == text and last.found == found:
        return last
    return pieces.Piece(text, found)


def span(region: Region, each: reports.Report) -> tuple[int, int] | None:
    """Where a report stands, from the start of the region's chunk; None: nowhere."""
    n = each.n
    if each.header is not None:  # of the function whose body the region is: in the same chunk
        node = each.header.binding.node
        if not isinstance(node, ir.FunctionDef) or node.returns is None:
            return None
        region, n = each.header.region, node.returns.n
    spans = region.lowered.spans
    return spans[2 * n], spans[2 * n + 1]


def _failed(region: Region, reason: str) -> diagnostic.Diagnostic:
    """A fault of pebre itself, at the first line of the region."""
    where = "function" if region.scope.kind == scopes.FUNCTION else "statement"
    message = f"pebre failed on this {where}: {reason}\nplease report it; the rest of the file is checked"
    low = min(region.lowered.spans[::2], default=0)
    return diagnostic.Diagnostic(findings.INTERNAL_ERROR, Level.ERROR, message, ranges.TextRange(low, low))


def _first_two(placed: tuple[int, int, Occurrence]) -> tuple[int, int]:
    return placed[:2]
