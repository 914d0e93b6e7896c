"""`pebre stats [DIR]`: what checking a project costs, query by query.

Two checks are told of: the first, and one after a revision in which anything might have changed and nothing did.
Times are CPU seconds, without those of the process's start. Exit codes: 0, 2 for a folder that is not there.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterable

from pebre_analysis.engine import profile
from pebre_analysis.memory import account
from pebre_analysis.project import held
from pebre_analysis.source import system
from pebre_server.cli import observe, output, picture

_SLOWEST = 10


def run(options: argparse.Namespace) -> int:
    """Print to standard output; the exit code."""
    gc.disable()
    try:
        seen = observe.Observed(system.OsSystem(), options, options.paths)
        first = seen.check()
        again = seen.check_unchanged()
        rows = held.of([seen.db]).rows
        if options.html is not None:
            picture.write(options.html, picture.Told(seen, first, None, "", rows))
    except observe.UsageError as error:
        print(f"pebre stats: {error}", file=sys.stderr)
        return 2
    finally:
        gc.enable()
    sys.stdout.write("\n".join(_lines(seen, first, again, rows)) + "\n")
    return 0


def _lines(
    seen: observe.Observed, first: profile.Profile, again: profile.Profile, rows: Iterable[account.Row]
) -> Iterable[str]:
    by_query = {row.name: row for row in rows if row.kind == "query"}
    verified = {each.name: each.verified for each in again.totals()}
    n_found = sum(map(len, seen.found.values()))
    yield f"{output.counted(len(seen.paths), 'file')}, {output.counted(n_found, 'diagnostic')}"
    yield f"{'check':24}{'CPU s':>9}{'run':>9}{'verified':>10}{'hits':>10}{'hit rate':>10}"
    yield _check("first", first)
    yield _check("again, nothing changed", again)
    yield ""
    yield "by query: of the first check; verified: of the second"
    counts = f"{'CPU s':>9}{'run':>9}{'verified':>10}{'hits':>10}{'hit rate':>10}"
    yield f"{'query':24}{counts}{'longest s':>11}{'memos':>9}{'MB':>9}"
    for each in first.totals():
        row = by_query.get(each.name)
        size = f"{row.count:9,}{row.total / 1e6:9.2f}" if row is not None else ""
        yield (
            f"{each.name:24}{each.own_seconds:9.3f}{each.runs:9,}{verified.get(each.name, 0):10,}{each.hits:10,}"
            f"{_rate(each.hits, each.reads):>10}{each.longest:11.3f}{size}"
        )
    yield ""
    yield f"{'held':48}{'objects':>10}{'MB':>9}"
    for row in sorted((row for row in rows if row.kind != "query"), key=lambda row: -row.total):
        if row.total >= 5_000:
            yield f"{row.kind + ' ' + row.name:48}{row.count:10,}{row.total / 1e6:9.2f}"
    yield f"{'all, with queries':48}{'':10}{sum(row.total for row in rows) / 1e6:9.2f}"
    yield ""
    yield "slowest runs, CPU s by themselves and with what they asked for"
    for run_ in first.slowest(_SLOWEST):
        yield f"{run_.own_seconds:9.3f}{run_.seconds:9.3f}  {run_.memo.debug_name()}"


def _check(name: str, seen: profile.Profile) -> str:
    totals = seen.totals()
    hits, reads = sum(each.hits for each in totals), sum(each.reads for each in totals)
    n_verified = sum(each.verified for each in totals)
    return f"{name:24}{seen.total_seconds:9.3f}{len(seen.runs):9,}{n_verified:10,}{hits:10,}{_rate(hits, reads):>10}"


def _rate(hits: int, reads: int) -> str:
    return f"{100 * hits / reads:.1f} %" if reads else "-"
