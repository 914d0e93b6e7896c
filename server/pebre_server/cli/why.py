"""`pebre why [FILE[:LINE[:COL]]] --after EDIT`: what runs again after an edit, and for each the reads that made it run.

The project is checked, changed in memory, and checked again. With a place, only the queries about what stands there are
told of; its line and column are those after the edit. Exit codes: 0, 2 for a place or an edit that is not understood.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterable, Iterator

from pebre_analysis.engine import memo, profile
from pebre_analysis.project import held
from pebre_analysis.source import system
from pebre_server.cli import observe, picture


def run(options: argparse.Namespace) -> int:
    """Print to standard output; the exit code."""
    gc.disable()
    try:
        seen = observe.Observed(system.OsSystem(), options, [])
        place = seen.place(options.place) if options.place is not None else None
        if place is not None and place.path not in seen.paths:
            seen.paths.append(place.path)
        first = seen.check()
        done = seen.edit(options.after)
        after = seen.check()
        told = None if place is None else seen.concerned(place)
        if options.html is not None:
            page = picture.Told(seen, first, after, done, held.of([seen.db]).rows)
            if not picture.write(options.html, page):
                return 0
    except observe.UsageError as error:
        print(f"pebre why: {error}", file=sys.stderr)
        return 2
    finally:
        gc.enable()
    sys.stdout.write("\n".join(_lines(after, done, options.place, told)) + "\n")
    return 0


def _lines(seen: profile.Profile, done: str, place: str | None, told: Iterable[memo.Memo] | None) -> Iterator[str]:
    runs = list(profile.reruns(seen))
    n_first = sum(run.first for run in seen.runs)
    n_changed = sum(run.changed for run in runs)
    ran = "1 query" if len(runs) == 1 else f"{len(runs):,} queries"
    yield f"{done}: {ran} ran again, {n_changed:,} with another result, in {seen.seconds * 1e3:.1f} ms"
    if n_first:
        yield f"{n_first:,} ran for the first time"
    shown = {run.memo for run in seen.runs} if told is None else set(told)
    runs = [run for run in seen.runs if run.memo in shown and seen.last_run(run.memo) is run]
    if not runs:
        yield f"nothing about {place} ran again"
    for run in runs:
        result = "raised" if run.raised else "another result" if run.changed else "the same result"
        yield ""
        yield f"{run.memo.debug_name()}  {run.own_seconds * 1e3:.2f} ms, {'new' if run.first else result}"
        for step in seen.because(run):
            yield f"    because {step.text}"
