"""`pebre stats [DIR]`: what checking a project costs, query by query.

Two checks are told of: the first, and one after a revision in which anything might have changed and nothing did.
Times are CPU seconds, without those of the process's start. Exit codes: 0, 2 for a folder that is not there.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from pebre_analysis.engine import profile
from pebre_analysis.memory import account
from pebre_analysis.project import held
from pebre_analysis.source import system
from pebre_server.cli import observe, output, picture

_SLOWEST = 10
_WIDTHS: Final = {
    "query": 22,
    "CPU s": 9,
    "run": 9,
    "verified": 10,
    "hits": 10,
    "hit rate": 10,
    "longest s": 11,
    "memos": 9,
    "MB": 9,
}
_MAY_BE_MISSED: Final = ("memos", "longest s", "verified")


def run(options: argparse.Namespace) -> int:
    """Print to standard output; the exit code."""
    gc.disable()
    try:
        seen = observe.Observed(system.OsSystem(), options, options.paths)
        first = seen.check()
        again = seen.check_unchanged()
        rows = held.of([seen.db]).rows
        if options.html is not None and not picture.write(options.html, picture.Told(seen, first, None, "", rows)):
            return 0
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
    yield from _table([_cells(each, by_query.get(each.name), verified.get(each.name, 0)) for each in first.totals()])
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


def _cells(seen: profile.Totals, held_: account.Row | None, verified: int) -> dict[str, str]:
    """What the table of queries says of one, by column."""
    return {
        "query": seen.name,
        "CPU s": f"{seen.own_seconds:.3f}",
        "run": f"{seen.runs:,}",
        "verified": f"{verified:,}",
        "hits": f"{seen.hits:,}",
        "hit rate": _rate(seen.hits, seen.reads),
        "longest s": f"{seen.longest:.3f}",
        "memos": "" if held_ is None else f"{held_.count:,}",
        "MB": "" if held_ is None else f"{held_.total / 1e6:.2f}",
    }


def _table(rows: list[dict[str, str]]) -> Iterator[str]:
    """The columns of `_WIDTHS`; on a narrow terminal without those that may be missed."""
    widths = dict(_WIDTHS)
    for column in _MAY_BE_MISSED:
        if sum(widths.values()) >= output.width():
            del widths[column]
    for row in [{column: column for column in widths}, *rows]:
        first, *others = widths
        line = row[first].ljust(widths[first]) + "".join(row[column].rjust(widths[column]) for column in others)
        yield line.rstrip()


def _check(name: str, seen: profile.Profile) -> str:
    totals = seen.totals()
    hits, reads = sum(each.hits for each in totals), sum(each.reads for each in totals)
    n_verified = sum(each.verified for each in totals)
    return f"{name:24}{seen.total_seconds:9.3f}{len(seen.runs):9,}{n_verified:10,}{hits:10,}{_rate(hits, reads):>10}"


def _rate(hits: int, reads: int) -> str:
    return f"{100 * hits / reads:.1f} %" if reads else "-"
