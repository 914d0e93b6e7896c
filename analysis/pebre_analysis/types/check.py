"""`check_file`: everything that is reported about a file.

In:  a database and a file.
Out: diagnostics in a total order that does not depend on how they were found.
Always
  - what is inferred is inferred by region, and again only where something it read has changed; the
    join with positions, levels and comments is done anew and infers nothing;
  - code that cannot run has no findings; a suppressed or ignored finding is left out here, at the end;
  - a fault of pebre in one region is one `internal-error` diagnostic there, the rest goes on.
"""

from __future__ import annotations

import traceback

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import region as regions
from pebre_analysis.semantic import scope as scopes
from pebre_analysis.source import diagnostic, files, ranges, source_text
from pebre_analysis.syntax import ir, parsed, problems
from pebre_analysis.syntax import outline as outlines
from pebre_analysis.types import db as types_db
from pebre_analysis.types import findings, hints, positions, rules, silence
from pebre_analysis.types.infer import reachable, results

Level = diagnostic.Level


class Report(msgspec.Struct, frozen=True, gc=False):
    """A finding in words. `n` is the node it stands at."""

    rule: str
    n: int
    message: str
    related: tuple[findings.Related, ...] = ()
    header: definitions.Definition | None = None  # at the return annotation of this function instead


class FileReports(msgspec.Struct, frozen=True, gc=False):
    """The reports of a file by region, in source order, and the regions pebre failed on with the reason."""

    found: tuple[tuple[regions.Region, tuple[Report, ...]], ...]
    failed: tuple[tuple[regions.Region, str], ...] = ()


@query.query(regions.Region)
def region_reports(db: types_db.Db, region: regions.Region) -> tuple[Report, ...]:
    """The findings of a region that can run, with what helps to mend them."""
    here = results.infer_region(db, region).findings
    if not here or not reachable.is_reachable(db, region):
        return ()
    return tuple(
        Report(each.rule, each.n, _message(db, region, each), each.related, each.header)
        for each in here
        if not hints.is_allowed(db, each)
    )


def _message(db: types_db.Db, region: regions.Region, finding: findings.Finding) -> str:
    if finding.rule == findings.REVEALED_TYPE:
        return f"Revealed type: `{finding.arguments[0]}`"
    message = rules.BY_ID[finding.rule].message(*finding.arguments)
    return "\n".join([message, *finding.notes, *hints.notes(db, region, finding)])


@query.query(files.File)
def file_reports(db: types_db.Db, file: files.File) -> FileReports:
    """Infers every region of the file."""
    found: list[tuple[regions.Region, tuple[Report, ...]]] = []
    failed: list[tuple[regions.Region, str]] = []
    infer = results.infer_region
    for region in semantic_index.semantic_index(db, file).regions.get(db):
        try:
            if infer(db, region).findings and (here := region_reports(db, region)):
                found.append((region, here))
        except Exception as fault:  # the boundary: a fault in one region must not cost the others
            failed.append((region, _reason(fault)))
    return FileReports(tuple(found), tuple(failed))


def _reason(fault: Exception) -> str:
    """The fault, where in pebre it arose, and the queries that were running."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    what = f"{type(fault).__name__}: {fault} ({last.name}, line {last.lineno} of {last.filename.rpartition('/')[2]})"
    return "\n".join([what, *getattr(fault, "__notes__", ())])  # the engine notes which queries were running


def check_file(db: types_db.Db, file: files.File) -> tuple[diagnostic.Diagnostic, ...]:
    """See the module's docstring."""
    error = source_text.source_text(db, file).error
    if error is not None:
        at = ranges.TextRange(0, 0)
        return (diagnostic.Diagnostic(findings.UNREADABLE_FILE, Level.ERROR, error.message, at),)
    join = _Join(db, file)
    join.syntax()
    said = file_reports(db, file)
    if not silence.is_whole_file(join.outline, join.honours_type_ignore):
        for region, here in said.found:
            join.region(region, here)
    for region, reason in said.failed:
        join.failed(region, reason)
    return tuple(sorted(set(join.found), key=diagnostic.sort_key))


class _Join:
    """One file's diagnostics being put together."""

    def __init__(self, db: types_db.Db, file: files.File) -> None:
        self.db = db
        self.file = file
        self.outline = outlines.outline(db, file)
        self.levels = dict(db.rules.levels.get(db))
        self.version = db.program.python_version.get(db)
        self.honours_type_ignore = db.rules.type_ignore.get(db)
        self.found: list[diagnostic.Diagnostic] = []

    def syntax(self) -> None:
        """What is wrong with the text itself, and syntax newer than the checked version."""
        level = self.levels.get(findings.INVALID_SYNTAX, Level.ERROR)
        if level is Level.IGNORE:
            return
        for start, part in self.outline.occurrences():
            found = part.problems
            if found is None:
                found = parsed.problems_of(part)
            if not found and not part.features:
                continue
            for problem in found:
                self._problem(start, problem.start, problem.end, problem.message, problem, level)
            for feature in part.features:
                if feature.version is not None and feature.version > self.version:
                    needed, target = (".".join(map(str, v)) for v in (feature.version, self.version))
                    message = f"{feature.message} needs Python {needed}; the code is checked for {target}"
                    self._problem(start, feature.start, feature.end, message, feature, level)

    def _problem(self, start: int, low: int, high: int, message: str, problem: problems.Problem, level: Level) -> None:
        related: tuple[diagnostic.Related, ...] = ()
        if problem.related_start >= 0:
            there = ranges.TextRange(start + problem.related_start, start + problem.related_end)
            related = (diagnostic.Related(ranges.FileRange(self.file, there), problem.related_message),)
        at = ranges.TextRange(start + low, start + high)
        self.found.append(diagnostic.Diagnostic(findings.INVALID_SYNTAX, level, message, at, related))

    def region(self, region: regions.Region, here: tuple[Report, ...]) -> None:
        """The reports of one region that are to be seen."""
        for report in here:
            level = self.levels.get(report.rule, Level.INFO)
            if level is not Level.IGNORE:
                if report.header is None:
                    self._report(region, report.n, report, level)
                else:
                    node = report.header.binding.node
                    if isinstance(node, ir.FunctionDef) and node.returns is not None:
                        self._report(report.header.region, node.returns.n, report, level)

    def _report(self, region: regions.Region, n: int, report: Report, level: Level) -> None:
        start = positions.start_of(self.outline, region.occurrence)
        spans = region.lowered.spans
        part = region.occurrence.chunk
        low, high = spans[2 * n], spans[2 * n + 1]
        if report.rule != findings.REVEALED_TYPE and "ignore" in part.text:
            if silence.is_silenced(part, low, high, report.rule, self.honours_type_ignore):
                return
        at = ranges.TextRange(start + low, start + high)
        related = self._related(report.related) if report.related else ()
        self.found.append(diagnostic.Diagnostic(report.rule, level, report.message, at, related))

    def _related(self, definitions: tuple[findings.Related, ...]) -> tuple[diagnostic.Related, ...]:
        found = []
        for each in definitions:
            region = each.definition.region
            outline = outlines.outline(self.db, region.scope.file)
            at = positions.range_of(outline, region, each.definition.binding.n)
            found.append(diagnostic.Related(ranges.FileRange(region.scope.file, at), each.message))
        return tuple(found)

    def failed(self, region: regions.Region, reason: str) -> None:
        """A fault of pebre itself, at the first line of the region."""
        start = positions.start_of(self.outline, region.occurrence)
        where = "function" if region.scope.kind == scopes.FUNCTION else "statement"
        message = f"pebre failed on this {where}: {reason}\nplease report it; the rest of the file is checked"
        spans = region.lowered.spans
        low = min(spans[::2], default=0)
        at = ranges.TextRange(start + low, start + low)
        self.found.append(diagnostic.Diagnostic(findings.INTERNAL_ERROR, Level.ERROR, message, at))
