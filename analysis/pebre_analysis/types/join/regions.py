"""What is said about the regions of a file; in pieces, by region, which are kept in runs, and these in stretches.

In:  the reports of the file, by stretch and run; its outline.
Out: `groups`: a group for each stretch of which something is shown, one for all above and one for all below the place
     where somebody types (`sides`); beside it `silenced`: which comments had an effect.
Always
  - a piece is the same object as long as its chunk, what is said about its region and the settings are;
  - where the outline says how it follows from the last one, a stretch above or below the edit is not looked into, nor
    of the others a run above or below it: 0.5 µs each; unless a region in it changed places with what came or went.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.semantic import use_def
from pebre_analysis.semantic.region import Region
from pebre_analysis.source import diagnostic, pieces, ranges
from pebre_analysis.syntax import outline as outlines
from pebre_analysis.syntax import outlined
from pebre_analysis.types import comments, findings, positions, reports, rules, silence
from pebre_analysis.types.join import placed, places, run, sides, stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pebre_analysis.semantic.occurrence import Occurrence
    from pebre_analysis.source.files import File
    from pebre_analysis.syntax.outlined import Outline
    from pebre_analysis.types.db import Db
    from pebre_analysis.types.join.commented import Silenced
    from pebre_analysis.types.join.settings import Settings

Level = diagnostic.Level

Beside: TypeAlias = tuple[tuple[diagnostic.Related, ...], ...]  # of each report; empty if there are none at all
# Where the region was, what was said, the piece, and the places beside it.
Known: TypeAlias = tuple[run.Slot, tuple[reports.Report, ...] | str, pieces.Piece, Beside]

_UNPLACED: Final[tuple[object, int]] = (None, 0)


class Regions:
    """Those of one file under the same settings, put together again whenever somebody asks."""

    __slots__ = ("_anchors", "_db", "_file", "_is_silent", "_known", "_last", "_settings", "_sides",
                 "_used", "silenced")  # fmt: skip

    def __init__(self, db: Db, file: File, settings: Settings, is_silent: bool, anchors: places.Anchors) -> None:
        self._db = db
        self._file = file
        self._settings = settings
        self._is_silent = is_silent  # a comment silences the whole file
        self._anchors = anchors
        self._sides = sides.Sides()  # what was made last of each stretch
        # The index, and the number of the outline that all was placed in.
        self._last = _UNPLACED
        self._known: dict[Region, Known] = {}  # what was made last of each region
        self._used: dict[Region, comments.Used] = {}  # of the region's chunk, the comments that silenced its findings
        self.silenced: list[Silenced] = []  # of the runs in which comments silenced something

    def groups(self, said: tuple[reports.Stretch, ...], outline: Outline) -> list[pieces.Group]:
        """The pieces of the regions about which something is said, by stretch."""
        step = self._step(outline)
        last, self._last = self._last, _UNPLACED  # until all are: whoever is stopped on the way places all anew
        low, high = self._sides.open(said, step, self._beside_stands)
        before = {id(each.said): each for each in self._sides.between}
        loose: dict[int, run.Run] | None = None  # the runs of stretches that are no more
        between: list[sides.Runs] = []
        touched: list[int] = []
        for each in said[low:high]:
            here = before.get(id(each))
            if here is None or not self._beside_stands(here) or not here.follow(step):
                if here is not None:
                    runs = {id(one.said): one for one in here.opened()}
                else:
                    if loose is None:
                        loose = self._loose(said[low:high])
                    here, runs = stretch.Stretch(each), loose
                here.gather([self._placed(entries, runs, step, outline) for entries in each])
                touched.append(len(between))
            between.append(here)
        self._sides.close(between, touched, 0 if step is None else step.keep)
        self._last = last
        made = self._sides.all()
        self.silenced = [each.used for each in made if each.used]
        n_regions = sum([each.n_regions for each in made])
        if len(self._known) > 2 * n_regions + 100:
            known = self._known
            self._known = {region: known[region] for each in said for entries in each for region, _ in entries}
            self._used = {region: used for region, used in self._used.items() if region in self._known}
        return [each.group for each in made if each.group.pieces]

    def forget_gone(self) -> None:
        """Let go of what was made of regions that are gone or stand in another chunk: it holds the text of then."""
        known = self._known
        self._known = {
            region: each
            for region, each in known.items()
            if not region.is_dead() and each[0] == (region.occurrence, region.number)
        }
        self._used = {region: used for region, used in self._used.items() if region in self._known}

    def _loose(self, said: tuple[reports.Stretch, ...]) -> dict[int, run.Run]:
        """Runs of stretches of the last time of which something else is said now, by the id of their entries."""
        still = set(map(id, said))
        gone = [each for each in self._sides.between if id(each.said) not in still]
        return {id(one.said): one for each in gone for one in each.opened()}

    def _placed(
        self, entries: reports.Entries, runs: dict[int, run.Run], step: placed.Step | None, outline: Outline
    ) -> run.Run:
        """A run where it stands now: the one of the last time, if it can be."""
        here = runs.get(id(entries))
        if here is None or not self._beside_stands(here) or not (here.follow(step) or here.holds(outline)):
            here = self._run(entries)
            here.place(outline)
        return here

    def counted_from(self) -> dict[Occurrence, diagnostic.Anchor]:
        """The chunks from which places beside the findings count."""
        found: dict[Occurrence, diagnostic.Anchor] = {}
        for here in self._sides.all():
            found.update(here.anchors)
        return found

    def _step(self, outline: Outline) -> placed.Step | None:
        """How the outline follows from the one of the last time, if that is known."""
        index = semantic_index.semantic_index(self._db, self._file)
        last, self._last = self._last, (index, outline.number)
        if last[0] is not index:
            return None
        step = outline.step
        if step is not None and step.before == last[1]:
            return placed.Step(step, index.others)
        n = len(outline.chunks)
        return placed.Step(outlined.Step(last[1], n, n, n, 0, 0)) if outline.number == last[1] else None

    def _beside_stands(self, here: placed.Placed) -> bool:
        """Whether the places beside its findings are what they were; in this file, from their anchors."""
        if not here.minded:
            return True
        for region, version in here.minded.items():
            if region.version != version or region.is_dead():
                return False
        return all(outlines.outline(self._db, file).number == number for file, number in here.others.items())

    def _run(self, entries: reports.Entries) -> run.Run:
        made = run.Run(entries)
        known = self._known
        for region, here in entries:
            slot = region.occurrence, region.number
            beside = self._beside(here, made) if not isinstance(here, str) else ()
            last = known.get(region)
            if last is None or last[1] is not here or last[0] != slot or last[3] != beside:
                last = known[region] = (slot, here, self._piece(region, here, beside, last), beside)
            made.add(region, slot, last[2], self._is_silent and not isinstance(here, str))
            if region in self._used:
                made.used.append((slot[0], self._used[region]))
        return made

    def _piece(
        self, region: Region, here: tuple[reports.Report, ...] | str, beside: Beside, last: Known | None
    ) -> pieces.Piece:
        part = region.occurrence.chunk
        if isinstance(here, str):
            return pieces.Piece(part.text, (_failed(region, here),))
        settings = self._settings
        found: dict[diagnostic.Diagnostic, None] = {}
        used: comments.Used = set()
        may_silence = "ignore" in part.text
        for n, each in enumerate(here):
            level = settings.levels.get(each.rule, Level.INFO)
            place = None if level is Level.IGNORE and not may_silence else places.span(region, each)
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
            tags = rules.tags(each.rule)
            found[diagnostic.Diagnostic(each.rule, level, each.message, at, related, tags)] = None
        if used:
            self._used[region] = used
        else:
            self._used.pop(region, None)
        return pieces.kept(part.text, tuple(sorted(found, key=diagnostic.sort_key)), last[2] if last else None)

    # ---- places beside what is reported ----

    def _beside(self, here: tuple[reports.Report, ...], of: run.Run) -> Beside:
        """The places beside what is reported, as they are now; the run is told what they depend on."""
        if not any(each.related for each in here):
            return ()
        return tuple([tuple(self._related(each.related, of)) for each in here])

    def _related(self, definitions: tuple[findings.Related, ...], of: run.Run) -> Iterator[diagnostic.Related]:
        for each in definitions:
            file = each.definition.scope.file
            if file is not self._file:
                semantic_index.semantic_index(self._db, file)  # brought up to date, if it is not
                of.others[file] = outlines.outline(self._db, file).number
            region = each.definition.region
            of.minded[region] = region.version
            if not each.definition.exists:
                continue
            binding = each.definition.binding
            if binding.kind == use_def.PARAMETER and region.is_body and not binding.scope:
                region = region.scope.header or region  # a parameter stands in the header of its function
                of.minded[region] = region.version
            if file is self._file:
                at = positions.range_within(region, binding.n)
                anchor = of.anchors[region.occurrence] = self._anchors.of(region.occurrence)
                yield diagnostic.Related(ranges.FileRange(file, at), each.message, anchor)
            else:
                at = positions.range_of(outlines.outline(self._db, file), region, binding.n)
                yield diagnostic.Related(ranges.FileRange(file, at), each.message)


def _failed(region: Region, reason: str) -> diagnostic.Diagnostic:
    """A fault of pebre itself, at the first line of the region."""
    where = "function" if region.scope.kind == scopes.FUNCTION else "statement"
    message = f"pebre failed on this {where}: {reason}\nplease report it; the rest of the file is checked"
    low = min(region.lowered.spans[::2], default=0)
    return diagnostic.Diagnostic(findings.INTERNAL_ERROR, Level.ERROR, message, ranges.TextRange(low, low))
