"""What is said about the regions of a file: findings in words, still without places.

In:  keys of the engine: regions, heads of runs, files. Out: `Report` records by region.
Always
  - code that cannot run has no findings;
  - what is said is made again only for regions whose findings have changed, and is gathered by runs of
    regions and by stretches of these (`semantic.runs`): a change in one region costs a look at its run, at the runs of
    its stretch and at each stretch, some seventy in a file of 20,000 lines;
  - a fault of pebre in one region is an entry with the reason, the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import msgspec

from pebre_analysis.engine import query
from pebre_analysis.semantic import definition as definitions
from pebre_analysis.semantic import index as semantic_index
from pebre_analysis.semantic import region as regions
from pebre_analysis.source import files
from pebre_analysis.types import db as types_db
from pebre_analysis.types import findings, hints, rules
from pebre_analysis.types.infer import reachable, results


class Report(msgspec.Struct, frozen=True, gc=False):
    """A finding in words. `n` is the node it stands at."""

    rule: str
    n: int
    message: str
    related: tuple[findings.Related, ...] = ()
    header: definitions.Definition | None = None  # at the return annotation of this function instead


# The reports of a region; or why pebre failed on it.
Entry: TypeAlias = tuple[regions.Region, tuple[Report, ...] | str]
Entries: TypeAlias = tuple[Entry, ...]  # of a run
Stretch: TypeAlias = tuple[Entries, ...]


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


@query.query(regions.Region)
def run_reports(db: types_db.Db, head: regions.Region) -> Entries:
    """Infers every region of the run that begins with `head`; those about which something is said, in source order."""
    return tuple(entries_of(db, head.run.get(db)))


def entries_of(db: types_db.Db, of: Iterable[regions.Region]) -> list[Entry]:
    """Infers these regions; those about which something is said."""
    found: list[Entry] = []
    infer = results.infer_region
    for region in of:
        try:
            if infer(db, region).findings and (here := region_reports(db, region)):
                found.append((region, here))
        except Exception as fault:  # the boundary: a fault in one region must not cost the others
            found.append((region, _reason(fault)))
    return found


def _reason(fault: Exception) -> str:
    """The fault, where in pebre it arose, and the queries that were running."""
    import traceback  # for faults only

    last = traceback.extract_tb(fault.__traceback__)[-1]
    what = f"{type(fault).__name__}: {fault} ({last.name}, line {last.lineno} of {last.filename.rpartition('/')[2]})"
    return "\n".join([what, *getattr(fault, "__notes__", ())])  # the engine notes which queries were running


@query.query(regions.Region)
def stretch_reports(db: types_db.Db, first: regions.Region) -> Stretch:
    """Of the stretch that begins with `first`: by run, in source order; runs about which nothing is said are left out.

    Runs hardly ever come or go: that all heads of the file are read costs less than a cell for each stretch would.
    """
    of_run = run_reports
    index = first.scope.index
    heads = index.stretches(index.heads.get(db)).get(first, ())
    return tuple([found for head in heads if (found := of_run(db, head))])


@query.query(files.File)
def file_reports(db: types_db.Db, file: files.File) -> tuple[Stretch, ...]:
    """Infers every region of the file. By stretch, in source order; those about which nothing is said are left out."""
    of_stretch = stretch_reports
    index = semantic_index.semantic_index(db, file)
    return tuple([found for first in index.stretches(index.heads.get(db)) if (found := of_stretch(db, first))])


def shared_reports(
    db: types_db.Db, file: files.File, elsewhere: Callable[[tuple[regions.Region, ...]], Entries | None]
) -> tuple[Stretch, ...]:
    """The same, in no memo of its own. `elsewhere`: what somebody else found of a run, if that is known."""
    index = semantic_index.semantic_index(db, file)
    said: list[Stretch] = []
    for heads in index.stretches(index.heads.get(db)).values():
        stretch: list[Entries] = []
        for head in heads:
            found = elsewhere(head.run.get(db))
            if found is None:
                found = run_reports(db, head)
            if found:
                stretch.append(found)
        if stretch:
            said.append(tuple(stretch))
    return tuple(said)
